// The map of a picture: what is in view on the page, at the picture's own size.
//
// Outlines and circles come from the same numbers as on the page: the features of the
// basemap, the circles' shares, and the very buffers that deck.gl draws.

import { COAST_WIDTH, SEAM_WIDTH, drawArcs } from "./basemap.js";
import { seamsOf, turnsOf } from "./meridian.js";
import { PICTURE_FONT } from "./picture_text.js";
import { drawLabels, labelled, mercator } from "./place_labels.js";
import { svgElement, tenth } from "./svg.js";
import { SvgCanvas } from "./svg_canvas.js";
import { drawWedges } from "./wedges.js";

/** Of the map's corners, in pixels. */
export const FRAME_RADIUS = 8;
const SMALLEST_SYMBOLS = 0.85;
const LARGEST_SYMBOLS = 1.4;
// Beside the outermost circles, in pixels, for part of their names.
const NAME_ROOM = 64;
// Points of outlines nearer to one another are one.
const LEAST_STEP = 0.4;

/** The part of a ring of points inside one side of a box: `keep` and `cross` know the side. */
function cutAt(ring, keep, cross) {
  const kept = [];
  ring.forEach((point, i) => {
    const before = ring.at(i - 1);
    if (keep(point) !== keep(before)) kept.push(cross(before, point));
    if (keep(point)) kept.push(point);
  });
  return kept;
}

/** A ring cut to the box [left, 0, right, height] (Sutherland and Hodgman): programs that read a PDF
 * to edit it may not cut anything themselves. */
function clipped(ring, [left, right], height) {
  const sides = [
    [0, left, 1],
    [0, right, -1],
    [1, 0, 1],
    [1, height, -1],
  ];
  return sides.reduce((points, [axis, limit, sign]) => {
    const keep = (point) => (point[axis] - limit) * sign >= 0;
    const cross = (a, b) => {
      const share = (limit - a[axis]) / (b[axis] - a[axis]);
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    };
    return points.length ? cutAt(points, keep, cross) : points;
  }, ring);
}

export class MapPicture {
  /**
   * @param map the page's PlaceMap
   * @param width, height the picture's part for the map, in its pixels
   * @param withSea whether the sea is filled too
   */
  constructor(map, { width, height, withSea }) {
    Object.assign(this, { map, width, height, withSea });
    this.enlarged = this.enlargement(map.size());
    const { enlarged } = this;
    // Circles and names grow with the map, but stay legible where it shrinks.
    this.symbols = Math.max(SMALLEST_SYMBOLS, Math.min(LARGEST_SYMBOLS, enlarged));
    this.size = [width / this.symbols, height / this.symbols];
    this.view = { ...map.view, zoom: map.view.zoom + Math.log2(enlarged / this.symbols) };
    this.scale = 512 * 2 ** this.view.zoom;
    const frame = { ...this.view, width: this.size[0], height: this.size[1] };
    this.labels = labelled(map.labelledPlaces(), this.view.zoom, PICTURE_FONT, frame);
  }

  /** How much larger than on the page the map is drawn, about the same centre: all of what is
   * in view there is here, too; where that leaves empty room, at least all circles are. */
  enlargement([seenWidth, seenHeight]) {
    const { map, width, height } = this;
    const [acrossAll, downAll] = [width / seenWidth, height / seenHeight];
    const whole = Math.min(acrossAll, downAll);
    const size = 512 * 2 ** map.view.zoom;
    const reach = [0, 0];
    for (const { position, radius } of map.labelledPlaces()) {
      const dx = Math.abs((position[0] - map.view.longitude) / 360) * size;
      const dy = Math.abs((mercator(position[1]) - mercator(map.view.latitude)) / (2 * Math.PI)) * size;
      if (!radius || dx > seenWidth / 2 || dy > seenHeight / 2) continue;
      reach[0] = Math.max(reach[0], dx + radius + NAME_ROOM);
      reach[1] = Math.max(reach[1], dy + radius + NAME_ROOM / 4);
    }
    if (!reach[0]) return whole;
    const circles = Math.min(width / 2 / reach[0], height / 2 / reach[1]);
    return Math.max(whole, Math.min(circles, Math.max(acrossAll, downAll)));
  }

  /** Where a place lies, in the pixels of the map before it is enlarged. */
  project([lon, lat]) {
    const { longitude, latitude } = this.view;
    const north = mercator(Math.max(-85.05, Math.min(85.05, lat))) - mercator(latitude);
    return [
      this.size[0] / 2 + ((lon - longitude) / 360) * this.scale,
      this.size[1] / 2 - (north / (2 * Math.PI)) * this.scale,
    ];
  }

