// The linked view: timeline, map and filters over one model, each counting what passes
// every filter but its own. Hosts (a Streamlit page, one HTML file) call mount().

import { dayOf, intervalText, isoOf, parseInterval } from "./calendar.js";
import { CrossModel } from "./counts.js";
import { element, fill, pluralizer } from "./dom.js";
import { FacetList } from "./facet_list.js";
import { MissingAsset, jsonOf, loadBytes, loadLibrary } from "./libraries.js";
import { PictureDialog } from "./picture_dialog.js";
import { PlaceMap } from "./place_map.js";
import { Player } from "./play.js";
import { matching, tidy, unpackBits } from "./search.js";
import { SectorToggles } from "./sectors.js";
import { StoryTeller } from "./story.js";
import { OPEN_END, OPEN_START } from "./tally.js";
import { themeOf } from "./theme.js";
import { Timeline } from "./timeline.js";
import { unpack } from "./wire.js";

const BOUNDARIES = ["land", "units", "regions"];
const LISTED = ["kind", "status", "pair", "place", "actor", "source"];
const CHOICES = ["sector", "place", "pair", "kind", "status", "actor", "source"];
/** Every parameter of a selection, in the grammar of dashboard/selection.py. */
export const PARAMETERS = ["when", ...CHOICES, "area", "q"];
const MOST_UNDO = 200;

export class LinkedView {
  /**
   * @param container an element to fill
   * @param payload what dashboard/linked/payload.py makes, with {selection, highlight, look,
   *   inline: {asset name: bytes or what they hold, or a promise of it}} of the host, `view`
   *   ("timeline" or "map" for one of the two alone), `controls` (false: nothing around them)
   *   and `isStaged` (the timeline is to be seen before the map is begun)
   * @param handlers {finds: whether the host calls setFound() for a search where the view has no
   *   texts, onSelect(parameters), onEvent(id), onLook({map, focus}), onMissing()}:
   *   called when the hand rests
   */
  constructor(container, payload, handlers) {
    this.payload = payload;
    this.handlers = handlers;
    this.root = element("section", { "data-linked-view": "", class: "lv", lang: payload.locale, "aria-label": payload.labels.view });
    this.root.dataset.ready = "false";
    this.root.dataset.repaints = "0";
    this.has = { map: payload.view !== "timeline", timeline: payload.view !== "map" };
    if (payload.controls === false) this.root.classList.add("lv-bare");
    // The way in for hosts and tests: element.linkedView.select({…}), .parameters(), .model.
    this.root.linkedView = this;
    container.replaceChildren(this.root);
    this.number = new Intl.NumberFormat(payload.locale);
    this.format = (n) => this.number.format(n);
    this.plural = pluralizer(payload.locale);
    this.position = new Map(
      Object.entries(payload.facets).map(([name, values]) => [name, new Map(values.map(({ id }, i) => [id, i]))]),
    );
    this.placeOut = new Int32Array(payload.facets.place.length);
    this.sectorOut = new Int32Array(payload.facets.sector.length);
    // Chosen ids by filter; a place without events is an id that no row has.
    this.chosen = Object.fromEntries(CHOICES.map((name) => [name, new Set()]));
    this.text = "";
    this.area = null;
    this.past = [];
    this.future = [];
    this.highlight = payload.highlight ?? "";
  }

