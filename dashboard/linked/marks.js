// The events themselves, as marks below the areas: same-day events stacked, a month as
// wide as a month, what is planned hollow, what goes on without an end fading out.

import { Lane } from "./lane.js";
import { OPEN_END, OPEN_START } from "./tally.js";

const SIZE = 6; // a dot's width and a bar's height, in pixels
const STEP = SIZE + 1;
const LEAST_BAR = 2 * STEP;
const OVERFLOW_LANES = 2;

/** How an event's date is drawn, by the precision that the tables give it. */
const IMPRECISE = new Set(["month", "season", "year", "decade"]);

export class Marks {
  /**
   * @param canvas where to draw; its size is given by the timeline
   * @param events {first, last: day numbers, precision, planned} per row
   */
  constructor(canvas, events) {
    this.canvas = canvas;
    this.events = events;
    this.placed = [];
    this.overflow = new Map();
  }

  /** Give every row a place: lanes from the bottom, within the focus [first, last]. */
  layout(rows, pixelOf, width, height) {
    const lanes = Math.floor(height / STEP);
    const wanted = this.wanted(rows, pixelOf, width);
    this.fill(wanted, width, Math.max(1, lanes));
    // How many found no place is written above the others, not over them.
    if (this.overflow.size) this.fill(wanted, width, Math.max(1, lanes - OVERFLOW_LANES));
  }

  /** The marks of the rows in view, in the order in which they take their places. */
  wanted(rows, pixelOf, width) {
    const { first, last } = this.events;
    const wanted = [];
    for (const row of rows) {
      const start = first[row] === OPEN_START ? -SIZE : pixelOf(first[row]);
      const end = last[row] === OPEN_END ? width + SIZE : pixelOf(last[row] + 1);
      if (end <= 0 || start >= width) continue;
      const isBar = end - start >= LEAST_BAR && last[row] > first[row];
      wanted.push({ row, start, end, isBar });
    }
    // Long bars lie at the bottom, where they cross the fewest others.
    return wanted.sort((a, b) => a.isBar === b.isBar ? a.start - b.start || a.row - b.row : b.isBar - a.isBar);
  }

  fill(wanted, width, lanes) {
    const rack = Array.from({ length: lanes }, () => new Lane());
    // Bars leave the upper half to the dots: a decade of bars must not hide a day.
    const lower = rack.slice(0, Math.ceil(lanes * 0.6));
    this.placed = [];
    this.overflow = new Map();
    for (const mark of wanted) {
      const place = mark.isBar
        ? this.place(lower, [[Math.max(0, mark.start), Math.min(width, mark.end)]])
        : this.place(rack, this.spots(mark, width));
      if (place) this.placed.push({ row: mark.row, isBar: mark.isBar, ...place });
      else {
        const column = Math.round(Math.max(0, Math.min(width, mark.start)) / 30) * 30;
        this.overflow.set(column, (this.overflow.get(column) ?? 0) + 1);
      }
    }
  }

  /** The lowest lane with room in one of the spots, and which; null where there is none. */
  place(rack, spots) {
    for (let lane = 0; lane < rack.length; lane++) {
      const spot = spots.find(([x0, x1]) => rack[lane].take(x0, x1));
      if (spot) return { lane, x0: spot[0], x1: spot[1] };
    }
    return null;
  }

  /** Where a dot may stand: anywhere within its days that is in view, side by side. */
  spots({ start, end }, width) {
    const [from, to] = [Math.max(0, start), Math.min(width, end)];
    const columns = Math.max(1, Math.floor((to - from) / STEP));
    const left = columns === 1 ? Math.max(0, Math.min(width - SIZE, (from + to - SIZE) / 2)) : from;
    return Array.from({ length: columns }, (_, k) => [left + k * STEP, left + k * STEP + SIZE]);
  }

  draw(look) {
    const { width, height } = look;
    const scale = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.paint(context, look);
  }

