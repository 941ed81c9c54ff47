// The map: a deck.gl view from Python's pydeck spec, kept in step with the counts.
//
// The spec (dashboard/views/place_map.py) holds the layers and what they are made of; here
// only what follows the counts changes: the circles' radii and colours (one small buffer
// each, however many events there are) and, when the hand rests, the labels.

import { element, onNextFrame } from "./dom.js";

const CITY_ZOOM = 7;
const LEAST_RADIUS = 3.5;
const LABEL_SIZE = 12;

/** "rgb(r, g, b)" as [r, g, b]. */
const rgb = (color) => color.match(/\d+/g).map(Number);

const mix = (a, b, share) => a.map((value, i) => Math.round(value + (b[i] - value) * share));

/** Latitude in the units of a map 2π high. */
const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

let ruler = null;

function textWidth(text) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${LABEL_SIZE}px sans-serif`;
  return ruler.measureText(text).width;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Where a label may stand beside its circle: [anchor, x, y] in units of the radius and gap. */
const SIDES = [
  ["middle", 0, 1],
  ["start", 1, 0],
  ["end", -1, 0],
  ["middle", 0, -1],
];

/** Labels for those of `places` that have room at `zoom`, the chosen and the largest first. */
function labelled(places, zoom) {
  const size = 512 * 2 ** zoom;
  const spots = places.map((place) => {
    const [lon, lat] = place.position;
    return { place, x: (lon / 360) * size, y: (-mercator(lat) / (2 * Math.PI)) * size };
  });
  const circle = ({ x, y, place: { radius } }) => [x - radius, y - radius, x + radius, y + radius];
  const taken = [];
  // A region's name yields to those of places: its area is seen without it.
  const rank = ({ place }) => (place.isChosen ? 1e9 : 0) + (place.radius ? 1e6 : 0) + place.count;
  const labels = [];
  for (const spot of [...spots].sort((a, b) => rank(b) - rank(a))) {
    const { place, x, y } = spot;
    const width = textWidth(place.name);
    for (const [anchor, right, down] of place.radius ? SIDES : [["middle", 0, 0]]) {
      const offset = [right * (place.radius + 4), down * (place.radius + LABEL_SIZE * 0.7)];
      const left = x + offset[0] - { start: 0, middle: width / 2, end: width }[anchor];
      const middle = y + offset[1];
      const box = [left, middle - LABEL_SIZE * 0.55, left + width, middle + LABEL_SIZE * 0.55];
      const hit = (other) => other !== spot && other.place.radius && overlap(box, circle(other));
      if (taken.some((other) => overlap(box, other)) || spots.some(hit)) continue;
      taken.push(box);
      labels.push({ ...place, anchor, offset });
      break;
    }
  }
  return labels;
}

export class PlaceMap {
  /**
   * @param spec {deck: pydeck's JSON, its boundaries already fetched; bounds: [west, south,
   *   east, north] to show; countries: [{id, index, name}]; largestCount, largestRadius:
   *   the scale of the circles, in events and pixels}
   * @param createDeck pydeck's factory
   * @param handlers {onPick(placeId), onRepaint()}
   */
  constructor(spec, createDeck, { labels, format, handlers }) {
    this.spec = spec;
    this.createDeck = createDeck;
    this.labels = labels;
    this.format = format;
    this.handlers = handlers;
    this.places = spec.deck.layers.find((layer) => layer.id === "places").data;
    this.regions = spec.deck.layers.find((layer) => layer.id === "regions").data.features;
    this.chosen = new Set();
    this.counts = new Int32Array(0);
    this.relabel = onNextFrame(() => this.drawLabels());
    this.canvas = element("div", { class: "lv-canvas" });
    this.countries = element("div", { class: "lv-countries", role: "group", "aria-label": labels.countries });
    this.credit = element("div", { class: "lv-credit" }, labels.mapCredit);
    this.root = element("div", { class: "lv-map", role: "group", "aria-label": labels.map }, this.canvas, this.countries, this.credit);
    this.countryButtons = spec.countries.map(({ id, index, name }) => {
      const count = element("span", { class: "lv-count" });
      const button = element(
        "button",
        { type: "button", class: "lv-country", "data-place": id, "aria-pressed": "false", onclick: () => handlers.onPick(id) },
        name,
        " ",
        count,
      );
      this.countries.append(button);
      return { id, index, button, count };
    });
  }

  mount() {
    this.deck = this.createDeck({ container: this.canvas, jsonInput: this.spec.deck });
    this.layers = new Map(this.deck.props.layers.map((layer) => [layer.id, layer]));
    this.zoom = this.fit();
    this.deck.setProps({
      // deck.gl holds every click for 300 ms in case a second one makes it a double click.
      controller: { doubleClickZoom: false },
      initialViewState: { ...this.deck.props.initialViewState, ...this.home },
      onClick: (info) => this.pick(info),
      onHover: (info) => (this.canvas.style.cursor = this.placeAt(info) ? "pointer" : "grab"),
      getTooltip: (info) => this.tooltip(info),
      onViewStateChange: ({ viewState }) => this.viewChanged(viewState),
      onAfterRender: () => this.handlers.onRepaint(),
    });
  }

  /** The view that shows the spec's bounding box in the space there is. */
  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    const [west, south, east, north] = this.spec.bounds;
    const fitX = (width * 0.94 * 360) / ((east - west) * 512);
    const fitY = (height * 0.94 * 2 * Math.PI) / ((mercator(north) - mercator(south)) * 512);
    const zoom = Math.log2(Math.max(1e-3, Math.min(fitX, fitY)));
    const middle = (mercator(north) + mercator(south)) / 2;
    const latitude = (Math.atan(Math.exp(middle)) * 360) / Math.PI - 90;
    this.home = { longitude: (west + east) / 2, latitude, zoom };
    return zoom;
  }

  paint({ text, panel, muted, accent, land }) {
    this.colors = { text: rgb(text), background: rgb(panel), muted: rgb(muted), accent: rgb(accent), land: rgb(land) };
    const { colors } = this;
    const border = mix(colors.land, colors.text, 0.28);
    this.replace("land", { getFillColor: mix(colors.background, colors.land, 0.55), getLineColor: mix(colors.land, colors.text, 0.1) });
    this.replace("units", { getFillColor: colors.land, getLineColor: border, highlightColor: [...colors.accent, 60] });
    this.replace("labels", { getColor: [...colors.text, 255], getBackgroundColor: [...colors.background, 150] });
    this.drawCounts();
    this.drawLabels();
  }

  replace(id, props) {
    this.layers.set(id, this.layers.get(id).clone(props));
    this.deck.setProps({ layers: [...this.layers.values()] });
  }

  isShown(place) {
    return place.level !== "city" || this.zoom >= CITY_ZOOM;
  }

  /** @param counts events per place, by the places' index in the columns */
  setCounts(counts, chosen, { live = false } = {}) {
    this.counts = counts;
    this.chosen = chosen;
    this.drawCounts();
    if (!live) this.drawLabels();
    for (const { id, index, button, count } of this.countryButtons) {
      count.textContent = this.format(counts[index]);
      button.dataset.count = counts[index];
      button.setAttribute("aria-pressed", String(chosen.has(id)));
    }
  }

  drawCounts() {
    if (!this.colors || !this.deck) return;
    const { accent, muted } = this.colors;
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
      const color = !count || (some && !chosen) ? muted : accent;
      // A point that stands for a whole unit or region is drawn paler than a place itself.
      const solid = place.isExact ? 235 : 165;
      fills.set([...color, count ? (some && !chosen ? 110 : solid) : 60], i * 4);
      lines.set([...(chosen ? this.colors.text : color), count ? 255 : 90], i * 4);
    });
    this.layers.set(
      "places",
      this.layers.get("places").clone({
        data: {
          length: total,
          attributes: {
            getPosition: { value: positions, size: 2 },
            getRadius: { value: radii, size: 1 },
            getFillColor: { value: fills, size: 4, normalized: true },
            getLineColor: { value: lines, size: 4, normalized: true },
          },
        },
      }),
    );
    this.layers.set("regions", this.layers.get("regions").clone(this.regionColors()));
    this.deck.setProps({ layers: [...this.layers.values()] });
  }

  regionColors() {
    const state = ({ properties }) =>
      this.chosen.has(properties.id) ? 2 : this.counts[properties.index] ? 1 : 0;
    const { accent } = this.colors;
    const key = this.regions.map(state).join("");
    return {
      getFillColor: (feature) => [...accent, [0, 22, 64][state(feature)]],
      getLineColor: (feature) => [...accent, [0, 110, 255][state(feature)]],
      updateTriggers: { getFillColor: [key, accent], getLineColor: [key, accent] },
    };
  }

  circleRadius(count) {
    // The scale is fixed by the whole dataset: a circle's size means the same all along.
    const scale = this.spec.largestRadius / Math.sqrt(Math.max(1, this.spec.largestCount));
    return count ? Math.max(LEAST_RADIUS, scale * Math.sqrt(count)) : 2;
  }

  drawLabels() {
    if (!this.colors || !this.deck) return;
    const shown = this.places
      .filter((place) => this.isShown(place) && (this.counts[place.index] || this.chosen.has(place.id)))
      .map((place) => {
        const count = this.counts[place.index] ?? 0;
        const radius = place.level === "region" ? 0 : this.circleRadius(count);
        return { ...place, count, radius, isChosen: this.chosen.has(place.id) };
      });
    this.labelledZoom = this.zoom;
    this.replace("labels", {
      data: labelled(shown, this.zoom),
      getText: (label) => label.name,
      getPosition: (label) => label.position,
      getTextAnchor: (label) => label.anchor,
      getPixelOffset: (label) => label.offset,
    });
  }

  viewChanged(viewState) {
    const wasShown = this.zoom >= CITY_ZOOM;
    this.zoom = viewState.zoom;
    if (wasShown !== this.zoom >= CITY_ZOOM) this.drawCounts();
    // Panning keeps the labels' distances; zooming changes which of them collide.
    if (Math.abs(this.zoom - this.labelledZoom) > 0.1) this.relabel();
    return viewState;
  }

  /** The place under the pointer: a circle, else the region or unit that it is in. */
  placeAt({ layer, index, object }) {
    if (!layer || index < 0) return null;
    if (layer.id === "places") return this.places[index];
    if (layer.id === "labels") return object;
    const properties = object?.properties;
    if (!properties || properties.index === undefined) return null;
    return properties;
  }

  pick(info) {
    const place = this.placeAt(info);
    if (place) this.handlers.onPick(place.id);
  }

  tooltip(info) {
    const place = this.placeAt(info);
    if (!place) return null;
    const count = this.format(this.counts[place.index] ?? 0);
    return { text: `${place.name}\n${count} ${this.labels.events}${place.note ? `\n${place.note}` : ""}` };
  }
}
