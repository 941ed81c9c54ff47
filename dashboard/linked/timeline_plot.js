// The figure of the timeline: plotly draws it, and hears of new numbers when they rest.
//
// The figure (dashboard/views/timeline.py) has one stacked step area per sector over the
// focus window and one area over the whole span. Heights are square roots of the number
// of events, split by the sectors' shares: one event stays visible beside a hundred.

import { AreaPaths, areaHeights } from "./areas.js";
import { isoOf } from "./calendar.js";
import { element } from "./dom.js";

// Room above the highest area, and how long numbers rest before the axes follow, in ms.
const HEADROOM = 1.06;
const SETTLE_AFTER = 150;
// Below so many days, plotly would write hours on the axis.
const DAILY_TICKS = 10;

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

export class TimelinePlot {
  /**
   * @param spec the figure as plotly's JSON
   * @param plotly the Plotly global
   * @param scale the TimeScale of the focus and the whole span
   * @param format numbers as text
   */
  constructor(spec, plotly, { scale, format, locale, plotlyLocale }) {
    this.spec = structuredClone(spec);
    this.plotly = plotly;
    this.scale = scale;
    this.format = format;
    this.settings = { staticPlot: true, displayModeBar: false, locale, locales: { [locale]: plotlyLocale } };
    this.sectorTraces = [];
    this.spec.data.forEach((trace, index) => {
      if (trace.meta?.role === "sector") this.sectorTraces.push({ index, position: trace.meta.position });
      if (trace.meta?.role === "overview") this.overviewTrace = index;
    });
    this.root = element("div", { class: "lv-plot" });
    this.areas = new AreaPaths(this.root, "xy");
    this.overviewArea = new AreaPaths(this.root, "x2y2");
  }

  /** The figure's own layout: its width, its margins, and the parts of its height. */
  get layout() {
    return this.spec.layout;
  }

  /** Height of a part of the figure, given as [bottom, top] from 0 to 1, in pixels. */
  heightOf([bottom, top]) {
    const { height, margin } = this.layout;
    return (top - bottom) * (height - margin.t - margin.b);
  }

  async mount(width) {
    this.layout.width = width;
    await this.plotly.newPlot(this.root, this.spec.data, this.layout, this.settings);
  }

  resize(width) {
    this.layout.width = width;
    this.plotly.relayout(this.root, { width });
  }

  /** Take the theme's colours. */
  paint({ text, grid }) {
    const background = "rgba(0,0,0,0)";
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid };
    const update = { "font.color": text, paper_bgcolor: background, plot_bgcolor: background };
    for (const name of ["xaxis", "yaxis", "xaxis2", "yaxis2"]) {
      for (const [key, value] of Object.entries(axis)) update[`${name}.${key}`] = value;
    }
    this.plotly.relayout(this.root, update);
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
      heights: areaHeights(counts, this.sectorTraces.map(({ position }) => position)),
      overview: Float64Array.from(wholeCounts, Math.sqrt),
      most: most(counts.at(-1)),
    };
    clearTimeout(this.settling);
    // Beyond numbers only: then the axes, too, are others.
    if (this.isSettled() && this.paintAreas()) {
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

  paintAreas() {
    const { edges, wholeEdges, heights, overview, most: highest } = this.drawn;
    const { yaxis, yaxis2 } = this.layout;
    const pixels = Array.from(edges, (day) => this.scale.pixelOf(day));
    const wholePixels = Array.from(wholeEdges, (day) => this.scale.wholePixelOf(day));
    return (
      this.areas.paint(heights, pixels, this.heightOf(yaxis.domain), Math.sqrt(highest) * HEADROOM) &&
      this.overviewArea.paint([overview], wholePixels, this.heightOf(yaxis2.domain), most(overview) * HEADROOM)
    );
  }

  /** Let plotly draw what is drawn, with the axes that go with it. */
  settle() {
    clearTimeout(this.settling);
    const { edges, wholeEdges, heights, overview, most: highest } = this.drawn;
    const { focus, extent, width } = this.scale;
    const [first, last] = focus;
    const ticks = countTicks(highest);
    const x = toDates(edges);
    this.settled = { focus, width };
    this.plotly.update(
      this.root,
      {
        x: [...this.sectorTraces.map(() => x), toDates(wholeEdges)],
        y: [...heights.map(withLast), withLast(overview)],
      },
      {
        "xaxis.range": toDates([first, last + 1]),
        "xaxis.dtick": last - first < DAILY_TICKS ? 86400000 : null,
        "xaxis2.range": toDates([extent[0], extent[1] + 1]),
        "yaxis.range": [0, Math.sqrt(highest) * HEADROOM],
        "yaxis2.range": [0, most(overview) * HEADROOM],
        "yaxis.tickvals": ticks.map(Math.sqrt),
        "yaxis.ticktext": ticks.map((tick) => this.format(tick)),
      },
      [...this.sectorTraces.map(({ index }) => index), this.overviewTrace],
    );
  }

  /** What is drawn at another size, as SVG text; plotly draws it in its own time. */
  async drawing(layout) {
    const { width, height } = layout;
    const figure = { data: this.root.data, layout, config: this.settings };
    return this.plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
  }

  destroy() {
    clearTimeout(this.settling);
    this.plotly.purge(this.root);
  }
}
