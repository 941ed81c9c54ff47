// A 2D canvas context that keeps SVG elements: what draws marks, arcs and labels on the
// page draws them into a picture too. It knows the part of the interface that these use.

import { svgElement, tenth } from "./svg.js";

/** A gradient along a line, as createLinearGradient gives it. */
class RecordedGradient {
  constructor(points) {
    this.points = points;
    this.stops = [];
  }

  addColorStop(offset, color) {
    this.stops.push({ offset, color });
  }

  element(id) {
    const [x1, y1, x2, y2] = this.points.map(tenth);
    const stops = this.stops.map(({ offset, color }) =>
      // "transparent" is a black that shimmers through where colours are not premultiplied.
      color === "transparent"
        ? svgElement("stop", { offset, "stop-color": this.stops[0].color, "stop-opacity": 0 })
        : svgElement("stop", { offset, "stop-color": color }),
    );
    return svgElement("linearGradient", { id, gradientUnits: "userSpaceOnUse", x1, y1, x2, y2 }, ...stops);
  }
}

export class SvgCanvas {
  /**
   * @param group the SVG element to draw into
   * @param prefix begins the ids of gradients, which share one space in a document
   */
  constructor(group, prefix) {
    this.group = group;
    this.prefix = prefix;
    this.gradients = 0;
    Object.assign(this, { globalAlpha: 1, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1 });
    Object.assign(this, { font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic", lineJoin: "miter" });
    this.dash = [];
    this.path = [];
  }

  beginPath() {
    this.path = [];
  }

  moveTo(x, y) {
    this.path.push(`M${tenth(x)} ${tenth(y)}`);
  }

  lineTo(x, y) {
    this.path.push(`L${tenth(x)} ${tenth(y)}`);
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.path.push(`Q${tenth(cx)} ${tenth(cy)} ${tenth(x)} ${tenth(y)}`);
  }

  /** Clockwise, as everyone draws them; an arc that goes around is a circle. */
  arc(x, y, radius, start, end) {
    const r = tenth(radius);
    if (end - start > 2 * Math.PI - 1e-6) {
      this.path.push(`M${tenth(x - radius)} ${tenth(y)}a${r} ${r} 0 1 1 ${tenth(2 * r)} 0a${r} ${r} 0 1 1 ${tenth(-2 * r)} 0Z`);
      return;
    }
    const at = (angle) => `${tenth(x + radius * Math.cos(angle))} ${tenth(y + radius * Math.sin(angle))}`;
    const isLarge = end - start > Math.PI ? 1 : 0;
    this.path.push(`${this.path.length ? "L" : "M"}${at(start)}A${r} ${r} 0 ${isLarge} 1 ${at(end)}Z`);
  }

  closePath() {
    this.path.push("Z");
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  createLinearGradient(...points) {
    return new RecordedGradient(points);
  }

  fill() {
    this.add("path", { d: this.path.join("") }, this.filled());
  }

  stroke() {
    this.add("path", { d: this.path.join("") }, this.stroked());
  }

  fillRect(x, y, width, height) {
    this.add("rect", this.box(x, y, width, height), this.filled());
  }

  strokeRect(x, y, width, height) {
    this.add("rect", this.box(x, y, width, height), this.stroked());
  }

  fillText(text, x, y) {
    this.add("text", this.lettering(x, y), this.filled(), text);
  }

  strokeText(text, x, y) {
    // Who reads the file aloud, or searches it, meets the text itself once.
    this.add("text", { ...this.lettering(x, y), "aria-hidden": "true" }, this.stroked(), text);
  }

  box(x, y, width, height) {
    return { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) };
  }

  lettering(x, y) {
    const [, size, family] = this.font.match(/^(\d+(?:\.\d+)?)px (.*)$/);
    const anchor = { left: null, center: "middle", right: "end" }[this.textAlign];
    // Other programs than browsers do not know dominant-baseline.
    const drop = this.textBaseline === "middle" ? Number(size) * 0.35 : 0;
    return { x: tenth(x), y: tenth(y + drop), "font-size": size, "font-family": family, "text-anchor": anchor };
  }

  filled() {
    return { fill: this.paintOf(this.fillStyle) };
  }

  stroked() {
    const { lineWidth, lineJoin, dash } = this;
    return {
      fill: "none",
      stroke: this.paintOf(this.strokeStyle),
      "stroke-width": tenth(lineWidth * 10) / 10,
      "stroke-linejoin": lineJoin === "miter" ? null : lineJoin,
      "stroke-dasharray": dash.length ? dash.join(" ") : null,
    };
  }

  paintOf(style) {
    if (!(style instanceof RecordedGradient)) return style;
    const id = `${this.prefix}-${++this.gradients}`;
    this.group.append(style.element(id));
    return `url(#${id})`;
  }

  add(name, shape, paint, ...text) {
    const node = svgElement(name, { ...shape, ...paint }, ...text);
    if (this.globalAlpha < 1) {
      // Printed, the opacity of an element is that of a group, which not every reader of PDF knows.
      const key = paint.fill === "none" ? "stroke-opacity" : "fill-opacity";
      node.setAttribute(key, tenth(this.globalAlpha * Number(node.getAttribute(key) ?? 1) * 100) / 100);
    }
    this.group.append(node);
  }
}
