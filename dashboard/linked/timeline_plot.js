// The figure of the timeline. Until plotly is there we draw it ourselves; then plotly does,
// and hears of new numbers when they rest.
//
// The figure (dashboard/views/timeline.py) has one stacked step area per sector over the
// focus window and one area over the whole span. Heights are square roots of the number
// of events, split by the sectors' shares: one event stays visible beside a hundred.

import { areaHeights, reshapeAreas, stackedAreas } from "./areas.js";
import { isoOf } from "./calendar.js";
import { element } from "./dom.js";
import { draftPlot } from "./draft_plot.js";
import { timeTicks } from "./time_ticks.js";

// Room above the highest area, and how long numbers rest before the axes follow, in ms.
const HEADROOM = 1.06;
const SETTLE_AFTER = 150;

// As text: given numbers, plotly would take the axis for one of numbers.
const toDates = (edges) => Array.from(edges, isoOf);
// A step needs a point where its last bin ends.
const withLast = (values) => [...values, values.at(-1) ?? 0];
const most = (values) => values.reduce((a, b) => Math.max(a, b), 1);

/** Round numbers up to `limit`, for an axis of square roots. */
function countTicks(limit) {
  const ticks = [1, 2, 5].flatMap((n) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((p) => n * p));
  const fitting = ticks.filter((tick) => tick <= limit).sort((a, b) => a - b);
  // On a square-root axis, ticks a factor of four apart are evenly spaced.
  const kept = [];
  for (const tick of fitting.reverse()) {
    if (!kept.length || Math.sqrt(kept.at(-1)) - Math.sqrt(tick) > Math.sqrt(limit) / 4) kept.push(tick);
  }
  return kept.length ? kept : [1];
}

/** Set values by the paths that plotly takes, such as "xaxis.range". */
function setPaths(target, values) {
  for (const [path, value] of Object.entries(values)) {
    const [name, key] = path.split(".");
    if (key) target[name] = { ...target[name], [key]: value };
    else target[name] = value;
  }
}

export class TimelinePlot {
  /**
   * @param spec the figure as plotly's JSON
   * @param scale the TimeScale of the focus and the whole span
   * @param format numbers as text, and `words`, the TimeWords that name days
   */
  constructor(spec, { scale, format, words, locale, plotlyLocale }) {
    const { data, layout } = structuredClone(spec);
    this.data = data;
    /** The figure's own layout: its width, its margins, and the parts of its height. */
    this.layout = layout;
    this.plotly = null;
    this.scale = scale;
    const short = new Intl.NumberFormat(locale, { notation: "compact" });
    // The margin is no wider than four digits.
    this.tickText = (tick) => (tick < 1e4 ? format(tick) : short.format(tick));
    this.words = words;
    this.settings = { staticPlot: true, displayModeBar: false, locale, locales: { [locale]: plotlyLocale } };
    this.areaTraces = [];
    data.forEach((trace, index) => {
      if (trace.meta?.role === "sector") this.areaTraces.push({ index, position: trace.meta.position, color: trace.fillcolor });
      if (trace.meta?.role === "no sector") this.areaTraces.push({ index, position: null, color: trace.fillcolor });
      if (trace.meta?.role === "overview") this.overviewTrace = index;
    });
    /** What plotly draws into. */
    this.chart = element("div", { class: "lv-chart" });
    this.root = element("div", { class: "lv-plot" });
    // Its room is there before anything is drawn in it.
    this.root.style.height = `${layout.height}px`;
  }

  /** Height of a part of the figure, given as [bottom, top] from 0 to 1, in pixels. */
  heightOf([bottom, top]) {
    const { height, margin } = this.layout;
    return (top - bottom) * (height - margin.t - margin.b);
  }

  setWidth(width) {
    this.layout.width = width;
    this.plotly?.relayout(this.chart, { width });
  }