  async start() {
    const { payload, root } = this;
    const { labels, specs } = payload;
    this.waiting = element("p", { class: "lv-wait", role: "status" }, labels.loading);
    this.main = element("div", { class: "lv-main" }, this.waiting);
    const asset = (name) => payload.inline?.[name] ?? loadBytes(payload.assets[name]);
    // The libraries are the largest: they are asked for first, and all at once.
    const loadDeck = () => this.has.map && loadLibrary("createDeck", payload.libraries.deck);
    const isStaged = payload.isStaged && this.has.map && this.has.timeline;
    const libraries = [this.has.timeline && loadLibrary("Plotly", payload.libraries.plotly), isStaged || loadDeck()];
    libraries.forEach((library) => library.catch?.(() => {}));
    const outlines = this.has.map ? BOUNDARIES.map((name) => asset(name)) : [];
    const details = payload.hasDetails ? asset("events") : null;
    [...outlines, details].forEach((part) => part?.catch?.(() => {}));
    try {
      const sizes = Object.fromEntries(Object.entries(payload.facets).map(([name, values]) => [name, values.length]));
      this.model = new CrossModel(unpack(await asset("columns")), sizes);
      this.details = details ? jsonOf(await details) : null;
    } catch (error) {
      root.append(this.main);
      return this.fail(error);
    }
    this.buildControls();
    const left = element("div", { class: "lv-left" }, this.stories.bar.root, this.side);
    root.append(this.header, element("div", { class: "lv-body" }, left, this.main));
    this.read(payload.selection ?? {});
    this.remembered = JSON.stringify(this.parameters());
    this.showNumbers();
    try {
      // One after the other: what is missing is told the same way every time.
      const plotly = await libraries[0];
      await libraries[1];
      this.plotly = plotly;
      if (isStaged) {
        await this.showTimeline();
        await loadDeck();
      }
      const collections = await Promise.all(outlines);
      this.mapSpec = this.has.map && this.withBoundaries(specs.map, collections.map(jsonOf));
    } catch (error) {
      return this.fail(error);
    }
    this.buildViews();
    this.waiting.remove();
    this.room?.remove();
    this.main.append(...[this.map, this.timeline].filter(Boolean).map((part) => part.root));
    if (!isStaged) await this.timeline?.mount();
    this.map?.mount(payload.look?.map);
    this.timelinePainted = true;
    this.timeline?.setInterval(this.model.interval);
    // Who sent an address with a stretch of time wants that one to be seen.
    this.setHighlight(this.highlight, !this.askedFocus());
    this.theme(true);
    this.repaint();
    this.stories.begin(payload.look);
    if (!this.map) requestAnimationFrame(() => this.painted());
    this.pictures.button.disabled = false;
    if (!this.timeline) return this;
    this.resizing = new ResizeObserver(() => this.timeline.resize());
    this.resizing.observe(this.timeline.root);
    return this;
  }

  /** The timeline while there is no map yet: the libraries of both would hold each other up. */
  async showTimeline() {
    this.buildTimeline();
    this.room = element("div", { class: "lv-map" });
    this.main.replaceChildren(this.room, this.timeline.root);
    await this.timeline.mount();
    this.timelinePainted = true;
    this.timeline.setInterval(this.model.interval);
    this.theme(true);
    this.repaint();
    this.themeKey = null;
    await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
  }

  fail(error) {
    if (error instanceof MissingAsset) this.handlers.onMissing?.();
    this.waiting.textContent = fill(this.payload.labels.failed, { why: error.message });
    this.waiting.classList.add("lv-failed");
    this.waiting.setAttribute("role", "alert");
    this.main.prepend(this.waiting);
    return this;
  }

