// A picture for a slide: title, selection in words, timeline, map, legends and credits as
// one SVG document, made of what the linked view shows at that moment.
//
// It has two layers: what is still, and what follows the stretch of time. An animation
// draws the first once and the second for each of its frames.

import { fill } from "./dom.js";
import { sectorLegend, shownSectors, sizeLegend } from "./picture_legend.js";
import { FRAME_RADIUS, MapPicture } from "./picture_map.js";
import { PICTURE_FONT, shortened, textLine, widthOf, wrapped } from "./picture_text.js";
import { TimelinePicture } from "./picture_timeline.js";
import { svgElement, svgText } from "./svg.js";
import { themeOf } from "./theme.js";
import { selectionWords } from "./wording.js";

/** Pixels of a picture at its plain size, by its ratio: a slide at 96 pixels an inch. */
export const PICTURE_SIZES = { "16:9": [1280, 720], "4:3": [1024, 768], "1:1": [960, 960] };
export const PICTURE_PARTS = ["both", "map", "timeline"];

const EDGE = 28;
const PART_GAP = 16;
const LEGEND_WIDTH = 214;
const LEGEND_HEIGHT = 158;
const TIMELINE_SHARE = 0.42;
const LEAST_TIMELINE_HEIGHT = 236;
const LEAST_TIMELINE_WIDTH = 440;
const MUCH_LARGER = 1.1;

const numbers = (color) => color.match(/\d+/g).map(Number);

export class Picture {
  /**
   * @param view a LinkedView that is ready
   * @param part "both", "map" or "timeline"
   * @param ratio of PICTURE_SIZES
   * @param isTransparent whether the background is left out
   * @param allSectors whether the legend also names sectors without events
   */
  constructor(view, { part = "both", ratio = "16:9", isTransparent = false, allSectors = false } = {}) {
    Object.assign(this, { view, part, ratio, isTransparent });
    [this.width, this.height] = PICTURE_SIZES[ratio];
    const { text, background, accent } = themeOf(view.root);
    const [ink, paper] = [text, background].map(numbers);
    const soft = `rgb(${ink.map((value, i) => Math.round(value * 0.72 + paper[i] * 0.28)).join(", ")})`;
    this.colors = { text, background, accent, soft };
    const { chosen } = view.model.facet("sector");
    this.sectors = shownSectors(view.payload.facets.sector, allSectors ? new Array(view.controls.filters.sectorCounts.length).fill(1) : view.controls.filters.sectorCounts, chosen);
  }

  /** Lay everything out; plotly draws meanwhile. */
  async prepare() {
    const { view, colors } = this;
    const { labels } = view.payload;
    const inner = this.width - 2 * EDGE;
    this.wordLines = wrapped(this.words(), 16, inner, 2).length;
    const top = EDGE + 30 + this.wordLines * 22 + 20 + 10;
    this.creditLines = wrapped(this.credits(), 10.5, inner - this.dayWidth() - 20, 2);
    const bottom = this.height - EDGE + 6 - this.creditLines.length * 14 - 6;
    const isSquare = this.ratio === "1:1";
    const body = {
      width: isSquare ? inner : inner - LEGEND_WIDTH - PART_GAP,
      height: bottom - top - (isSquare ? LEGEND_HEIGHT + PART_GAP : 0),
    };
    this.legendBox = isSquare
      ? { x: EDGE, y: bottom - LEGEND_HEIGHT, width: inner, height: LEGEND_HEIGHT, isWide: true }
      : { x: EDGE + body.width + PART_GAP, y: top, width: LEGEND_WIDTH, height: bottom - top, isWide: false };
    this.place({ x: EDGE, y: top, ...body });
    if (this.part !== "map") {
      this.timeline = await new TimelinePicture(view.timeline, { ...this.timelineBox, colors, labels }).prepare();
    }
    return this;
  }

  /** Divide the body between map and timeline: one over the other as on the page, or side by
   * side where that makes the map much larger. */
  place(body) {
    const mapIn = (box) => new MapPicture(this.view.map, { ...box, withSea: !this.isTransparent });
    const low = Math.max(LEAST_TIMELINE_HEIGHT, Math.round(body.height * TIMELINE_SHARE));
    const narrow = Math.round(body.width * 0.51);
    const layouts = [[{ ...body, height: body.height - low - PART_GAP / 2 }, { ...body, y: body.y + body.height - low, height: low }]];
    if (narrow >= LEAST_TIMELINE_WIDTH) {
      layouts.push([{ ...body, width: body.width - narrow - PART_GAP }, { ...body, x: body.x + body.width - narrow, width: narrow }]);
    }
    [this.mapBox, this.timelineBox] = this.part === "both" ? layouts[0] : [body, body];
    if (this.part === "timeline") return;
    this.map = mapIn(this.mapBox);
    if (this.part === "map" || layouts.length < 2) return;
    const beside = mapIn(layouts[1][0]);
    if (beside.enlarged < this.map.enlarged * MUCH_LARGER) return;
    [this.mapBox, this.timelineBox] = layouts[1];
    this.map = beside;
  }

  words() {
    const { payload } = this.view;
    return selectionWords(this.view.parameters(), payload.facets, payload.wording);
  }

