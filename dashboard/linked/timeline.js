// The timeline: a plotly figure from Python, kept in step with the counts, and the brush.
//
// The figure (dashboard/views/timeline.py) has one stacked step area per sector over the
// focus window and one area over the whole span. Heights are square roots of the number
// of events, split by the sectors' shares: one event stays visible beside a hundred.
// The brush is ours, from pointer events: plotly reports a selection ten times a second.

import { AreaPaths, areaHeights } from "./areas.js";
import { binEdges, isoOf } from "./calendar.js";
import { element, onNextFrame } from "./dom.js";
import { Marks } from "./marks.js";
import { OPEN_END, OPEN_START } from "./tally.js";
import { TimelineHand } from "./timeline_hand.js";
import { markLegend, timelineTools } from "./timeline_tools.js";

const SNAP_PIXELS = 3; // at most; narrow bins snap less, so that every move counts
const FOCUS_BINS = 160;
const OVERVIEW_BINS = 120;
// Few enough that every event of a full day finds a place.
const LEAST_DAYS = 2;
// Room above the highest area, and how long numbers rest before the axes follow, in ms.
const HEADROOM = 1.06;
const SETTLE_AFTER = 150;
// Below so many days, plotly would write hours on the axis.
const DAILY_TICKS = 10;

// As text: given numbers, plotly would take the axis for one of numbers.
const toDates = (edges) => Array.from(edges, isoOf);
// A step needs a point where its last bin ends.
const withLast = (values) => [...values, values.at(-1) ?? 0];

/** Round numbers up to `most`, for an axis of square roots. */
function countTicks(most) {
  const ticks = [1, 2, 5].flatMap((n) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((p) => n * p));
  const fitting = ticks.filter((tick) => tick <= most).sort((a, b) => a - b);
  // On a square-root axis, ticks a factor of four apart are evenly spaced.
  const kept = [];
  for (const tick of fitting.reverse()) {
    if (!kept.length || Math.sqrt(kept.at(-1)) - Math.sqrt(tick) > Math.sqrt(most) / 4) kept.push(tick);
  }
  return kept.length ? kept : [1];
}

export class Timeline {
  /**
   * @param spec the figure as plotly's JSON
   * @param plotly the Plotly global
   * @param extent first and last day of the whole span
   * @param focus first and last day shown at first
   * @param events what the marks show, per row, or null for none
   * @param handlers {onBrush(interval|null, {live}): live while the hand is down;
   *   onBrushStart(); onEvent(row); onFocus(focus); onPlay(); onPlaySet(name, value)}
   */
  constructor(spec, plotly, { extent, focus, labels, format, plural, locale, plotlyLocale, events, handlers }) {
    this.spec = structuredClone(spec);
    this.plotly = plotly;
    this.extent = extent;
    this.focus = this.clamped(...focus);
    this.labels = labels;
    this.format = format;
    this.plural = plural;
    this.handlers = handlers;
    this.interval = null;
    this.highlight = -1;
    this.events = events;
    this.settings = {
      staticPlot: true,
      displayModeBar: false,
      locale,
      locales: { [locale]: plotlyLocale },
    };
    this.dayWords = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    this.monthWords = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
    this.sectorTraces = [];
    this.spec.data.forEach((trace, index) => {
      if (trace.meta?.role === "sector") this.sectorTraces.push({ index, position: trace.meta.position });
      if (trace.meta?.role === "overview") this.overviewTrace = index;
    });
    this.plot = element("div", { class: "lv-plot" });
    this.brush = element("div", { class: "lv-brush", hidden: true });
    this.cursor = element("div", { class: "lv-cursor", hidden: true });
    this.readout = element("div", { class: "lv-readout", hidden: true });
    this.canvas = element("canvas", { class: "lv-marks", "aria-hidden": "true" });
    this.marks = events && this.spec.layout.meta?.marks ? new Marks(this.canvas, events) : null;
    this.surface = element(
      "div",
      { class: "lv-surface", tabindex: "0", role: "slider", "aria-label": labels.brush },
      this.canvas,
      this.brush,
      this.cursor,
    );
    this.window = element("div", { class: "lv-window" });
    this.overview = element("div", { class: "lv-overview", title: labels.overview }, this.window);
    this.tools = timelineTools(labels, {
      ...handlers,
      onZoom: (factor) => this.zoom(factor),
      onPan: (share) => this.pan(share),
      onWhole: () => this.setFocus(...this.extent),
    });
    this.root = element(
      "div",
      { class: "lv-timeline", role: "group", "aria-label": labels.timeline },
      this.tools.root,
      element("div", { class: "lv-stage" }, this.plot, this.surface, this.overview, this.readout),
      this.marks ? markLegend(labels) : "",
    );
    this.areas = new AreaPaths(this.plot, "xy");
    this.overviewArea = new AreaPaths(this.plot, "x2y2");
    this.refocus = onNextFrame(() => this.draw());
    this.hand = new TimelineHand(this);
  }

