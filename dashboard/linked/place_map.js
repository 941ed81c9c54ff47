// The map: a deck.gl view from Python's pydeck spec, kept in step with the counts.
//
// The spec (dashboard/views/place_map.py) holds the layers and what they are made of; here
// only what follows the counts changes: the circles' radii (a few small buffers, however many
// events there are), their wedges and, when the hand rests, arcs and labels.

import { Basemap } from "./basemap.js";
import { element, fill, onNextFrame } from "./dom.js";
import { LabelCanvas, labelled, mercator } from "./place_labels.js";
import { WedgeCanvas } from "./wedges.js";

// Drawn on canvases of their own: what does not move with the counts costs no frame.
const OFF_DECK = new Set(["land", "units", "regions", "pairs", "labels"]);
const CITY_ZOOM = 7;
const LEAST_RADIUS = 3.5;
const LEAST_ZOOM = 1;
const MOST_ZOOM = 11;

/** "rgb(r, g, b)" or "#rrggbb" as [r, g, b]. */
const rgb = (color) =>
  color.startsWith("#") ? [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16)) : color.match(/\d+/g).map(Number);

/** "longitude,latitude,zoom" as a view; null if it is none. */
function lookedAt(text) {
  const parts = (text ?? "").split(",");
  const [longitude, latitude, zoom] = parts.map((part) => (part.trim() ? Number(part) : NaN));
  // A Mercator map ends before the poles.
  const isView = parts.length === 3 && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 85 && zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM;
  return isView ? { longitude, latitude, zoom } : null;
}

const mix = (a, b, share) => a.map((value, i) => Math.round(value + (b[i] - value) * share));

export class PlaceMap {
  /**
   * @param spec {deck: pydeck's JSON, its boundaries already fetched; bounds: [west, south,
   *   east, north] to show; countries: [{id, index, name, bounds}]; largestCount,
   *   largestRadius: the scale of the circles, in events and pixels}
   * @param createDeck pydeck's factory
   * @param library deck.gl's classes
   * @param handlers {onPick(placeId), onRepaint(), onMove(view), onArea(isOn)}
   */
  constructor(spec, createDeck, library, { labels, format, plural, sectors, handlers }) {
    this.spec = spec;
    this.createDeck = createDeck;
    this.library = library;
    this.labels = labels;
    this.format = format;
    this.plural = plural;
    this.sectorColors = sectors.map(({ color }) => color);
    this.handlers = handlers;
    const data = (id) => spec.deck.layers.find((layer) => layer.id === id).data;
    this.places = data("places");
    this.basemap = new Basemap({ land: data("land"), units: data("units"), regions: data("regions") });
    this.chosen = new Set();
    this.counts = new Int32Array(0);
    this.wedges = null;
    this.wedgeCanvas = new WedgeCanvas();
    this.canvas = element("div", { class: "lv-canvas" });
    this.labelCanvas = new LabelCanvas(element("canvas", { class: "lv-labels", "aria-hidden": "true" }));
    this.summary = element("p", { class: "lv-spoken" });
    this.credit = element("div", { class: "lv-credit" }, labels.mapCredit);
    this.relabel = onNextFrame(() => this.drawLabels());
    this.resizing = new ResizeObserver(() => {
      if (this.view) this.placeCanvases();
    });
    this.root = element(
      "div",
      { class: "lv-map", role: "group", "aria-label": labels.map },
      this.basemap.canvas,
      this.wedgeCanvas.canvas,
      this.canvas,
      this.labelCanvas.canvas,
      this.buildCountries(),
      this.buildZooms(),
      this.credit,
      this.summary,
    );
  }

  buildCountries() {
    const group = element("div", { class: "lv-countries", role: "group", "aria-label": this.labels.countries });
    this.countryButtons = this.spec.countries.map(({ id, index, name }) => {
      const count = element("span", { class: "lv-count" });
      const button = element(
        "button",
        { type: "button", class: "lv-country", "data-place": id, "aria-pressed": "false", onclick: () => this.handlers.onPick(id) },
        name,
        " ",
        count,
      );
      group.append(button);
      return { id, index, button, count };
    });
    return group;
  }

