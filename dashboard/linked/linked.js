// The linked view: timeline, map and sectors over one model, each counting what passes
// every filter but its own. Hosts (a Streamlit page, one HTML file) call mount().

import { dayOf, intervalText, isoOf, parseInterval } from "./calendar.js";
import { CrossModel, OPEN_END, OPEN_START } from "./counts.js";
import { element, fill, onNextFrame } from "./dom.js";
import { loadJson, loadLibrary } from "./libraries.js";
import { PlaceMap } from "./place_map.js";
import { SectorToggles } from "./sectors.js";
import { Timeline } from "./timeline.js";

/** Colours of the host's theme, read where the view stands, as "rgb(r, g, b)". */
function themeOf(root) {
  const style = getComputedStyle(root);
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = element("span", { hidden: true });
  root.append(probe);
  const read = (name) => {
    // Mixed colours come in many notations; a painted pixel has one.
    probe.style.color = `var(${name})`;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    return `rgb(${[...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).join(", ")})`;
  };
  const names = ["text", "background", "panel", "grid", "muted", "accent", "land"];
  const colors = Object.fromEntries(names.map((name) => [name, read(`--lv-${name}`)]));
  probe.remove();
  return { ...colors, font: style.fontFamily };
}

export class LinkedView {
  /**
   * @param container an element to fill
   * @param payload {columns, specs: {timeline, map}, sectors, places, labels, locale,
   *   libraries: {plotly: [urls], deck: [urls]}, boundaries: {name: url}, selection}
   * @param handlers {onSelect(parameters)}: called when the hand rests on a new selection
   */
  constructor(container, payload, handlers) {
    this.payload = payload;
    this.handlers = handlers;
    this.root = element("section", { "data-linked-view": "", class: "lv", "aria-label": payload.labels.view });
    this.root.dataset.ready = "false";
    this.root.dataset.repaints = "0";
    // The way in for hosts and tests: element.linkedView.select({…}), .parameters(), .model.
    this.root.linkedView = this;
    container.replaceChildren(this.root);
    this.number = new Intl.NumberFormat(payload.locale);
    this.format = (n) => this.number.format(n);
    this.placeIndex = new Map(payload.places.map((id, index) => [id, index]));
    this.model = new CrossModel(payload.columns, payload.sectors.length, payload.places.length);
    this.placeOut = new Int32Array(payload.places.length);
    this.sectorOut = new Int32Array(payload.sectors.length);
    this.chosen = new Set();
    this.liveUpdate = onNextFrame(() => this.showInterval(true));
  }

  async start() {
    const { payload, root } = this;
    const { labels, specs } = payload;
    this.sectors = new SectorToggles(payload.sectors, labels, (position) => this.toggleSector(position));
    this.buildHeader();
    const waiting = element("p", { class: "lv-wait", role: "status" }, labels.loading);
    const main = element("div", { class: "lv-main" }, waiting);
    root.append(this.header, element("div", { class: "lv-body" }, this.sectors.root, main));
    this.read(payload.selection ?? {});
    this.showSectors();
    try {
      const names = [...new Set(specs.map.deck.layers.map((l) => l.data).filter((d) => typeof d === "string"))];
      const [plotly, , ...loaded] = await Promise.all([
        loadLibrary("Plotly", payload.libraries.plotly),
        loadLibrary("createDeck", payload.libraries.deck),
        ...names.map((name) => loadJson(payload.boundaries[name])),
      ]);
      this.plotly = plotly;
      const boundary = new Map(names.map((name, i) => [name, loaded[i]]));
      this.mapSpec = {
        ...specs.map,
        deck: {
          ...specs.map.deck,
          layers: specs.map.deck.layers.map((l) => (boundary.has(l.data) ? { ...l, data: this.numbered(boundary.get(l.data)) } : l)),
        },
      };
    } catch (error) {
      waiting.textContent = fill(labels.failed, { why: error.message });
      waiting.classList.add("lv-failed");
      waiting.setAttribute("role", "alert");
      return this;
    }
    this.map = new PlaceMap(this.mapSpec, window.createDeck, {
      labels,
      format: this.format,
      handlers: { onPick: (id) => this.togglePlace(id), onRepaint: () => this.painted() },
    });
    const extent = payload.extent.map(dayOf);
    this.timeline = new Timeline(specs.timeline, this.plotly, {
      extent,
      focus: payload.focus.map(dayOf),
      labels,
      format: this.format,
      handlers: { onBrush: (interval, { live }) => this.brush(interval, live) },
    });
    waiting.remove();
    main.append(this.map.root, this.timeline.root);
    await this.timeline.mount();
    this.map.mount();
    this.timelinePainted = true;
    this.timeline.setInterval(this.model.interval);
    this.repaint();
    this.theme();
    this.resizing = new ResizeObserver(() => this.timeline.resize());
    this.resizing.observe(this.timeline.root);
    return this;
  }

  buildHeader() {
    const { labels } = this.payload;
    this.total = element("strong", { class: "lv-total" });
    this.status = element("p", { class: "lv-status", role: "status", "aria-live": "polite" });
    const date = (name) =>
      element("input", { type: "date", "aria-label": labels[name], title: labels[name], class: "lv-date", onchange: () => this.typed() });
    this.from = date("from");
    this.to = date("to");
    this.clear = element("button", { type: "button", class: "lv-clear", onclick: () => this.reset() }, labels.reset);
    this.header = element(
      "header",
      { class: "lv-header" },
      this.status,
      element("div", { class: "lv-dates" }, this.from, element("span", { "aria-hidden": "true" }, "–"), this.to, this.clear),
    );
  }