  async mount() {
    const { width } = this.root.getBoundingClientRect();
    this.spec.layout.width = Math.max(280, Math.floor(width));
    await this.plotly.newPlot(this.plot, this.spec.data, this.spec.layout, this.settings);
    this.place();
  }

  /** Lay our surfaces over the plot areas, as the figure's own margins and domains say. */
  place() {
    const { layout } = this.spec;
    const { l, r, t, b } = layout.margin;
    const height = layout.height - t - b;
    this.width = layout.width - l - r;
    const box = (node, [bottom, top]) => {
      node.style.left = `${l}px`;
      node.style.width = `${this.width}px`;
      node.style.top = `${t + (1 - top) * height}px`;
      node.style.height = `${(top - bottom) * height}px`;
    };
    const [low] = layout.meta?.marks ?? layout.yaxis.domain;
    box(this.surface, [low, layout.yaxis.domain[1]]);
    if (this.marks) {
      const [bottom, top] = layout.meta.marks;
      this.marksHeight = (top - bottom) * height;
      this.marksTop = (layout.yaxis.domain[1] - top) * height;
      this.canvas.style.top = `${this.marksTop}px`;
      this.canvas.style.width = `${this.width}px`;
      this.canvas.style.height = `${this.marksHeight}px`;
    }
    box(this.overview, layout.yaxis2.domain);
    this.readout.style.top = `${t}px`;
    this.drawBrush();
  }

  resize() {
    const width = Math.max(280, Math.floor(this.root.getBoundingClientRect().width));
    if (width === this.spec.layout.width) return;
    this.spec.layout.width = width;
    this.plotly.relayout(this.plot, { width });
    this.place();
    this.refocus();
  }