  buildZooms() {
    const { labels, spec } = this;
    const zoom = (text, name, bounds) =>
      element(
        "button",
        { type: "button", class: "lv-tool", title: fill(labels.zoomTo, { name }), "aria-label": fill(labels.zoomTo, { name }), onclick: () => this.show(bounds()) },
        text,
      );
    const box = element("input", { type: "checkbox", onchange: () => this.handlers.onArea(box.checked) });
    this.areaBox = box;
    return element(
      "div",
      { class: "lv-zooms" },
      ...spec.countries.filter(({ bounds }) => bounds).map(({ name, bounds }) => zoom(name, name, () => bounds)),
      zoom("⛶", labels.zoomAll, () => spec.bounds),
      zoom("◎", labels.zoomSelection, () => this.selectionBounds()),
      element("label", { class: "lv-area" }, box, labels.area),
    );
  }

  mount(look) {
    const { deck } = this.spec;
    this.deck = this.createDeck({
      container: this.canvas,
      jsonInput: {
        ...deck,
        layers: deck.layers.filter(({ id }) => !OFF_DECK.has(id)),
        // deck.gl holds every click for 300 ms in case a second one makes it a double click,
        // and takes a click that was handled late for a press.
        eventRecognizerOptions: { click: { interval: 1, time: 2000 } },
      },
    });
    this.layers = new Map(this.deck.props.layers.map((layer) => [layer.id, layer]));
    const view = lookedAt(look) ?? this.fit(this.spec.bounds);
    this.zoom = view.zoom;
    this.view = view;
    this.deck.setProps({
      controller: { doubleClickZoom: false },
      initialViewState: { maxZoom: MOST_ZOOM, minZoom: LEAST_ZOOM, pitch: 0, bearing: 0, ...view },
      onClick: (info) => this.pick(info),
      onHover: (info) => {
        this.canvas.style.cursor = this.placeAt(info) ? "pointer" : "grab";
        this.basemap.hover(info.coordinate);
      },
      getTooltip: (info) => this.tooltip(info),
      onViewStateChange: ({ viewState }) => this.viewChanged(viewState),
      onAfterRender: () => this.handlers.onRepaint(),
    });
    this.placeCanvases();
    this.resizing.observe(this.canvas);
    const drawn = { lineWidthUnits: "pixels", radiusUnits: "pixels", pickable: false };
    this.layers.set("places", this.layers.get("places").clone(drawn));
  }

  size() {
    const { width, height } = this.canvas.getBoundingClientRect();
    return [width, height];
  }

  /** The view that shows a bounding box in the space there is. */
  fit([west, south, east, north]) {
    const { width, height } = this.canvas.getBoundingClientRect();
    const room = Math.min(48, width * 0.08);
    const fitX = ((width - 2 * room) * 360) / ((east - west) * 512);
    const fitY = ((height - 2 * 24) * 2 * Math.PI) / ((mercator(north) - mercator(south)) * 512);
    const zoom = Math.min(MOST_ZOOM, Math.log2(Math.max(1e-3, Math.min(fitX, fitY))));
    const middle = (mercator(north) + mercator(south)) / 2;
    const latitude = (Math.atan(Math.exp(middle)) * 360) / Math.PI - 90;
    return { longitude: (west + east) / 2, latitude, zoom };
  }

  show(bounds, calm) {
    if (bounds) this.fly(this.fit(bounds), calm);
  }

  /** Show "longitude,latitude,zoom". */
  lookAt(text, calm) {
    const view = lookedAt(text);
    if (view) this.fly(view, calm);
  }

  fly(view, calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    this.deck.setProps({
      initialViewState: {
        maxZoom: MOST_ZOOM,
        minZoom: LEAST_ZOOM,
        pitch: 0,
        bearing: 0,
        ...view,
        transitionDuration: calm ? 0 : 500,
        transitionInterpolator: calm ? undefined : new this.library.LinearInterpolator(["longitude", "latitude", "zoom"]),
        // Without a new value, deck.gl would take the same target for no change at all.
        at: performance.now(),
      },
    });
    if (calm) this.viewChanged(view);
  }

  /** West, south, east and north of what is in view. */
  bounds() {
    const viewport = this.deck.getViewports()[0];
    const [west, south, east, north] = viewport.getBounds().map((degree) => Math.round(degree * 1000) / 1000);
    const wrap = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    return east - west >= 360 ? [-180, south, 180, north] : [wrap(west), south, wrap(east), north];
  }

  selectionBounds() {
    const some = this.chosen.size > 0;
    const points = this.places
      .filter((place) => place.level !== "region" && (some ? this.chosen.has(place.id) : this.counts[place.index] > 0))
      .map((place) => place.position);
    if (!points.length) return null;
    const of = (axis, pick) => pick(...points.map((point) => point[axis]));
    return [of(0, Math.min) - 1.2, of(1, Math.min) - 1.2, of(0, Math.max) + 1.2, of(1, Math.max) + 1.2];
  }

