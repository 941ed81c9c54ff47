// The map: a deck.gl view from Python's pydeck spec, kept in step with the counts.
//
// The spec (dashboard/views/place_map.py) holds the layers and what they are made of; here
// only what follows the counts changes: the circles' radii (a few small buffers, however many
// events there are), their wedges and, when the hand rests, arcs and labels. Nobody waits for
// deck.gl: all that is seen at first is drawn on our own canvases, and clicks are ours.

import { Basemap, basemapColors } from "./basemap.js";
import { circleAttributes, dividedCircles, radiusOf } from "./circles.js";
import { DeckCircles } from "./deck_circles.js";
import { element } from "./dom.js";
import { MapLabels } from "./map_labels.js";
import { MapTools } from "./map_tools.js";
import { boundsOf, boxAround, inWorld, lookedAt, pixelOfPlace, viewOf } from "./map_view.js";
import { MapWords } from "./map_words.js";
import { middleOf, onMap, shorterWay } from "./meridian.js";
import { placeAt } from "./place_finder.js";
import { Rings } from "./pointed.js";
import { rgb } from "./theme.js";
import { WedgeCanvas } from "./wedges.js";

const CITY_ZOOM = 7;
// Around what is selected, in degrees.
const SELECTION_MARGIN = 1.2;
// Beyond so many pixels, what began as a click is a drag.
const STILL_PIXELS = 4;

export class PlaceMap {
  /**
   * @param spec {deck: pydeck's JSON, its boundaries already fetched; bounds: [west, south,
   *   east, north] to show; countries: [{id, index, name, bounds}]; largestCount,
   *   largestRadius: the scale of the circles, in events and pixels}
   * @param handlers {onPick(placeId), onRepaint(), onMove(view), onArea(isOn)}
   */
  constructor(spec, { labels, format, plural, sectors, handlers }) {
    this.spec = spec;
    this.format = format;
    this.words = new MapWords(labels, format, plural);
    this.sectorColors = sectors.map(({ color }) => color);
    this.handlers = handlers;
    const data = (id) => spec.deck.layers.find((layer) => layer.id === id).data;
    // Everything on the map is near its middle; what goes out, as addresses do, lies between -180 and 180.
    this.middle = middleOf(spec.bounds);
    this.places = data("places").map((place) => ({ ...place, position: this.turned(place.position) }));
    this.pairs = spec.pairs.flatMap((pair) => shorterWay(pair, this.middle));
    this.basemap = new Basemap({ land: data("land"), units: data("units"), regions: data("regions") }, this.middle);
    this.chosen = new Set();
    this.counts = new Int32Array(0);
    this.circles = [];
    this.wedges = null;
    this.wedgeCanvas = new WedgeCanvas();
    this.canvas = element("div", { class: "lv-canvas" });
    this.tools = new MapTools(spec.countries, labels, {
      onPick: handlers.onPick,
      onArea: handlers.onArea,
      onShow: (bounds) => this.show(bounds),
      onShowAll: () => this.show(spec.bounds),
      onShowSelection: () => this.show(this.selectionBounds()),
    });
    this.rings = new Rings();
    this.summary = element("p", { class: "lv-spoken" });
    this.credit = element("div", { class: "lv-credit" }, labels.mapCredit);
    // Buttons and credits lie on the map.
    this.names = new MapLabels(this, () => [...this.tools.group.children, ...this.tools.zooms.children, this.credit]);
    this.resizing = new ResizeObserver(() => {
      if (!this.view) return;
      this.resized();
      this.names.choose();
    });
    this.root = element(
      "div",
      { class: "lv-map", role: "group", "aria-label": labels.map },
      this.basemap.canvas,
      this.wedgeCanvas.canvas,
      this.canvas,
      this.names.canvas,
      this.rings.root,
      this.tools.group,
      this.tools.zooms,
      this.credit,
      this.summary,
    );
  }

