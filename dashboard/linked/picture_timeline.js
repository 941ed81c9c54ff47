// The timeline of a picture: plotly's own drawing at the picture's size, with our marks,
// the brush and the window over it, as on the page.

import { dayOf } from "./calendar.js";
import { Marks } from "./marks.js";
import { PICTURE_FONT, shortened, textLine, widthOf } from "./picture_text.js";
import { svgElement, tenth } from "./svg.js";
import { SvgCanvas } from "./svg_canvas.js";
import { OPEN_END, OPEN_START } from "./tally.js";
import { legendTexts } from "./timeline_tools.js";

const CAPTION = 22;
const KEY_ROW = 18;
const KEY_SIZE = 11.5;

/** The figure's rectangles, no wider than its axes: plotly hides the rest behind a mask, which
 * programs that read a PDF to edit it may not know. */
function cutToAxes({ shapes = [], xaxis, xaxis2 }) {
  return shapes.map((shape) => {
    if (shape.type !== "rect") return shape;
    const [first, last] = (shape.xref === "x2" ? xaxis2 : xaxis).range;
    const inside = (day) => (dayOf(day) < dayOf(first) ? first : dayOf(day) > dayOf(last) ? last : day);
    return { ...shape, x0: inside(shape.x0), x1: inside(shape.x1) };
  });
}

export class TimelinePicture {
  /**
   * @param timeline the page's Timeline
   * @param colors {text, soft, accent}
   */
  constructor(timeline, { width, height, colors, labels }) {
    Object.assign(this, { timeline, width, colors, labels });
    // Plotly may not have heard yet of the newest numbers.
    timeline.plot.settle();
    this.top = CAPTION;
    const { margin } = timeline.plot.layout;
    this.plotLeft = margin.l;
    this.plotWidth = width - margin.l - margin.r;
    this.plotTop = margin.t;
    this.keyRows = this.arrangedKeys();
    this.height = height - CAPTION - this.keyRows.length * KEY_ROW;
    this.plotHeight = this.height - margin.t - margin.b;
    this.layout = {
      ...structuredClone(timeline.plot.chart.layout),
      width,
      height: this.height,
      autosize: false,
    };
    this.layout.shapes = cutToAxes(this.layout);
    this.layout.font = { ...this.layout.font, family: PICTURE_FONT };
  }

  /** Have plotly draw; it does so in its own time. */
  async prepare() {
    const text = await this.timeline.plot.drawing(this.layout);
    const drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.drawing = svgElement("g", {}, ...drawn.children);
    return this;
  }

  /** Where the stretch [bottom, top] of the figure's height lies, from the top. */
  band([bottom, top]) {
    return { y: this.plotTop + (1 - top) * this.plotHeight, height: (top - bottom) * this.plotHeight };
  }

  pixelOf(day) {
    const [first, last] = this.timeline.focus;
    return ((day - first) / (last + 1 - first)) * this.plotWidth;
  }

  still() {
    const { timeline, colors } = this;
    return svgElement(
      "g",
      {},
      textLine(timeline.tools.caption.textContent, this.plotLeft, 13, { size: 12, fill: colors.soft }),
      svgElement("g", { transform: `translate(0 ${this.top})` }, this.drawing.cloneNode(true)),
      this.keys(),
    );
  }

  /** What follows the stretch of time: brush, window and marks. */
  moving() {
    const { timeline, layout, colors } = this;
    const domain = layout.yaxis.domain;
    const marked = layout.meta?.marks;
    const surface = this.band([marked?.[0] ?? domain[0], domain[1]]);
    return svgElement(
      "g",
      { transform: `translate(${this.plotLeft} ${this.top})` },
      this.brush(surface),
      timeline.marks && marked ? this.marks(this.band(marked)) : "",
      this.window(this.band(layout.yaxis2.domain)),
    );
  }