  paint({ text, panel, muted, accent, land }) {
    this.colors = { text: rgb(text), background: rgb(panel), muted: rgb(muted), accent: rgb(accent), land: rgb(land) };
    const { colors } = this;
    const css = (color, alpha = 1) => `rgba(${color.join(", ")}, ${alpha})`;
    this.basemap.paint({
      sea: css(colors.background),
      land: css(mix(colors.background, colors.land, 0.55)),
      coast: css(mix(colors.land, colors.text, 0.1)),
      unit: css(colors.land),
      border: css(mix(colors.land, colors.text, 0.28)),
      region: ["", css(colors.accent, 0.09), css(colors.accent, 0.25)],
      regionLine: ["", css(colors.accent, 0.43), css(colors.accent)],
      hover: css(colors.accent, 0.24),
    });
    this.placeLabels();
  }

  commit() {
    this.deck.setProps({ layers: [...this.layers.values()] });
  }

  isShown(place) {
    return place.level !== "city" || this.zoom >= CITY_ZOOM;
  }

  /**
   * @param counts events per place, by the places' position in the columns
   * @param wedges events per place and sector, a row of sectors a place, or null
   * @param chosen {filter name: set of ids}
   */
  setCounts(counts, wedges, chosen, { live = false, pairs = null, area = null } = {}) {
    this.counts = counts;
    this.wedges = wedges;
    this.chosen = chosen.place;
    this.areaBox.checked = Boolean(area);
    for (const { id, index, button, count } of this.countryButtons) {
      count.textContent = this.format(counts[index]);
      button.dataset.count = counts[index];
      button.setAttribute("aria-pressed", String(chosen.place.has(id)));
    }
    if (!this.deck || !this.colors) return;
    if (pairs) this.drawPairs(pairs);
    this.drawCounts();
    if (!live) this.drawLabels();
  }

  circleRadius(count) {
    // The scale is fixed by the whole dataset: a circle's size means the same all along.
    const scale = this.spec.largestRadius / Math.sqrt(Math.max(1, this.spec.largestCount));
    return count ? Math.max(LEAST_RADIUS, scale * Math.sqrt(count)) : 2;
  }

  drawCounts() {
    const total = this.places.length;
    const positions = new Float32Array(total * 2);
    const radii = new Float32Array(total);
    const fills = new Uint8Array(total * 4);
    const lines = new Uint8Array(total * 4);
    const some = this.chosen.size > 0;
    this.places.forEach((place, i) => {
      positions.set(place.position, i * 2);
      const count = this.counts[place.index] ?? 0;
      if (!this.isShown(place) || place.level === "region") return;
      const chosen = this.chosen.has(place.id);
      radii[i] = this.circleRadius(count);
      const isMuted = some && !chosen;
      const color = !count || isMuted ? this.colors.muted : this.colors.accent;
      // Where wedges show a place, its circle is there for the pointer only.
      const alpha = !count ? 60 : this.wedges ? 0 : isMuted ? 110 : 200;
      const lineAlpha = !count ? 90 : this.wedges ? 0 : 255;
      fills.set([...color, alpha], i * 4);
      lines.set([...(chosen ? this.colors.text : mix(this.colors.background, this.colors.text, 0.6)), lineAlpha], i * 4);
    });
    const attributes = {
      getPosition: { value: positions, size: 2 },
      getRadius: { value: radii, size: 1 },
      getFillColor: { value: fills, size: 4, normalized: true },
      getLineColor: { value: lines, size: 4, normalized: true },
    };
    this.layers.set("places", this.layers.get("places").clone({ data: { length: total, attributes } }));
    this.wedgeCanvas.setCircles(this.circles());
    this.basemap.setRegions(({ id, index }) => (this.chosen.has(id) ? 2 : this.counts[index] ? 1 : 0));
    this.commit();
  }

  /** The circles with their sectors' shares, the largest first: none hides a smaller one. */
  circles() {
    const sectors = this.sectorColors.length;
    const some = this.chosen.size > 0;
    const css = (color) => `rgb(${color.join(", ")})`;
    const circles = [];
    for (const place of this.wedges ? this.places : []) {
      const count = this.counts[place.index] ?? 0;
      if (!count || place.level === "region" || !this.isShown(place)) continue;
      const counts = this.wedges.subarray(place.index * sectors, (place.index + 1) * sectors);
      const whole = counts.reduce((a, b) => a + b, 0);
      const wedges = [];
      counts.forEach((part, s) => part && wedges.push({ color: this.sectorColors[s], share: part / whole }));
      const isChosen = this.chosen.has(place.id);
      circles.push({
        position: place.position,
        radius: this.circleRadius(count),
        // A point that stands for a whole unit is paler than a place itself.
        alpha: some && !isChosen ? 0.25 : place.isExact ? 1 : 0.88,
        ring: css(isChosen ? this.colors.text : this.colors.background),
        ringWidth: isChosen ? 2.5 : 1,
        wedges,
      });
    }
    return circles.sort((a, b) => b.radius - a.radius);
  }

