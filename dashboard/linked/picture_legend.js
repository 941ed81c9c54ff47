// The legends of a picture: sectors with colours and counts, and what circles stand for.

import { shortened, textLine, widthOf } from "./picture_text.js";
import { svgElement, tenth } from "./svg.js";

const ROW = 19;
const LEAST_ROW = 14;
const HEADING = 22;
const COLUMN_GAP = 18;

/** The sectors that have events or are chosen, in the order of the page. */
export function shownSectors(sectors, counts, chosen) {
  return sectors.map((sector, i) => ({ ...sector, position: i, isChosen: chosen.has(i) })).filter(({ position, isChosen }) => counts[position] > 0 || isChosen);
}

/** How many rows of a legend fit into `height`, and how high each is. */
function rowsIn(height, wanted) {
  const step = Math.max(LEAST_ROW, Math.min(ROW, height / Math.max(1, wanted)));
  return { step, most: Math.max(1, Math.floor((height + 0.5) / step)) };
}

/**
 * Sectors in columns, from the top of each to its bottom.
 * @param sectors as shownSectors gives them; what has no room is told as a number
 * @param counts events per sector
 * @returns a group `height` high at most
 */
export function sectorLegend(sectors, counts, { width, height, columns, colors, format, heading, more, someChosen }) {
  const { step, most } = rowsIn(height - HEADING, Math.ceil(sectors.length / columns));
  const room = most * columns;
  const isCut = sectors.length > room;
  const shown = isCut ? sectors.slice(0, room - 1) : sectors;
  const perColumn = Math.min(most, Math.ceil(sectors.length / columns));
  const columnWidth = (width - COLUMN_GAP * (columns - 1)) / columns;
  const size = tenth(Math.min(13, step - 3));
  const at = (i) => [Math.floor(i / perColumn) * (columnWidth + COLUMN_GAP), HEADING + (i % perColumn) * step + step * 0.5];
  const rows = shown.map(({ name, color, position, isChosen }, i) => {
    const [x, middle] = at(i);
    const count = format(counts[position]);
    const weight = isChosen ? "bold" : null;
    const fill = counts[position] ? colors.text : colors.soft;
    const named = shortened(name, size, columnWidth - 24 - widthOf(count, size, weight ?? "normal"), weight ?? "normal");
    const base = middle + size * 0.35;
    return svgElement(
      "g",
      { "data-sector": sectors[i].id },
      svgElement("rect", { x: tenth(x), y: tenth(middle - 5.5), width: 11, height: 11, rx: 2, fill: color, "fill-opacity": someChosen && !isChosen ? 0.35 : null }),
      textLine(named, x + 18, base, { size, fill, weight }),
      textLine(count, x + columnWidth, base, { size, fill: colors.soft, weight, anchor: "end" }),
    );
  });
  if (isCut) {
    const [x, middle] = at(shown.length);
    rows.push(textLine(more(sectors.length - shown.length), x + 18, middle + size * 0.35, { size, fill: colors.soft }));
  }
  return svgElement("g", {}, textLine(shortened(heading, 12, width), 0, 13, { size: 12, fill: colors.soft }), ...rows);
}

/** Round numbers of events from 1 to the largest shown, three at most. */
export function sizesUpTo(largest) {
  const round = [1, 2, 5].flatMap((n) => [1, 10, 100, 1e3, 1e4, 1e5].map((power) => n * power)).sort((a, b) => a - b);
  const fitting = round.filter((n) => n <= Math.max(1, largest));
  const top = fitting.at(-1);
  const middle = fitting.findLast((n) => n <= top / 3.5);
  return [...new Set([1, middle ?? 1, top])];
}

/** Circles side by side, each over its number. */
export function sizeLegend(radiusOf, largest, { colors, format, heading, width }) {
  const sizes = sizesUpTo(largest).map((count) => ({ count, radius: radiusOf(count) }));
  const floor = HEADING + 2 * sizes.at(-1).radius;
  let x = 0;
  const circles = sizes.map(({ count, radius }) => {
    const text = format(count);
    const wide = Math.max(2 * radius, widthOf(text, 12));
    const middle = x + wide / 2;
    x += wide + 16;
    return svgElement(
      "g",
      {},
      svgElement("circle", { cx: tenth(middle), cy: tenth(floor - radius), r: tenth(radius), fill: "none", stroke: colors.soft, "stroke-width": 1.25 }),
      textLine(text, middle, floor + 15, { size: 12, fill: colors.soft, anchor: "middle" }),
    );
  });
  const group = svgElement("g", {}, textLine(shortened(heading, 12, width), 0, 13, { size: 12, fill: colors.soft }), ...circles);
  return { group, height: floor + 20 };
}