  brush({ y, height }) {
    const { interval } = this.timeline;
    if (!interval) return "";
    const [first, last] = interval;
    const left = first === OPEN_START ? -2 : this.pixelOf(first);
    const right = last === OPEN_END ? this.plotWidth + 2 : this.pixelOf(last + 1);
    if (right < 0 || left > this.plotWidth) return "";
    const [from, to] = [Math.max(0, left), Math.min(this.plotWidth, right)].map(tenth);
    const edge = (x) => svgElement("rect", { x: tenth(x - 1), y, width: 2, height, fill: this.colors.accent });
    return svgElement(
      "g",
      {},
      svgElement("rect", { x: from, y, width: Math.max(1, to - from), height, fill: this.colors.accent, "fill-opacity": 0.18 }),
      left >= 0 ? edge(from) : "",
      right <= this.plotWidth ? edge(to) : "",
    );
  }

  marks({ y, height }) {
    const { timeline } = this;
    const group = svgElement("g", { transform: `translate(0 ${tenth(y)})` });
    const marks = new Marks(null, timeline.marks.events);
    marks.layout(timeline.rows, (day) => this.pixelOf(day), this.plotWidth, height);
    const { interval, highlight, colorOf } = timeline;
    const canvas = new SvgCanvas(group, "mark");
    marks.paint(canvas, { interval, highlight, colorOf, text: this.colors.text, width: this.plotWidth, height, font: PICTURE_FONT });
    return group;
  }

  window({ y, height }) {
    const { extent, focus } = this.timeline;
    const at = (day) => tenth(((day - extent[0]) / (extent[1] + 1 - extent[0])) * this.plotWidth);
    const [left, right] = [at(focus[0]), at(focus[1] + 1)];
    return svgElement("rect", { x: left, y, width: Math.max(4, right - left), height, rx: 3, fill: this.colors.accent, "fill-opacity": 0.14, stroke: this.colors.accent });
  }

  /** How the marks are to be read: rows of [kind, text, x]. */
  arrangedKeys() {
    const rows = [[]];
    let x = 0;
    for (const [kind, text] of legendTexts(this.labels, this.timeline.plot.layout)) {
      const width = 26 + widthOf(text, KEY_SIZE);
      if (x + width > this.plotWidth && rows.at(-1).length) {
        rows.push([]);
        x = 0;
      }
      rows.at(-1).push([kind, shortened(text, KEY_SIZE, this.plotWidth - 26), x]);
      x += width + 18;
    }
    return rows.filter((row) => row.length);
  }

  keys() {
    const { soft } = this.colors;
    const dash = { fill: soft, "fill-opacity": 0.3, stroke: soft, "stroke-dasharray": "3 2" };
    const hollow = { fill: "none", stroke: soft, "stroke-width": 1.5 };
    const shapes = {
      day: ["circle", { cx: 10, cy: -4, r: 4, fill: soft }],
      imprecise: ["rect", { x: 0, y: -8, width: 20, height: 8, ...dash }],
      planned: ["circle", { cx: 10, cy: -4, r: 3.5, ...hollow }],
      era: ["rect", { x: 4, y: -9, width: 12, height: 10, fill: soft, "fill-opacity": 0.2 }],
      today: ["path", { d: "M10 -10V1", stroke: soft, "stroke-dasharray": "1 3" }],
      attested: ["path", { d: "M10 -9L15 -4L10 1L5 -4Z", ...hollow }],
    };
    const first = this.top + this.height + KEY_ROW - 6;
    const keys = this.keyRows.flatMap((row, i) =>
      row.map(([kind, text, x]) =>
        svgElement(
          "g",
          { transform: `translate(${tenth(this.plotLeft + x)} ${first + i * KEY_ROW})` },
          svgElement(...shapes[kind]),
          textLine(text, 26, 0, { size: KEY_SIZE, fill: soft }),
        ),
      ),
    );
    return svgElement("g", {}, ...keys);
  }
}