  buildControls() {
    const { labels, facets } = this.payload;
    this.sectors = new SectorToggles(facets.sector, labels, (position) => this.toggle("sector", position));
    this.lists = LISTED.map(
      (name) =>
        new FacetList(name, facets[name], labels, (position) => this.toggle(name, position), () => this.showLists()),
    );
    this.find = element("input", {
      type: "search",
      class: "lv-find",
      placeholder: labels.search,
      title: labels.searchHint,
      "aria-label": `${labels.search}: ${labels.searchHint}`,
      maxlength: "100",
      oninput: () => this.searched(false),
      onchange: () => this.searched(true),
    });
    this.find.hidden = !this.details && !this.handlers.finds;
    this.side = element(
      "aside",
      { class: "lv-side", "aria-label": labels.filters },
      this.find,
      this.sectors.root,
      element("div", { class: "lv-facets" }, ...this.lists.map((list) => list.root)),
    );
    this.total = element("strong", { class: "lv-total" });
    this.status = element("p", { class: "lv-status" });
    this.spoken = element("span", { class: "lv-spoken", role: "status", "aria-live": "polite" });
    const date = (name) =>
      element("input", { type: "date", "aria-label": labels[name], title: labels[name], class: "lv-date", onchange: () => this.typed() });
    const tool = (text, label, onclick) =>
      element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick }, text);
    this.from = date("from");
    this.to = date("to");
    this.back = tool("↶", labels.undo, () => this.travel(this.past, this.future));
    this.forth = tool("↷", labels.redo, () => this.travel(this.future, this.past));
    this.stories = new StoryTeller(this);
    this.pictures = new PictureDialog(this);
    // Until both views are there, there is nothing to be saved.
    this.pictures.button.disabled = true;
    this.clear = element("button", { type: "button", class: "lv-clear", onclick: () => this.reset() }, labels.reset);
    this.header = element(
      "header",
      { class: "lv-header" },
      element("div", {}, this.status, element("p", { class: "lv-hint" }, labels.hint)),
      this.spoken,
      element(
        "div",
        { class: "lv-dates" },
        this.stories.bar.menu,
        this.from,
        element("span", { "aria-hidden": "true" }, "–"),
        this.to,
        this.back,
        this.forth,
        this.clear,
        this.pictures.button,
      ),
    );
    // On the document, since the hand on a timeline or a map puts the focus nowhere.
    this.onKey = (event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
  }

  buildViews() {
    if (this.has.map) this.buildMap();
    if (!this.timeline && this.has.timeline) this.buildTimeline();
  }

  buildMap() {
    const { payload } = this;
    const { labels } = payload;
    this.map = new PlaceMap(this.mapSpec, window.createDeck, window.deck, {
      labels,
      format: this.format,
      plural: this.plural,
      sectors: payload.facets.sector,
      handlers: {
        onPick: (id) => this.togglePlace(id),
        onRepaint: () => this.painted(),
        onMove: (view) => this.moved(view),
        onArea: (isOn) => this.setArea(isOn ? this.map.bounds() : null),
      },
    });
  }

  buildTimeline() {
    const { payload } = this;
    const { labels, specs } = payload;
    this.timeline = new Timeline(specs.timeline, this.plotly, {
      extent: payload.extent.map(dayOf),
      focus: this.askedFocus() ?? payload.focus.map(dayOf),
      labels,
      format: this.format,
      plural: this.plural,
      locale: payload.locale,
      plotlyLocale: payload.plotlyLocale,
      events: this.details && this.markedEvents(),
      handlers: {
        onBrush: (interval, { live }) => this.brush(interval, live),
        onBrushStart: () => this.player.stop(),
        onEvent: (row) => this.picked(row),
        onFocus: (focus) => this.handlers.onLook?.({ focus: intervalText(focus) }),
        onPlay: () => {
          this.player.toggle();
          this.timeline.showPlaying(this.player.isPlaying);
        },
        onPlaySet: (name, value) => this.player.set(name, value),
      },
    });
    this.player = new Player({
      focus: () => this.timeline.focus,
      interval: () => this.model.interval,
      onStep: (interval) => {
        this.timeline.setInterval(interval);
        this.brush(interval, true);
      },
      onStop: (interval) => {
        this.timeline.showPlaying(false);
        if (interval) this.brush(interval, false);
      },
    });
  }

  askedFocus() {
    return this.focusOf(this.payload.look?.focus);
  }

  /** "first/last" as a stretch of time, if it is one of ours; else null. */
  focusOf(text) {
    const asked = parseInterval(text);
    const [first, last] = this.payload.extent.map(dayOf);
    return asked && asked[0] <= asked[1] && asked[0] <= last && asked[1] >= first ? asked : null;
  }

  /** What the marks need, per row of the columns. */
  markedEvents() {
    const { days, start, end } = this.model;
    const { precision, planned, titles, dates } = this.details;
    const rows = Array.from({ length: this.model.length }, (_, row) => row);
    return {
      first: rows.map((row) => days[start[row]]),
      last: rows.map((row) => days[end[row]]),
      isDated: rows.map((row) => start[row] <= end[row]),
      precision,
      planned,
      titles,
      dates,
    };
  }

  /** The colour of a row's mark: its first sector's, or its first chosen one's. */
  markColor(row) {
    const { setOfRow, offsets, values, chosen } = this.model.facet("sector");
    const own = values.subarray(offsets[setOfRow[row]], offsets[setOfRow[row] + 1]);
    const first = own.find((value) => chosen.has(value)) ?? own[0];
    return this.payload.facets.sector[first]?.color ?? "#888888";
  }

  /** The map's spec with its outlines, each feature with its position among the places. */
  withBoundaries(spec, collections) {
    const names = this.payload.facets.place;
    const numbered = (collection) => ({
      ...collection,
      features: collection.features.map((feature) => {
        const id = feature.properties.location_id;
        const index = this.position.get("place").get(id);
        return { ...feature, properties: { ...feature.properties, id, index, name: names[index]?.name } };
      }),
    });
    const outline = new Map(BOUNDARIES.map((name, i) => [name, numbered(collections[i])]));
    const layers = spec.deck.layers.map((layer) =>
      typeof layer.data === "string" && outline.has(layer.data) ? { ...layer, data: outline.get(layer.data) } : layer,
    );
    return { ...spec, deck: { ...spec.deck, layers } };
  }

  // --- the selection ---

  /** Take a selection as parameters, in the grammar of dashboard/selection.py. */
  read(parameters) {
    for (const name of CHOICES) {
      this.chosen[name] = new Set((parameters[name] ?? "").split(",").filter(Boolean));
      this.apply(name);
    }
    this.text = parameters.q ?? "";
    this.find.value = this.text;
    this.applyText();
    this.area = parameters.area ? parameters.area.split(",").map(Number) : null;
    this.applyArea();
    this.model.setInterval(parseInterval(parameters.when));
  }

  apply(name) {
    const positions = this.position.get(name);
    this.model.choose(name, [...this.chosen[name]].map((id) => positions.get(id) ?? -1));
  }

  /** Events by words: by their texts, or by what the host has found. */
  applyText() {
    const search = tidy(this.text);
    const isKnown = this.details || !search || this.found?.search === search;
    this.find.setAttribute("aria-busy", String(!isKnown));
    if (this.details) this.model.setText(matching(this.details.texts, search));
    else this.model.setText(search && isKnown ? this.found.mask : null);
  }

  /** Take from the host which events the words of `search` find, as bits. */
  setFound(search, bits) {
    this.found = { search, mask: unpackBits(bits, this.model.length) };
    if (search !== tidy(this.text)) return;
    this.applyText();
    this.repaint();
  }

  applyArea() {
    if (!this.area) return this.model.setArea(null);
    const [west, south, east, north] = this.area;
    const inside = ([lon, lat]) =>
      lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
    const rows = this.payload.specs.map.deck.layers.find((layer) => layer.id === "places").data;
    this.model.setArea(rows.filter((row) => row.level !== "region" && inside(row.position)).map((row) => row.index));
  }

  parameters() {
    const when = intervalText(this.model.interval);
    const result = when ? { when } : {};
    for (const name of CHOICES) {
      if (this.chosen[name].size) result[name] = [...this.chosen[name]].sort().join(",");
    }
    if (this.area) result.area = this.area.join(",");
    if (tidy(this.text)) result.q = tidy(this.text);
    return result;
  }

  /** Show a selection that came from outside. */
  select(parameters) {
    this.read(parameters);
    this.timeline?.setInterval(this.model.interval);
    this.repaint();
    this.remember();
  }

  /** Put what was before onto the way back. */
  remember() {
    const now = JSON.stringify(this.parameters());
    if (now === this.remembered) return;
    this.past.push(this.remembered);
    if (this.past.length > MOST_UNDO) this.past.shift();
    this.future = [];
    this.remembered = now;
    this.showTravel();
  }

  travel(from, to) {
    this.player?.stop();
    if (!from.length) return;
    to.push(this.remembered);
    this.remembered = from.pop();
    this.select(JSON.parse(this.remembered));
    this.showTravel();
    this.handlers.onSelect?.(this.parameters());
  }

  tell() {
    this.remember();
    this.handlers.onSelect?.(this.parameters());
  }

  toggle(name, position) {
    const { id } = this.payload.facets[name][position];
    if (!this.chosen[name].delete(id)) this.chosen[name].add(id);
    this.apply(name);
    this.repaint();
    this.tell();
  }

  togglePlace(id) {
    if (!this.chosen.place.delete(id)) this.chosen.place.add(id);
    this.apply("place");
    this.repaint();
    this.tell();
  }

  brush(interval, live) {
    this.model.setInterval(interval);
    this.showInterval(live);
    if (!live) this.tell();
  }

  typed() {
    const first = this.from.value ? dayOf(this.from.value) : OPEN_START;
    const last = this.to.value ? dayOf(this.to.value) : OPEN_END;
    const open = first === OPEN_START && last === OPEN_END;
    const interval = open ? null : [Math.min(first, last), Math.max(first, last)];
    this.player?.stop();
    this.timeline?.setInterval(interval);
    this.brush(interval, false);
  }

  searched(isDone) {
    this.text = this.find.value;
    this.applyText();
    this.repaint();
    clearTimeout(this.searching);
    // Python hears of a search once the typing pauses.
    if (isDone) this.tell();
    else this.searching = setTimeout(() => this.tell(), 600);
  }

  setArea(bounds) {
    this.area = bounds;
    this.applyArea();
    this.repaint();
    this.tell();
  }

  moved(view) {
    this.handlers.onLook?.({ map: `${view.longitude.toFixed(3)},${view.latitude.toFixed(3)},${view.zoom.toFixed(2)}` });
    if (this.area) this.setArea(this.map.bounds());
  }

  picked(row) {
    // A second click on the same mark takes the highlight back.
    const id = this.details.ids[row];
    this.setHighlight(id === this.highlight ? "" : id);
    this.handlers.onEvent?.(this.highlight);
  }

  /** Mark an event; with `reveal`, bring its day into view. */
  setHighlight(id, reveal = id !== this.highlight) {
    this.highlight = id;
    this.showClear();
    this.timeline?.setHighlight(this.details && id ? this.details.ids.indexOf(id) : -1, reveal);
    this.stories.changed();
  }

  reset() {
    this.player?.stop();
    this.select({});
    if (this.highlight) {
      this.setHighlight("");
      this.handlers.onEvent?.("");
    }
    this.handlers.onSelect?.(this.parameters());
  }

  /** Lay map and timeline as {map: "longitude,latitude,zoom", focus: "first/last"} says,
   * and go to the step of a story that it names, or leave the one that is told. */
  lookAt(look) {
    if (look.story) return this.stories.begin(look);
    if (this.stories.story) this.stories.leave();
    this.map?.lookAt(look.map);
    const stretch = this.focusOf(look.focus);
    if (stretch) this.timeline?.setFocus(...stretch);
  }

  pressed(event) {
    this.stories.pressed(event);
    if (event.key === "Escape") this.player?.stop();
    // In a field, these keys undo what was typed.
    const isField = event.target.closest?.("textarea, input:not([type=checkbox]), [contenteditable]");
    if (isField || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.travel(this.future, this.past);
    else this.travel(this.past, this.future);
  }

  // --- showing ---

  /** Everything: after a change of any filter but the interval. */
  repaint() {
    this.timeline?.setCounts(
      (edges) => this.model.binCounts(edges),
      this.details && [...this.model.passing()],
      (row) => this.markColor(row),
    );
    this.showInterval(false);
    this.prepare();
  }

  /** While nothing else is to do, count what a hand on the timeline will ask for. */
  prepare() {
    const soon = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    window.cancelIdleCallback?.(this.preparing);
    // One tally at a time: whoever acts in between waits for one at most.
    const next = () => (this.preparing = this.model.prepare() ? soon(next) : 0);
    this.preparing = soon(next);
  }

  /** What follows the interval: map, sectors and numbers. The timeline's areas stay. */
  showInterval(live) {
    this.showMap(live);
    this.showNumbers(live);
    this.pendingPaint = true;
  }

  showMap(live) {
    if (!this.map) return;
    const counts = live ? this.model.countLive("place", this.placeOut) : this.model.count("place", this.placeOut);
    this.map.setCounts(counts, this.model.placeSectors(live), this.chosen, {
      live,
      pairs: live ? null : this.model.count("pair"),
      area: this.area,
    });
  }

  showNumbers(live = false) {
    const { labels } = this.payload;
    const counts = live ? this.model.countLive("sector", this.sectorOut) : this.model.count("sector", this.sectorOut);
    this.sectors.update(counts, this.model.facet("sector").chosen, this.format);
    const total = this.model.total();
    this.root.dataset.events = total;
    this.total.textContent = this.format(total);
    const { eventCount } = this.payload;
    const rest = this.plural(labels.ofEvents, eventCount, { all: this.format(eventCount) });
    this.status.replaceChildren(this.total, ` ${rest}`);
    const { interval } = this.model;
    this.from.value = interval && interval[0] !== OPEN_START ? isoOf(interval[0]) : "";
    this.to.value = interval && interval[1] !== OPEN_END ? isoOf(interval[1]) : "";
    if (live) return;
    const undated = this.model.undated();
    if (undated) {
      const note = this.plural(labels.undated, undated, { count: this.format(undated) });
      this.status.append(element("span", { class: "lv-note" }, ` · ${note}`));
    }
    // A screen reader hears the numbers when the hand rests, not at every step.
    this.spoken.textContent = `${this.format(total)} ${rest}`;
    this.showClear();
    this.showTravel();
    this.showLists();
    this.stories.changed();
    this.describe(total);
  }

  showClear() {
    this.clear.disabled = !this.highlight && Object.keys(this.parameters()).length === 0;
  }

  year(iso) {
    return new Intl.DateTimeFormat(this.payload.locale, { year: "numeric", timeZone: "UTC" }).format(new Date(iso));
  }

  showTravel() {
    this.back.disabled = !this.past.length;
    this.forth.disabled = !this.future.length;
  }

  showLists() {
    for (const list of this.lists) {
      const { chosen } = this.model.facet(list.name);
      list.mark(chosen, this.format);
      if (list.isOpen) list.update(this.model.count(list.name), chosen, this.format);
    }
  }

  /** Text alternatives of the two pictures. */
  describe(total) {
    const { labels, extent, eventCount } = this.payload;
    this.timeline?.root.setAttribute(
      "aria-label",
      fill(labels.timelineText, { first: this.year(extent[0]), last: this.year(extent[1]), count: this.format(total), all: this.format(eventCount) }),
    );
    this.map?.describe();
  }

  /** The map has drawn a frame: count it if it shows new numbers. */
  painted() {
    if (!this.pendingPaint) return;
    this.pendingPaint = false;
    this.root.dataset.repaints = Number(this.root.dataset.repaints) + 1;
    if (this.timelinePainted) this.root.dataset.ready = "true";
  }

  theme(isFirst = false) {
    const colors = themeOf(this.root);
    const key = JSON.stringify(colors);
    if (key === this.themeKey || !this.timelinePainted) return;
    this.themeKey = key;
    this.timeline?.paint(colors);
    this.map?.paint(colors);
    if (!isFirst) this.repaint();
  }

  destroy() {
    clearTimeout(this.searching);
    document.removeEventListener("keydown", this.onKey);
    window.cancelIdleCallback?.(this.preparing);
    this.player?.stop();
    this.stories?.destroy();
    this.resizing?.disconnect();
    this.pictures?.destroy();
    this.map?.destroy();
    this.timeline?.destroy();
    this.root.remove();
  }
}

/** Fill `container` with a linked view; resolves once both views are made. */
export function mount(container, payload, handlers = {}) {
  return new LinkedView(container, payload, handlers).start();
}