  /** Draw onto any 2D context: the page's canvas, or one that keeps SVG. */
  paint(context, { interval, highlight, text, colorOf, width, height, font = "sans-serif" }) {
    const { first, last, precision, planned } = this.events;
    for (const { row, lane, x0, x1, isBar } of this.placed) {
      const y = height - (lane + 1) * STEP;
      const outside = interval && (last[row] < interval[0] || first[row] > interval[1]);
      context.globalAlpha = outside ? 0.18 : 1;
      context.fillStyle = context.strokeStyle = colorOf(row);
      context.lineWidth = 1.25;
      if (isBar) this.bar(context, x0, x1, y, row);
      else {
        context.beginPath();
        if (precision[row] === "attested") diamond(context, (x0 + x1) / 2, y + SIZE / 2, SIZE / 2 + 0.5);
        else context.arc((x0 + x1) / 2, y + SIZE / 2, SIZE / 2 - (planned[row] ? 0.6 : 0), 0, 7);
        if (planned[row] || precision[row] === "attested") context.stroke();
        else context.fill();
      }
      if (row === highlight) {
        context.globalAlpha = 1;
        context.strokeStyle = text;
        context.lineWidth = 2;
        context.strokeRect(x0 - 2.5, y - 2.5, x1 - x0 + 5, SIZE + 5);
      }
    }
    context.globalAlpha = 1;
    context.fillStyle = text;
    context.font = `11px ${font}`;
    context.textAlign = "center";
    for (const [x, n] of this.overflow) context.fillText(`+${n}`, Math.max(12, Math.min(width - 12, x)), 9);
  }

  bar(context, x0, x1, y, row) {
    const { last, precision, planned } = this.events;
    const imprecise = IMPRECISE.has(precision[row]);
    if (last[row] === OPEN_END) {
      const fade = context.createLinearGradient(x0, 0, x1, 0);
      fade.addColorStop(0, context.fillStyle);
      fade.addColorStop(1, "transparent");
      context.fillStyle = fade;
      context.fillRect(x0, y, x1 - x0, SIZE);
      return;
    }
    if (imprecise || planned[row]) {
      const alpha = context.globalAlpha;
      context.globalAlpha = alpha * (planned[row] ? 0.08 : 0.3);
      context.fillRect(x0, y, x1 - x0, SIZE);
      context.globalAlpha = alpha;
      context.setLineDash(imprecise ? [3, 2] : []);
      context.strokeRect(x0 + 0.6, y + 0.6, Math.max(1, x1 - x0 - 1.2), SIZE - 1.2);
      context.setLineDash([]);
    } else {
      context.fillRect(x0, y, x1 - x0, SIZE);
    }
  }

  /** The row whose mark is at a point of the canvas, or -1. */
  at(x, y, height) {
    for (const { row, lane, x0, x1 } of this.placed) {
      const top = height - (lane + 1) * STEP;
      if (x >= x0 - 1 && x <= x1 + 1 && y >= top - 1 && y <= top + STEP) return row;
    }
    return -1;
  }
}

function diamond(context, x, y, half) {
  context.moveTo(x, y - half);
  context.lineTo(x + half, y);
  context.lineTo(x, y + half);
  context.lineTo(x - half, y);
  context.closePath();
}

/** What the marks show, per row of the columns.
 * @param rows the Rows of a model
 * @param details {titles, dates, precision, planned} by row */
export function markedEvents({ days, start, end, length }, { precision, planned, titles, dates }) {
  const all = Array.from({ length }, (_, row) => row);
  return {
    first: all.map((row) => days[start[row]]),
    last: all.map((row) => days[end[row]]),
    isDated: all.map((row) => start[row] <= end[row]),
    precision,
    planned,
    titles,
    dates,
  };
}

/** The sector that gives a row's mark its colour: its first chosen one, else its first. */
export function markedSector({ setOfRow, offsets, values, chosen }, row) {
  const own = values.subarray(offsets[setOfRow[row]], offsets[setOfRow[row] + 1]);
  return own.find((value) => chosen.has(value)) ?? own[0];
}
