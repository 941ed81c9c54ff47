// The basemap: land, units, regions and arcs on a plain 2D canvas beneath deck.gl's.
//
// deck.gl draws outlines as one instance a segment: 27,000 of them cost over a second a
// frame where there is no graphics processor, and every count that follows the hand costs
// a frame, and 54 arcs half the time of all others. Here they are drawn once for each view
// of the map, in a few milliseconds, and the circles move above them.

import { element, onNextFrame } from "./dom.js";
import { onMap, partOf, seamsOf, turnsOf } from "./meridian.js";
import { mercator } from "./place_labels.js";
import { mix } from "./theme.js";

const WORLD = 512;
// Of coasts and of what covers them where land goes on, in pixels.
export const COAST_WIDTH = 0.7;
export const SEAM_WIDTH = 2;

/** Longitude and latitude on a square map of the world, 512 wide, y downwards. */
const project = ([lon, lat]) => [
  ((lon + 180) / 360) * WORLD,
  (0.5 - mercator(Math.max(-85.05, Math.min(85.05, lat))) / (2 * Math.PI)) * WORLD,
];

/** One polygon collection as a path and its bounding box, for drawing and for hits. */
function shapeOf(feature) {
  const { type, coordinates } = feature.geometry;
  const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
  const path = new Path2D();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of polygons.flat()) {
    ring.forEach((point, i) => {
      const [x, y] = project(point);
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    path.closePath();
  }
  return { path, box, properties: feature.properties };
}

/** Draw arcs, as meridian.js gives them, onto a 2D context; `project` takes a place to its units,
 * `scale` of which are a pixel. */
export function drawArcs(context, arcs, color, project, scale) {
  context.strokeStyle = color;
  for (const { source, target, width, edge, begins } of arcs) {
    const [[x0, y0], [x1, y1]] = [project(source), project(target)];
    // Bent to one side by a sixth of their length, arcs of neighbours stay apart.
    const bend = [(x0 + x1) / 2 + (y1 - y0) / 6, (y0 + y1) / 2 - (x1 - x0) / 6];
    const curve = [[x0, y0], bend, [x1, y1]];
    const [start, control, end] = edge === undefined ? curve : partOf(curve, project([edge, 0])[0], begins);
    context.lineWidth = width / scale;
    context.beginPath();
    context.moveTo(...start);
    context.quadraticCurveTo(...control, ...end);
    context.stroke();
  }
}

/** The colours of the outlines, from those of the theme as [red, green, blue]. */
export function basemapColors({ text, background, accent, land }) {
  const css = (color, alpha = 1) => `rgba(${color.join(", ")}, ${alpha})`;
  return {
    sea: css(background),
    land: css(mix(background, land, 0.55)),
    coast: css(mix(land, text, 0.1)),
    unit: css(land),
    border: css(mix(land, text, 0.28)),
    region: ["", css(accent, 0.09), css(accent, 0.25)],
    regionLine: ["", css(accent, 0.43), css(accent)],
    hover: css(accent, 0.24),
  };
}

export class Basemap {
  /** @param outlines {land, units, regions}: GeoJSON feature collections
   * @param middle the meridian around which they are drawn */
  constructor({ land, units, regions }, middle) {
    this.middle = middle;
    this.canvas = element("canvas", { class: "lv-basemap", "aria-hidden": "true" });
    this.context = this.canvas.getContext("2d");
    this.land = new Path2D();
    for (const feature of land.features) this.land.addPath(shapeOf(feature).path);
    this.seams = new Path2D();
    for (const [from, to] of middle ? seamsOf(land.features) : []) {
      this.seams.moveTo(...project(from));
      this.seams.lineTo(...project(to));
    }
    this.units = units.features.map(shapeOf);
    this.allUnits = new Path2D();
    for (const { path } of this.units) this.allUnits.addPath(path);
    this.regions = regions.features.map(shapeOf);
    this.arcs = [];
    this.hovered = null;
    this.view = null;
    this.state = () => 0;
    this.redraw = onNextFrame(() => this.draw());
  }

  paint(colors) {
    this.colors = colors;
    this.redraw();
  }

  /** @param state a region's properties -> 0 without events, 1 with some, 2 chosen */
  setRegions(state) {
    const key = this.regions.map(({ properties }) => state(properties)).join("");
    this.state = state;
    if (key === this.key) return;
    this.key = key;
    this.redraw();
  }

  /** @param arcs [{source, target: [lon, lat] on the map, width in pixels}], drawn in one colour */
  setArcs(arcs, color) {
    this.arcs = arcs;
    this.arcColor = color;
    this.redraw();
  }

  setView(view, width, height) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.redraw();
  }

  draw() {
    if (!this.view || !this.colors) return;
    const { context, colors, width, height } = this;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) [this.canvas.width, this.canvas.height] = [w, h];
    const scale = 2 ** this.view.zoom;
    const [x, y] = project([this.view.longitude, this.view.latitude]);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colors.sea;
    context.fillRect(0, 0, w, h);
    const place = scale * ratio;
    const lay = (turn) => context.setTransform(place, 0, 0, place, w / 2 - (x - turn * WORLD) * place, h / 2 - y * place);
    context.lineJoin = "round";
    context.save();
    lay(0);
    if (this.middle) this.cut();
    for (const turn of turnsOf(this.middle)) {
      lay(turn);
      this.drawShapes(scale);
    }
    context.restore();
    lay(0);
    drawArcs(context, this.arcs, this.arcColor, project, scale);
  }

  /** Draw nothing beyond the two edges of the map. */
  cut() {
    const [left] = project([this.middle - 180, 0]);
    this.context.beginPath();
    this.context.rect(left, -WORLD, WORLD, 3 * WORLD);
    this.context.clip();
  }

  /** Land, units, regions and what is hovered, of which `scale` units are a pixel. */
  drawShapes(scale) {
    const { context, colors } = this;
    const layer = (path, fill, line, pixels) => {
      context.fillStyle = fill;
      context.strokeStyle = line;
      context.lineWidth = pixels / scale;
      context.fill(path);
      context.stroke(path);
    };
    layer(this.land, colors.land, colors.coast, COAST_WIDTH);
    context.strokeStyle = colors.land;
    context.lineWidth = SEAM_WIDTH / scale;
    context.stroke(this.seams);
    layer(this.allUnits, colors.unit, colors.border, 0.8);
    for (const { path, properties } of this.regions) {
      const state = this.state(properties);
      if (state) layer(path, colors.region[state], colors.regionLine[state], 1);
    }
    if (this.hovered) layer(this.hovered.path, colors.hover, colors.border, 1);
  }

  /** The unit at a point, as its feature's properties; null over the sea and elsewhere. */
  unitAt([lon, lat]) {
    return this.shapeAt(this.units, [lon, lat])?.properties ?? null;
  }

  regionAt([lon, lat]) {
    return this.shapeAt(this.regions, [lon, lat])?.properties ?? null;
  }

  shapeAt(shapes, [lon, lat]) {
    // Where the map is cut elsewhere, outlines lie a turn away, or beyond the 180th meridian.
    const longitudes = this.middle ? [lon, onMap(lon, 0), onMap(lon, 0) + 360] : [lon];
    return longitudes.reduce((found, one) => found ?? this.shapeUnder(shapes, project([one, lat])), null);
  }

  shapeUnder(shapes, [x, y]) {
    const inBox = ({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
    this.context.save();
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    const found = shapes.find((shape) => inBox(shape) && this.context.isPointInPath(shape.path, x, y));
    this.context.restore();
    return found ?? null;
  }

  /** Light up the unit at a point. */
  hover(point) {
    const found = point ? this.shapeAt(this.units, point) : null;
    if (found === this.hovered) return;
    this.hovered = found;
    this.redraw();
  }
}