  /** Boundaries with each feature's position among the places of the columns. */
  numbered(collection) {
    return {
      ...collection,
      features: collection.features.map((feature) => {
        const { location_id: id } = feature.properties;
        const index = this.placeIndex.get(id);
        return { ...feature, properties: { ...feature.properties, id, index, name: this.payload.placeNames[index] } };
      }),
    };
  }

  // --- the selection ---

  /** Take a selection as parameters, in the grammar of dashboard/selection.py. */
  read(parameters) {
    const ids = (name) => (parameters[name] ?? "").split(",").filter(Boolean);
    let mask = 0;
    for (const id of ids("sector")) {
      const position = this.payload.sectors.findIndex((sector) => sector.id === id);
      if (position >= 0) mask |= 1 << position;
    }
    this.chosen = new Set(ids("place"));
    // A place of the dataset without events lets nothing pass: index -1 hits no row.
    this.model.setSectors(mask);
    this.model.setPlaces([...this.chosen].map((id) => this.placeIndex.get(id) ?? -1));
    this.model.setInterval(parseInterval(parameters.when));
  }

  parameters() {
    const result = {};
    const when = intervalText(this.model.interval);
    if (when) result.when = when;
    const sectors = this.payload.sectors.filter((_, i) => (this.model.sectorMask >>> i) & 1);
    if (sectors.length) result.sector = sectors.map(({ id }) => id).sort().join(",");
    if (this.chosen.size) result.place = [...this.chosen].sort().join(",");
    return result;
  }

  /** Show a selection that came from outside. */
  select(parameters) {
    this.read(parameters);
    this.timeline?.setInterval(this.model.interval);
    this.repaint();
  }

  tell() {
    this.handlers.onSelect?.(this.parameters());
  }

  toggleSector(position) {
    this.model.setSectors(this.model.sectorMask ^ (1 << position));
    this.repaint();
    this.tell();
  }

  togglePlace(id) {
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.model.setPlaces([...this.chosen].map((place) => this.placeIndex.get(place) ?? -1));
    this.repaint();
    this.tell();
  }

  brush(interval, live) {
    this.model.setInterval(interval);
    if (live) return this.showInterval(true);
    this.showInterval(false);
    this.tell();
  }

  typed() {
    const first = this.from.value ? dayOf(this.from.value) : OPEN_START;
    const last = this.to.value ? dayOf(this.to.value) : OPEN_END;
    const open = first === OPEN_START && last === OPEN_END;
    const interval = open ? null : [Math.min(first, last), Math.max(first, last)];
    this.timeline?.setInterval(interval);
    this.brush(interval, false);
  }

  reset() {
    this.select({});
    this.tell();
  }

  // --- showing ---

  /** Everything: after a change of sectors or places. */
  repaint() {
    this.timeline?.setCounts((edges) => this.model.binCounts(edges));
    this.showInterval(false);
  }

  /** What follows the interval: map, sectors and numbers. The timeline itself stays. */
  showInterval(live) {
    this.map?.setCounts(this.model.placeCounts(this.placeOut), this.chosen, { live });
    this.showSectors();
    this.pendingPaint = true;
  }

  showSectors() {
    const { labels } = this.payload;
    this.sectors.update(this.model.sectorCounts(this.sectorOut), this.model.sectorMask, this.format);
    const total = this.model.total();
    const undated = this.model.undated();
    this.root.dataset.events = total;
    this.status.replaceChildren();
    this.total.textContent = this.format(total);
    const rest = fill(labels.ofEvents, { all: this.format(this.payload.eventCount) });
    this.status.append(this.total, ` ${rest}`);
    if (undated) this.status.append(element("span", { class: "lv-note" }, ` · ${fill(labels.undated, { count: this.format(undated) })}`));
    const { interval } = this.model;
    this.from.value = interval && interval[0] !== OPEN_START ? isoOf(interval[0]) : "";
    this.to.value = interval && interval[1] !== OPEN_END ? isoOf(interval[1]) : "";
    this.clear.disabled = !interval && !this.chosen.size && !this.model.sectorMask;
  }

  /** The map has drawn a frame: count it if it shows new numbers. */
  painted() {
    if (!this.pendingPaint) return;
    this.pendingPaint = false;
    this.root.dataset.repaints = Number(this.root.dataset.repaints) + 1;
    if (this.timelinePainted) this.root.dataset.ready = "true";
  }

  theme() {
    const colors = themeOf(this.root);
    this.timeline?.paint({ text: colors.text, grid: colors.grid, background: "rgba(0,0,0,0)" });
    this.map?.paint(colors);
    this.pendingPaint = true;
  }

  destroy() {
    this.resizing?.disconnect();
    this.map?.deck?.finalize();
    if (this.timeline) this.plotly.purge(this.timeline.plot);
    this.root.remove();
  }
}

/** Fill `container` with a linked view; resolves once both views are made. */
export function mount(container, payload, handlers = {}) {
  return new LinkedView(container, payload, handlers).start();
}