  /**
   * Take the room that there is.
   * @param look where to look, as an address says it; else at `area`, a bounding box, or at everything
   */
  mount(look, area) {
    const asked = lookedAt(look);
    this.view = asked ? this.turnedView(inWorld(asked, this.size()[1])) : this.viewOf(area ?? this.spec.bounds);
    this.zoom = this.view.zoom;
    this.resized();
    this.resizing.observe(this.canvas);
    let pressed = null;
    this.canvas.addEventListener("pointerdown", (event) => (pressed = this.pointOf(event)), true);
    this.canvas.addEventListener("click", (event) => {
      const [x, y] = this.pointOf(event);
      if (pressed && Math.hypot(x - pressed[0], y - pressed[1]) <= STILL_PIXELS) this.pick([x, y]);
    });
  }

  /** Let deck.gl move the map and draw its circles from now on.
   * @param createDeck pydeck's factory
   * @param library deck.gl's classes */
  adopt(createDeck, library) {
    this.deck = new DeckCircles(this.canvas, this.spec.deck, { createDeck, library }, this.view, this.middle, {
      onHover: (info) => {
        this.canvas.style.cursor = info.coordinate && placeAt([info.x, info.y], this) ? "pointer" : "grab";
        this.basemap.hover(info.coordinate);
      },
      getTooltip: (info) => this.tooltip(info),
      onViewStateChange: ({ viewState }) => this.viewChanged(viewState),
      onAfterRender: () => this.handlers.onRepaint(),
    });
    if (this.colors) this.drawCounts();
    this.describe();
  }