  credits() {
    const { about, labels } = this.view.payload;
    const { licence, credit } = labels.picture;
    const parts = [
      about.licences.length ? fill(licence, { titles: about.licences.join("; ") }) : "",
      about.credits.length ? fill(credit, { titles: about.credits.join("; ") }) : "",
    ];
    return parts.filter(Boolean).join(" · ");
  }

  dayWidth() {
    return widthOf(this.view.payload.about.day, 10.5);
  }

  /** "12 of 243 events", and how many of them have no date. */
  numbers() {
    const { model, payload, format, plural } = this.view;
    const { labels, eventCount } = payload;
    const rest = plural(labels.ofEvents, eventCount, { all: format(eventCount) });
    const undated = this.part === "map" ? 0 : model.undated();
    const note = undated ? ` · ${plural(labels.undated, undated, { count: format(undated) })}` : "";
    return [format(model.total()), ` ${rest}${note}`];
  }

  // --- the layers ---

  still() {
    const { colors, width, height } = this;
    const { about } = this.view.payload;
    const below = height - EDGE + 6;
    const first = below - (this.creditLines.length - 1) * 14;
    return [
      this.isTransparent ? "" : svgElement("rect", { width, height, fill: colors.background }),
      textLine(shortened(about.title, 25, width - 2 * EDGE, "bold"), EDGE, EDGE + 20, { size: 25, weight: "bold", fill: colors.text }),
      this.boxed(this.mapBox, this.map?.still(), "url(#map-frame)"),
      this.boxed(this.timelineBox, this.timeline?.still()),
      ...this.creditLines.map((line, i) => textLine(line, EDGE, first + i * 14, { size: 10.5, fill: colors.soft })),
      textLine(about.day, width - EDGE, below, { size: 10.5, fill: colors.soft, anchor: "end" }),
    ];
  }

  moving() {
    const { colors } = this;
    const lines = wrapped(this.words(), 16, this.width - 2 * EDGE, this.wordLines);
    const base = EDGE + 30 + 16;
    const [total, rest] = this.numbers();
    const shown = svgElement("tspan", { "font-weight": "bold", fill: colors.text }, total);
    // Without it, some programs join the number to the word after it.
    const status = { "xml:space": "preserve", x: EDGE, y: base + this.wordLines * 22, "font-size": 13, fill: colors.soft };
    return [
      ...lines.map((line, i) => textLine(line, EDGE, base + i * 22, { size: 16, fill: colors.text })),
      svgElement("text", status, shown, rest),
      this.boxed(this.mapBox, this.map?.moving(), "url(#map-frame)"),
      this.boxed(this.mapBox, this.map?.frame()),
      this.boxed(this.timelineBox, this.timeline?.moving()),
      this.legends(),
    ];
  }

  /** A part in its box; `clip` cuts off what reaches beyond it. */
  boxed({ x, y }, content, clip = null) {
    return content ? svgElement("g", { transform: `translate(${x} ${y})`, "clip-path": clip }, content) : "";
  }

  legends() {
    const { view, colors, legendBox, sectors } = this;
    const { labels } = view.payload;
    const { x, y, width, height, isWide } = legendBox;
    const common = { colors, format: view.format };
    let size = null;
    if (this.map) {
      const largest = view.map.places.reduce((most, place) => (place.level === "region" ? most : Math.max(most, view.map.counts[place.index])), 1);
      const radius = (count) => view.map.circleRadius(count) * this.map.symbols;
      size = sizeLegend(radius, largest, { ...common, heading: labels.picture.sizes, width: LEGEND_WIDTH });
    }
    const beside = size && isWide ? LEGEND_WIDTH * 0.8 : 0;
    const below = size && !isWide ? size.height + PART_GAP : 0;
    const list = sectorLegend(sectors, view.controls.filters.sectorCounts, {
      ...common,
      width: width - beside - (beside ? PART_GAP : 0),
      height: height - below,
      columns: isWide ? 3 : 1,
      heading: labels.picture.sectors,
      more: (count) => view.plural(labels.picture.moreSectors, count, { count: view.format(count) }),
      someChosen: view.model.facet("sector").chosen.size > 0,
    });
    const move = isWide ? `translate(${width - beside} 0)` : `translate(0 ${height - (size?.height ?? 0)})`;
    return svgElement("g", { transform: `translate(${x} ${y})` }, list, size ? svgElement("g", { transform: move }, size.group) : "");
  }

  /** Layers as one document; `scale` is that of the pixels that it asks for. */
  document(layers, scale = 1) {
    const { width, height } = this;
    const { about, locale } = this.view.payload;
    return svgElement(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        width: width * scale,
        height: height * scale,
        lang: locale,
        role: "img",
        "font-family": PICTURE_FONT,
      },
      svgElement("defs", {}, svgElement("clipPath", { id: "map-frame" }, svgElement("rect", { width: this.mapBox.width, height: this.mapBox.height, rx: FRAME_RADIUS }))),
      svgElement("title", {}, `${about.title} · ${this.words()}`),
      ...layers,
    );
  }

  /** The whole picture as the text of an SVG file. */
  text(scale = 1) {
    return svgText(this.document([...this.still(), ...this.moving()], scale));
  }
}