  /** Take the theme's colours. */
  paint({ text, grid }) {
    this.text = text;
    const background = "rgba(0,0,0,0)";
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid };
    const update = { "font.color": text, paper_bgcolor: background, plot_bgcolor: background };
    for (const name of ["xaxis", "yaxis", "xaxis2", "yaxis2"]) {
      for (const [key, value] of Object.entries(axis)) update[`${name}.${key}`] = value;
    }
    this.plotly.relayout(this.plot, update);
  }

  /** Show what `count` (edges -> counts per sector and in all) gives for the bins in view,
   * and a mark for each of `rows`, in the colour that `colorOf` gives it. */
  setCounts(count, rows, colorOf) {
    this.count = count;
    this.colorOf = colorOf;
    this.rows = rows?.filter((row) => this.events.isDated[row]);
    this.draw();
  }

  setHighlight(row, reveal) {
    this.highlight = row;
    if (reveal && row >= 0 && this.events.isDated[row]) {
      const { first, last } = this.events;
      const near = first[row] === OPEN_START ? last[row] : first[row];
      const [from, to] = this.focus;
      if (near < from || near > to) this.setFocus(near - (to - from) / 2, near + (to - from) / 2);
    }
    this.drawMarks();
  }

  drawMarks() {
    if (!this.marks || !this.text) return;
    this.marks.draw({
      interval: this.interval,
      highlight: this.highlight,
      text: this.text,
      colorOf: this.colorOf,
      width: this.width,
      height: this.marksHeight,
    });
  }

  showPlaying(isPlaying) {
    this.tools.showPlaying(isPlaying);
  }

  draw() {
    const [first, last] = this.focus;
    const { unit, edges } = binEdges(first, last, Math.min(FOCUS_BINS, Math.max(24, this.width / 5)));
    const { edges: wholeEdges } = binEdges(...this.extent, OVERVIEW_BINS);
    this.unit = unit;
    this.tools.caption.textContent = this.labels.perUnit[unit.name];
    this.edges = edges;
    this.counts = this.count(edges);
    const all = this.counts.at(-1);
    this.drawn = {
      edges,
      wholeEdges,
      heights: areaHeights(this.counts, this.sectorTraces.map(({ position }) => position)),
      overview: Float64Array.from(this.count(wholeEdges).at(-1), Math.sqrt),
      most: all.reduce((a, b) => Math.max(a, b), 1),
    };
    clearTimeout(this.settling);
    // Beyond numbers only: then the axes, too, are others.
    if (this.isSettledFor(this.focus) && this.paintAreas()) {
      this.settling = setTimeout(() => this.settle(), SETTLE_AFTER);
    } else {
      this.settle();
    }
    this.marks?.layout(this.rows, (day) => this.pixelOf(day), this.width, this.marksHeight);
    this.drawBrush();
    this.drawMarks();
  }

  isSettledFor([first, last]) {
    const { focus, width } = this.settled ?? {};
    return focus?.[0] === first && focus[1] === last && width === this.width;
  }

  paintAreas() {
    const { edges, wholeEdges, heights, overview, most } = this.drawn;
    const { layout } = this.spec;
    const height = ({ domain }) => (layout.height - layout.margin.t - layout.margin.b) * (domain[1] - domain[0]);
    const top = (value) => Math.sqrt(value) * HEADROOM;
    const pixels = Array.from(edges, (day) => this.pixelOf(day));
    const wholePixels = Array.from(wholeEdges, (day) => this.wholePixelOf(day));
    const highest = overview.reduce((a, b) => Math.max(a, b), 1) ** 2;
    return (
      this.areas.paint(heights, pixels, height(layout.yaxis), top(most)) &&
      this.overviewArea.paint([overview], wholePixels, height(layout.yaxis2), top(highest))
    );
  }

  /** Let plotly draw what is drawn, with the axes that go with it. */
  settle() {
    clearTimeout(this.settling);
    const { edges, wholeEdges, heights, overview, most } = this.drawn;
    const [first, last] = this.focus;
    const ticks = countTicks(most);
    const x = toDates(edges);
    this.settled = { focus: this.focus, width: this.width };
    this.plotly.update(
      this.plot,
      {
        x: [...this.sectorTraces.map(() => x), toDates(wholeEdges)],
        y: [...heights.map(withLast), withLast(overview)],
      },
      {
        "xaxis.range": toDates([first, last + 1]),
        "xaxis.dtick": last - first < DAILY_TICKS ? 86400000 : null,
        "xaxis2.range": toDates([this.extent[0], this.extent[1] + 1]),
        "yaxis.range": [0, Math.sqrt(most) * HEADROOM],
        "yaxis2.range": [0, overview.reduce((a, b) => Math.max(a, b), 1) * HEADROOM],
        "yaxis.tickvals": ticks.map(Math.sqrt),
        "yaxis.ticktext": ticks.map((tick) => this.format(tick)),
      },
      [...this.sectorTraces.map(({ index }) => index), this.overviewTrace],
    );
  }

  // --- where a day lies, and what day a pixel is ---

  pixelOf(day) {
    const [first, last] = this.focus;
    return ((day - first) / (last + 1 - first)) * this.width;
  }

  /** Where a day lies on the strip of the whole span. */
  wholePixelOf(day) {
    return ((day - this.extent[0]) / (this.extent[1] + 1 - this.extent[0])) * this.width;
  }

  dayAt(pixel) {
    const [first, last] = this.focus;
    return first + (pixel / this.width) * (last + 1 - first);
  }

  /** The boundary between days nearest to `pixel`; the edge of a bin within reach of it wins. */
  boundaryAt(pixel) {
    const exact = this.dayAt(pixel);
    let nearest = Math.round(exact);
    let reach = Math.min(SNAP_PIXELS, this.width / this.edges.length / 5);
    for (const edge of this.edges) {
      const distance = Math.abs(this.pixelOf(edge) - pixel);
      if (distance <= reach) [nearest, reach] = [edge, distance];
    }
    return nearest;
  }

  setInterval(interval) {
    this.interval = interval;
    this.drawBrush();
    this.drawMarks();
    this.sayInterval();
  }

  /** The chosen stretch as the value of a slider, for who does not see it. */
  sayInterval() {
    const [first, last] = this.interval ?? [OPEN_START, OPEN_END];
    const value = {
      "aria-valuemin": this.extent[0],
      "aria-valuemax": this.extent[1],
      "aria-valuenow": Math.max(this.extent[0], Math.min(this.extent[1], first)),
      "aria-valuetext": this.interval
        ? this.dayWords.formatRange(...[Math.max(first, this.extent[0]), Math.min(last, this.extent[1])].map((day) => new Date(isoOf(day))))
        : this.labels.brushNone,
    };
    for (const [name, text] of Object.entries(value)) this.surface.setAttribute(name, text);
  }

  drawBrush() {
    this.brush.hidden = !this.interval;
    if (this.interval) {
      const [first, last] = this.interval;
      const left = Math.max(-2, first === OPEN_START ? -2 : this.pixelOf(first));
      const right = Math.min(this.width + 2, last === OPEN_END ? this.width + 2 : this.pixelOf(last + 1));
      const outside = right < 0 || left > this.width;
      this.brush.hidden = outside;
      this.brush.style.transform = `translateX(${left}px)`;
      this.brush.style.width = `${Math.max(2, right - left)}px`;
    }
    const at = (day) => this.wholePixelOf(day);
    this.window.style.transform = `translateX(${at(this.focus[0])}px)`;
    this.window.style.width = `${Math.max(4, at(this.focus[1] + 1) - at(this.focus[0]))}px`;
  }

  // --- zoom and pan ---

  /** The stretch nearest to [first, last] that lies in the whole span and is not too short. */
  clamped(first, last) {
    const span = Math.max(LEAST_DAYS, Math.min(last - first, this.extent[1] - this.extent[0]));
    const start = Math.min(Math.max(first, this.extent[0]), this.extent[1] - span);
    return [Math.round(start), Math.round(start + span)];
  }

  setFocus(first, last) {
    this.focus = this.clamped(first, last);
    this.drawBrush();
    this.refocus();
    clearTimeout(this.focusing);
    this.focusing = setTimeout(() => this.handlers.onFocus(this.focus), 400);
  }

  pan(share) {
    const days = (this.focus[1] - this.focus[0]) * share;
    this.setFocus(this.focus[0] + days, this.focus[1] + days);
  }

  zoom(factor, around = (this.focus[0] + this.focus[1]) / 2) {
    const [first, last] = this.focus;
    this.setFocus(around - (around - first) * factor, around + (last - around) * factor);
  }

  isFinite([first, last]) {
    return first !== OPEN_START && last !== OPEN_END;
  }

  brushTo(interval, live) {
    this.setInterval(interval);
    this.handlers.onBrush(interval, { live });
  }

  /** "March 2024: 12 events". */
  binWords(bin) {
    const count = this.counts.at(-1)[bin];
    const when = this.binName(this.edges[bin], this.edges[bin + 1] - 1);
    return this.plural(this.labels.binReadout, count, { when, count: this.format(count) });
  }

  binName(first, last) {
    const date = (day) => new Date(isoOf(day));
    if (this.unit.name === "day") return this.dayWords.format(date(first));
    if (this.unit.name === "month") return this.monthWords.format(date(first));
    if (this.unit.name === "year") return isoOf(first).slice(0, 4);
    return this.dayWords.formatRange(date(first), date(last));
  }

  destroy() {
    clearTimeout(this.focusing);
    clearTimeout(this.settling);
    this.refocus.cancel();
    this.plotly.purge(this.plot);
  }
}