  /** Between which x the outlines lie: a map that is cut elsewhere ends there. */
  sides() {
    const [width] = this.size;
    const { middle } = this.map;
    if (!middle) return [0, width];
    const [left, right] = [-180, 180].map((side) => this.project([middle + side, 0])[0]);
    return [Math.max(0, left), Math.min(width, right)];
  }

  outline({ geometry }) {
    const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
    const parts = [];
    const { middle } = this.map;
    for (const [turn, ring] of turnsOf(middle).flatMap((turn) => polygons.flat().map((ring) => [turn * 360, ring]))) {
      const points = clipped(ring.map(([lon, lat]) => this.project([lon + turn, lat])), this.sides(), this.size[1]);
      const kept = [];
      for (const point of points) {
        const last = kept.at(-1);
        if (!last || Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) > LEAST_STEP) kept.push(point);
      }
      if (kept.length > 2) parts.push(`M${kept.map((point) => point.map(tenth).join(" ")).join("L")}Z`);
    }
    return parts.join("");
  }

  features(id) {
    return this.map.spec.deck.layers.find((layer) => layer.id === id).data.features;
  }

  outlines(features, fill, stroke, width) {
    const d = features.map((feature) => this.outline(feature)).join("");
    if (!d) return "";
    return svgElement("path", { d, fill, stroke, "stroke-width": width, "stroke-linejoin": "round", "fill-rule": "evenodd" });
  }

  /** Land where it goes on beyond the 180th meridian, at which its outlines are cut. */
  seams(stroke) {
    const { middle } = this.map;
    const edges = middle ? seamsOf(this.features("land")) : [];
    const lines = turnsOf(middle).flatMap((turn) => edges.map((edge) => edge.map(([lon, lat]) => this.project([lon + turn * 360, lat]))));
    const seen = lines.filter(([[x]]) => x > 0 && x < this.size[0]);
    const d = seen.map((line) => `M${line.map((point) => point.map(tenth).join(" ")).join("L")}`).join("");
    return d && svgElement("path", { d, fill: "none", stroke, "stroke-width": SEAM_WIDTH });
  }

  /** What does not move with the counts: sea, land and units. */
  still() {
    const { sea, land, coast, unit, border } = this.map.basemap.colors;
    return this.placed(
      this.withSea ? svgElement("rect", { width: this.size[0], height: this.size[1], fill: sea }) : "",
      this.outlines(this.features("land"), land, coast, COAST_WIDTH),
      this.seams(land),
      this.outlines(this.features("units"), unit, border, 0.8),
    );
  }

  /** What follows the counts: regions, arcs, circles and names. */
  moving() {
    const { map } = this;
    const { colors, state, arcs, arcColor } = map.basemap;
    const regions = this.features("regions").map((feature) => {
      const chosen = state(feature.properties);
      return chosen ? this.outlines([feature], colors.region[chosen], colors.regionLine[chosen], 1) : "";
    });
    const lines = svgElement("g");
    drawArcs(new SvgCanvas(lines, "arc"), arcs, arcColor, (point) => this.project(point), 1);
    const wedges = svgElement("g");
    drawWedges(new SvgCanvas(wedges, "wedge"), map.wedgeCanvas.circles, this.view, this.size);
    const names = svgElement("g");
    const shown = this.labels.filter(({ index, isChosen }) => isChosen || map.counts[index]);
    drawLabels(new SvgCanvas(names, "label"), shown, this.view, this.size, map.colors, PICTURE_FONT);
    return this.placed(...regions, lines, wedges, ...this.circles(), names);
  }

  /** The border around the map, over the lines at which outlines are cut. */
  frame() {
    const { width, height, map } = this;
    return svgElement("rect", { width, height, rx: FRAME_RADIUS, fill: "none", stroke: map.basemap.colors.border });
  }

  placed(...children) {
    return svgElement("g", { transform: `scale(${tenth(this.symbols * 100) / 100})` }, ...children);
  }

  /** The circles' outlines, and what veils those that are not chosen: deck.gl's buffers. */
  circles() {
    const { length, attributes } = this.map.deck.drawn;
    const of = (name, i) => attributes[name].value.subarray(i * attributes[name].size, (i + 1) * attributes[name].size);
    return Array.from({ length }, (_, i) => {
      const [radius] = of("getRadius", i);
      if (!radius) return "";
      const [cx, cy] = this.project(of("getPosition", i)).map(tenth);
      const count = this.map.counts[this.map.places[i].index] ?? 0;
      const { id } = this.map.places[i];
      return svgElement("circle", { cx, cy, r: tenth(radius), fill: rgba(of("getFillColor", i)), stroke: rgba(of("getLineColor", i)), "stroke-width": 1.25, "data-place": id, "data-count": count });
    });
  }
}

const rgba = ([r, g, b, a]) => `rgba(${r}, ${g}, ${b}, ${tenth((a / 255) * 100) / 100})`;