  /** An arc for each pair of localities that events join; those of chosen places stand out. */
  drawPairs(counts) {
    const some = this.chosen.size > 0;
    const isOurs = ({ ids }) => ids.some((id) => this.chosen.has(id));
    const data = this.spec.pairs.filter((pair) => counts[pair.index] > 0 && (!some || isOurs(pair)));
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

  drawLabels() {
    this.labelledZoom = this.zoom;
    this.labelCanvas.labels = labelled(this.labelledPlaces(), this.zoom);
    this.placeLabels();
  }

  /** Let the canvases around deck.gl's show what it shows. */
  placeCanvases() {
    this.basemap.setView(this.view, ...this.size());
    this.wedgeCanvas.setView(this.view, ...this.size());
    this.placeLabels();
  }

  placeLabels() {
    if (this.colors && this.view) this.labelCanvas.draw(this.view, this.size(), this.colors);
  }

  viewChanged(viewState) {
    const wasNear = this.zoom >= CITY_ZOOM;
    this.view = viewState;
    this.placeCanvases();
    this.zoom = viewState.zoom;
    if (wasNear !== this.zoom >= CITY_ZOOM) this.drawCounts();
    // Panning keeps the labels' distances; zooming changes which of them collide.
    if (Math.abs(this.zoom - this.labelledZoom) > 0.1) this.relabel();
    clearTimeout(this.moving);
    this.moving = setTimeout(() => this.handlers.onMove(this.view), 400);
    return viewState;
  }

  /** The place under the pointer: a circle, else the unit or region that it is in. */
  placeAt({ x, y, coordinate }) {
    if (!coordinate) return null;
    const circle = this.circleAt([x, y], coordinate);
    if (circle) return circle;
    const unit = this.basemap.unitAt(coordinate);
    const region = this.basemap.regionAt(coordinate);
    const has = (place) => place?.index !== undefined && this.counts[place.index] > 0;
    // A unit without events of its own yields to a region that has some.
    return [unit, region].find(has) ?? [unit, region].find((place) => place?.index !== undefined) ?? null;
  }

  /** The place whose circle is at a point of the canvas: the smallest, which lies on top.
   * deck.gl would draw the map a second time for it and wait for the graphics processor. */
  circleAt([x, y], [lon, lat]) {
    const size = 512 * 2 ** this.view.zoom;
    const at = (position) => [
      x + ((position[0] - lon) / 360) * size,
      y - ((mercator(position[1]) - mercator(lat)) / (2 * Math.PI)) * size,
    ];
    let found = null;
    let least = Infinity;
    for (const place of this.places) {
      if (place.level === "region" || !this.isShown(place)) continue;
      const radius = this.circleRadius(this.counts[place.index] ?? 0);
      const [left, top] = at(place.position);
      if (radius < least && Math.hypot(left - x, top - y) <= Math.max(radius, LEAST_RADIUS)) [found, least] = [place, radius];
    }
    return found;
  }

  pick(info) {
    const place = this.placeAt(info);
    if (place) this.handlers.onPick(place.id);
  }

  tooltip(info) {
    const place = this.placeAt(info);
    if (!place) return null;
    const line = this.countLine(place);
    return { text: place.note ? `${line}\n${place.note}` : line };
  }

  countLine({ name, index }) {
    const count = this.counts[index] ?? 0;
    return this.plural(this.labels.placeCount, count, { name, count: this.format(count) });
  }

  /** The map in a sentence, for who does not see it. */
  describe() {
    const first = this.places
      .filter((place) => this.counts[place.index])
      .sort((a, b) => this.counts[b.index] - this.counts[a.index])
      .slice(0, 5)
      .map((place) => this.countLine(place));
    this.summary.textContent = fill(this.labels.mapText, { places: first.join("; ") });
    const picture = this.canvas.querySelector("canvas");
    picture?.setAttribute("role", "img");
    picture?.setAttribute("aria-label", this.summary.textContent);
  }

  destroy() {
    this.resizing.disconnect();
    clearTimeout(this.moving);
    this.relabel.cancel();
    this.deck?.finalize();
  }
}