  /** Where a pointer is, in pixels of the map. */
  pointOf({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  size() {
    const { width, height } = this.canvas.getBoundingClientRect();
    return [width, height];
  }

  /** A [longitude, latitude] as it is on this map. */
  turned([lon, lat]) {
    return [onMap(lon, this.middle), lat];
  }

  turnedView(view) {
    return { ...view, longitude: onMap(view.longitude, this.middle) };
  }

  /** Where a [longitude, latitude] on this map lies, in its pixels. */
  pixelOf(position) {
    return pixelOfPlace(position, this.view, this.size());
  }

  /** The view that shows a bounding box beside our buttons. */
  viewOf(bounds) {
    const size = this.size();
    return this.turnedView(viewOf(bounds, size, this.tools.covered(size[1])));
  }

  show(bounds, calm) {
    if (bounds) this.fly(this.viewOf(bounds), calm);
  }

  /** Show "longitude,latitude,zoom". */
  lookAt(text, calm) {
    const view = lookedAt(text);
    if (view) this.fly(this.turnedView(inWorld(view, this.size()[1])), calm);
  }

  fly(view, calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    this.deck?.fly(view, calm);
    if (calm || !this.deck) this.viewChanged(view);
  }

  /** West, south, east and north of what is in view. */
  bounds() {
    return boundsOf(this.view, this.size());
  }

  selectionBounds() {
    const some = this.chosen.size > 0;
    const isSelected = ({ id, index, level }) => level !== "region" && (some ? this.chosen.has(id) : this.counts[index] > 0);
    return boxAround(this.places.filter(isSelected).map(({ position }) => position), SELECTION_MARGIN);
  }

  paint({ text, panel, muted, accent, land }) {
    this.colors = { text: rgb(text), background: rgb(panel), muted: rgb(muted), accent: rgb(accent), land: rgb(land) };
    this.basemap.paint(basemapColors(this.colors));
    this.names.place();
  }

  isShown(place) {
    return !this.hidden?.[place.index] && (place.level !== "city" || this.zoom >= CITY_ZOOM);
  }

  /**
   * @param counts events per place, by the places' position in the columns
   * @param wedges events per place and sector, a row of sectors a place, or null
   * @param chosen {filter name: set of ids}
   * @param hidden which places the groups do not tell, one byte a place, or null
   */
  setCounts(counts, wedges, chosen, { live = false, pairs = null, area = null, hidden = null } = {}) {
    this.hidden = hidden;
    this.counts = counts;
    this.wedges = wedges;
    this.chosen = chosen.place;
    this.tools.show(counts, chosen.place, Boolean(area), this.format);
    if (!this.view || !this.colors) return;
    if (pairs) this.drawPairs(pairs);
    this.drawCounts();
    if (!live) this.names.chooseNow();
  }

  /** Mark the places of an event that groups do not tell. */
  setPointed(ids) {
    this.rings.set(this.places.filter(({ id }) => ids.includes(id)).map(({ position }) => position));
    if (this.view) this.rings.place((position) => this.pixelOf(position));
  }

  circleRadius(count) {
    return radiusOf(count, this.spec);
  }

  drawCounts() {
    const { places } = this;
    const circles = places.map((place) => {
      if (place.level === "region" || !this.isShown(place)) return null;
      const count = this.counts[place.index] ?? 0;
      return { count, radius: this.circleRadius(count), isChosen: this.chosen.has(place.id) };
    });
    this.circles = circles;
    const look = { colors: this.colors, isSome: this.chosen.size > 0, hasWedges: Boolean(this.wedges) };
    const isDrawnByDeck = this.deck && !this.wedges;
    this.wedgeCanvas.setCircles(isDrawnByDeck ? [] : dividedCircles(places, circles, this.wedges, this.sectorColors, look));
    this.basemap.setRegions(({ id, index }) => (this.chosen.has(id) ? 2 : this.counts[index] ? 1 : 0));
    if (this.deck) this.deck.draw(circleAttributes(places, circles, look), places.length);
    else requestAnimationFrame(() => this.handlers.onRepaint());
  }

  /** An arc for each pair of localities that events join; those of chosen places stand out. */
  drawPairs(counts) {
    const some = this.chosen.size > 0;
    const isOurs = ({ ids }) => ids.some((id) => this.chosen.has(id));
    const data = this.pairs.filter((pair) => counts[pair.index] > 0 && (!some || isOurs(pair)));
    this.basemap.setArcs(
      data.map((pair) => ({ ...pair, width: Math.min(4, 0.7 + 0.4 * counts[pair.index]) })),
      `rgba(${this.colors.text.join(", ")}, ${some ? 0.65 : 0.12})`,
    );
  }

  /** The places that a label may name, with their circles' radii. */
  labelledPlaces() {
    return this.places
      .filter((place) => this.isShown(place) && (this.counts[place.index] || this.chosen.has(place.id)))
      .map((place) => {
        const count = this.counts[place.index] ?? 0;
        const radius = place.level === "region" ? 0 : this.circleRadius(count);
        return { ...place, count, radius, isChosen: this.chosen.has(place.id) };
      });
  }

  /** Draw for the room that there is, and tell its shape to what is laid out without us: paper. */
  resized() {
    this.root.style.setProperty("--lv-aspect", this.size().join(" / "));
    this.placeCanvases();
  }

  /** Let the canvases around deck.gl's show what it shows. */
  placeCanvases() {
    this.basemap.setView(this.view, ...this.size());
    this.wedgeCanvas.setView(this.view, ...this.size());
    this.rings.place((position) => this.pixelOf(position));
    this.names.place();
  }

  viewChanged(changed) {
    const viewState = this.turnedView(changed);
    const wasNear = this.zoom >= CITY_ZOOM;
    // deck.gl also tells where it begins, which nobody has moved.
    const hasMoved = ["longitude", "latitude", "zoom"].some((axis) => Math.abs(viewState[axis] - this.view[axis]) > 1e-9);
    this.view = viewState;
    this.placeCanvases();
    this.zoom = viewState.zoom;
    if (wasNear !== this.zoom >= CITY_ZOOM) this.drawCounts();
    this.names.moved();
    if (!hasMoved) return viewState;
    clearTimeout(this.moving);
    this.moving = setTimeout(() => {
      this.names.choose();
      this.handlers.onMove({ ...this.view, longitude: onMap(this.view.longitude, 0) });
    }, 400);
    return viewState;
  }

  pick(point) {
    const place = placeAt(point, this);
    if (place) this.handlers.onPick(place.id);
  }

  /** What is at the pointer, as deck.gl asks for it. */
  tooltip({ x, y, coordinate }) {
    const place = coordinate && placeAt([x, y], this);
    return place ? { text: this.words.ofPlace(place, this.counts) } : null;
  }

  /** The map in a sentence, for who does not see it. */
  describe() {
    this.summary.textContent = this.words.ofMap(this.places, this.counts);
    const picture = this.canvas.querySelector("canvas");
    picture?.setAttribute("role", "img");
    picture?.setAttribute("aria-label", this.summary.textContent);
  }

  destroy() {
    this.resizing.disconnect();
    clearTimeout(this.moving);
    this.names.choose.cancel();
    this.deck?.destroy();
  }
}