  /** Take the theme's colours. */
  paint({ text, grid }) {
    const background = "rgba(0,0,0,0)";
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid };
    const update = { "font.color": text, paper_bgcolor: background, plot_bgcolor: background };
    for (const name of ["xaxis", "yaxis", "xaxis2", "yaxis2"]) {
      for (const [key, value] of Object.entries(axis)) update[`${name}.${key}`] = value;
    }
    this.colors = { text, grid };
    setPaths(this.layout, update);
    if (this.plotly) this.plotly.relayout(this.chart, update);
    else if (this.drawn) this.drawDraft();
  }

  /**
   * Draw numbers of events per bin.
   * @param counts per sector and, last, in all, over the focus; @param edges of their bins
   * @param wholeCounts in all over the whole span; @param wholeEdges of their bins
   */
  draw({ counts, edges, wholeCounts, wholeEdges }) {
    this.drawn = {
      edges,
      wholeEdges,
      heights: areaHeights(counts, this.areaTraces.map(({ position }) => position)),
      overview: Float64Array.from(wholeCounts, Math.sqrt),
      most: most(counts.at(-1)),
    };
    clearTimeout(this.settling);
    if (!this.plotly) {
      this.drawDraft();
      // Beyond numbers only: then the axes, too, are others.
    } else if (this.isSettled() && this.reshape()) {
      this.settling = setTimeout(() => this.settle(), SETTLE_AFTER);
    } else {
      this.settle();
    }
  }

  /** Whether plotly's axes are those of the focus and the width. */
  isSettled() {
    const { focus, width } = this.settled ?? {};
    const [first, last] = this.scale.focus;
    return focus?.[0] === first && focus[1] === last && width === this.scale.width;
  }

  /** The areas' shapes over the focus, and the one over the whole span. */
  shapes() {
    const { edges, wholeEdges, heights, overview, most: highest } = this.drawn;
    const { yaxis, yaxis2 } = this.layout;
    const pixels = Array.from(edges, (day) => this.scale.pixelOf(day));
    const wholePixels = Array.from(wholeEdges, (day) => this.scale.wholePixelOf(day));
    return [
      stackedAreas(heights, pixels, this.heightOf(yaxis.domain), Math.sqrt(highest) * HEADROOM),
      stackedAreas([overview], wholePixels, this.heightOf(yaxis2.domain), most(overview) * HEADROOM),
    ];
  }

  reshape() {
    const [areas, whole] = this.shapes();
    return reshapeAreas(this.chart, "xy", areas) && reshapeAreas(this.chart, "x2y2", whole);
  }

  drawDraft() {
    if (!this.colors) return;
    this.setFigure();
    const [areas, whole] = this.shapes();
    const { scale } = this;
    const draft = draftPlot(this.layout, this.colors, {
      focus: {
        areas: areas.map((shape, i) => ({ shape, color: this.areaTraces[i].color })),
        ticks: this.ticks.focus,
        pixelOf: (day) => scale.pixelOf(day),
      },
      whole: {
        areas: whole.map((shape) => ({ shape, color: this.data[this.overviewTrace].fillcolor })),
        ticks: this.ticks.whole,
        pixelOf: (day) => scale.wholePixelOf(day),
      },
    });
    this.root.replaceChildren(draft, ...(this.chart.isConnected ? [this.chart] : []));
  }

  /** What is drawn as plotly's update: x and y per trace, and values of the layout by path. */
  update() {
    const { edges, wholeEdges, heights, overview, most: highest } = this.drawn;
    const { focus, extent, width } = this.scale;
    const { margin } = this.layout;
    const ticksOf = ([first, last], pixelOf) =>
      timeTicks(first, last, { width, pixelOf, nameOf: (form, day) => this.words.named(form, day), margins: margin });
    this.ticks = {
      focus: ticksOf(focus, (day) => this.scale.pixelOf(day)),
      whole: ticksOf(extent, (day) => this.scale.wholePixelOf(day)),
    };
    const x = toDates(edges);
    const levels = countTicks(highest);
    const timeAxis = (name, [first, last], ticks) => ({
      [`${name}.range`]: toDates([first, last + 1]),
      [`${name}.tickvals`]: toDates(ticks.map(({ day }) => day)),
      [`${name}.ticktext`]: ticks.map(({ text }) => text),
    });
    return {
      traces: {
        x: [...this.areaTraces.map(() => x), toDates(wholeEdges)],
        y: [...heights.map(withLast), withLast(overview)],
      },
      layout: {
        ...timeAxis("xaxis", focus, this.ticks.focus),
        ...timeAxis("xaxis2", extent, this.ticks.whole),
        "yaxis.range": [0, Math.sqrt(highest) * HEADROOM],
        "yaxis2.range": [0, most(overview) * HEADROOM],
        "yaxis.tickvals": levels.map(Math.sqrt),
        "yaxis.ticktext": levels.map((tick) => this.tickText(tick)),
      },
    };
  }

  /** The traces that the update's x and y are for, in their order. */
  traceNumbers() {
    return [...this.areaTraces.map(({ index }) => index), this.overviewTrace];
  }

  /** Make data and layout those of what is drawn. */
  setFigure() {
    const { traces, layout } = this.update();
    setPaths(this.layout, layout);
    this.traceNumbers().forEach((index, i) => {
      this.data[index].x = traces.x[i];
      this.data[index].y = traces.y[i];
    });
  }

  /** Let plotly draw from now on. */
  async adopt(plotly) {
    const { drawn } = this;
    this.setFigure();
    this.markSettled();
    // It measures what it draws, which thus has to stand somewhere.
    this.chart.classList.add("lv-coming");
    this.root.append(this.chart);
    await plotly.newPlot(this.chart, this.data, this.layout, this.settings);
    this.plotly = plotly;
    this.chart.classList.remove("lv-coming");
    this.root.replaceChildren(this.chart);
    if (this.drawn !== drawn) this.settle();
  }

  markSettled() {
    this.settled = { focus: this.scale.focus, width: this.scale.width };
  }

  /** Let plotly draw what is drawn, with the axes that go with it. */
  settle() {
    clearTimeout(this.settling);
    const { traces, layout } = this.update();
    this.markSettled();
    this.plotly.update(this.chart, traces, layout, this.traceNumbers());
  }

  /** What is drawn at another size, as SVG text; plotly draws it in its own time. */
  async drawing(layout) {
    const { width, height } = layout;
    const figure = { data: this.chart.data, layout, config: this.settings };
    return this.plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
  }

  destroy() {
    clearTimeout(this.settling);
    this.plotly?.purge(this.chart);
  }
}
