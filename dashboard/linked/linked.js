// The linked view: timeline, map and filters over one model, each counting what passes
// every filter but its own. Hosts (a Streamlit page, one HTML file) call mount().

import { dayOf, parseInterval } from "./calendar.js";
import { NO_SECTOR } from "./circles.js";
import { Controls } from "./controls.js";
import { CrossModel } from "./counts.js";
import { element, fill, pluralizer } from "./dom.js";
import { Finer } from "./finer.js";
import { MissingAsset } from "./libraries.js";
import { markedSector } from "./marks.js";
import { themeOf } from "./theme.js";
import { ViewParts } from "./view_parts.js";
import { choosingOf, mapOf, timelineOf } from "./wiring.js";

export class LinkedView {
  /**
   * @param container an element to fill
   * @param payload what dashboard/linked/payload.py makes, with {selection, highlight, look,
   *   pointed: {id, first, last, places} of the highlighted event where there are groups alone,
   *   inline: {asset name: bytes or what they hold, or a promise of it}} of the host, `view`
   *   ("timeline" or "map" for one of the two alone) and `controls` (false: nothing around them)
   * @param handlers {finds: whether the host calls setFound() for a search where the view has no
   *   texts, onSelect(parameters, panel: what of it
   *   is to be shown below, if that was asked for), hasPanels: whether that can be, onEvent(id), onLook({map, focus}), onMissing()}:
   *   called when the hand rests; and onBelow() where the host shows the events below the view
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
    const number = new Intl.NumberFormat(payload.locale);
    this.format = (n) => number.format(n);
    this.plural = pluralizer(payload.locale);
    this.placeCounts = new Int32Array(payload.facets.place.length);
  }

  /** Show both views; resolves once they are drawn. The libraries come after that: see `complete`. */
  async start() {
    const { payload, root, has } = this;
    this.waiting = element("p", { class: "lv-wait", role: "status" }, payload.labels.loading);
    this.main = element("div", { class: "lv-main" }, this.waiting);
    const parts = new ViewParts(payload, has);
    try {
      const sizes = Object.fromEntries(Object.entries(payload.facets).map(([name, values]) => [name, values.length]));
      const columns = await parts.columns();
      this.model = new CrossModel(columns, sizes);
      if (payload.groups) this.finer = new Finer(this, columns.about);
      this.details = await parts.details();
    } catch (error) {
      root.append(this.main);
      return this.fail(error);
    }
    this.choosing = choosingOf(this);
    this.controls = new Controls(this);
    this.stories = this.controls.stories;
    this.pictures = this.controls.pictures;
    // An address may ask for what the first groups do not tell.
    await this.finer?.ask();
    root.append(this.controls.header.root, element("div", { class: "lv-body" }, this.controls.left, this.main));
    this.showNumbers();
    try {
      this.mapSpec = has.map && (await parts.mapSpec());
    } catch (error) {
      return this.fail(error);
    }
    this.showViews();
    /** Resolves to whether plotly.js and deck.gl draw from now on: until then we do. */
    this.complete = this.adoptLibraries(parts);
    return this;
  }

  showViews() {
    const { payload, has } = this;
    if (has.map) this.map = mapOf(this);
    if (has.timeline) this.timeline = timelineOf(this);
    this.waiting.remove();
    this.main.append(...[this.map, this.timeline].filter(Boolean).map((part) => part.root));
    this.timeline?.mount();
    this.map?.mount(payload.look?.map, this.choosing.choices.area);
    this.isMounted = true;
    this.timeline?.setInterval(this.model.interval);
    if (!this.askedFocus()) this.timeline?.reveal(this.model.interval);
    // Who sent an address with a stretch of time wants that one to be seen.
    this.setHighlight(this.highlight, !this.askedFocus());
    this.theme(true);
    this.repaint();
    this.stories.begin(payload.look);
    if (!this.map) requestAnimationFrame(() => this.painted());
    if (!this.timeline) return;
    this.resizing = new ResizeObserver(() => this.timeline.resize());
    this.resizing.observe(this.timeline.root);
  }

  /** Let plotly.js and deck.gl take over what we have drawn, one after the other, each once it is there. */
  async adoptLibraries(parts) {
    // What is drawn is to be seen before libraries are read, which takes a while.
    await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
    const { timeline, map } = this;
    const plotly = timeline && parts.plotly();
    const createDeck = map && parts.createDeck();
    // Said when its turn comes.
    createDeck?.catch?.(() => {});
    try {
      const plot = await plotly;
      if (!this.isDestroyed) await timeline?.adopt(plot);
      const create = await createDeck;
      if (!this.isDestroyed) map?.adopt(create, window.deck);
    } catch (error) {
      this.fail(error);
      return false;
    }
    this.pictures.button.disabled = false;
    this.root.dataset.complete = "true";
    return true;
  }

  fail(error) {
    if (error instanceof MissingAsset) this.handlers.onMissing?.();
    this.waiting.textContent = fill(this.payload.labels.failed, { why: error.message });
    this.waiting.classList.add("lv-failed");
    this.waiting.setAttribute("role", "alert");
    this.main.prepend(this.waiting);
    return this;
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

  // --- the selection, for hosts and for the parts of the view ---

  /** The selection, in the grammar of dashboard/selection.py. */
  parameters() {
    return this.choosing.parameters();
  }

  /** Show a selection that came from outside. */
  select(parameters) {
    this.choosing.select(parameters);
  }

  /** Choose nothing, and point nothing out. */
  reset() {
    this.choosing.reset();
  }

  /** Take what the host has found for the words of a search: one bit an event. */
  setFound(search, bits) {
    this.choosing.setFound(search, bits);
  }

  /** The id of the event that is pointed out, or "". */
  get highlight() {
    return this.choosing.highlight;
  }

  /** Point an event out; with `reveal`, its day is brought into view. */
  setHighlight(id, reveal) {
    this.choosing.setHighlight(id, reveal);
  }

  /** Playback, where there is a timeline. */
  get player() {
    return this.timeline?.player;
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

  moved(view) {
    this.handlers.onLook?.({ map: `${view.longitude.toFixed(3)},${view.latitude.toFixed(3)},${view.zoom.toFixed(2)}` });
    this.finer?.consider();
    if (this.choosing.choices.area) this.choosing.setArea(this.map.bounds());
  }

  // --- showing ---

  /** Everything: after a change of any filter but the interval. */
  repaint() {
    const { model, details } = this;
    const sector = model.facet("sector");
    const color = (row) => this.payload.facets.sector[markedSector(sector, row)]?.color ?? NO_SECTOR;
    this.timeline?.setCounts((edges) => model.binCounts(edges), details && [...model.passing()], color);
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
    const { model, placeCounts } = this;
    const { byId, area } = this.choosing.choices;
    const counts = live ? model.countLive("place", placeCounts) : model.count("place", placeCounts);
    this.map.setCounts(counts, model.placeSectors(live), byId, { live, pairs: live ? null : model.count("pair"), area, hidden: model.hidden });
  }

  showNumbers(live = false) {
    const total = this.model.total();
    this.root.dataset.events = total;
    this.controls.show(total, live);
    if (live) return;
    this.finer?.consider();
    this.stories.changed();
    this.describe(total);
  }

  showHighlight(reveal) {
    const { details, highlight, payload } = this;
    this.timeline?.setHighlight(details && highlight ? details.ids.indexOf(highlight) : -1, reveal);
    if (details) return this.stories.changed();
    // Groups know no events: the host says where and when one is.
    const pointed = highlight && payload.pointed?.id === highlight ? payload.pointed : null;
    this.timeline?.setPointed(pointed, reveal);
    this.map?.setPointed(pointed?.places ?? []);
    this.stories.changed();
  }

  /** Text alternatives of the two pictures. */
  describe(total) {
    const { labels, extent, eventCount, locale } = this.payload;
    const year = (iso) => new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" }).format(new Date(iso));
    const [first, last] = extent.map(year);
    const text = fill(labels.timelineText, { first, last, count: this.format(total), all: this.format(eventCount) });
    this.timeline?.root.setAttribute("aria-label", text);
    this.map?.describe();
  }

  /** The map has drawn a frame: count it if it shows new numbers. */
  painted() {
    if (!this.pendingPaint) return;
    this.pendingPaint = false;
    this.root.dataset.repaints = Number(this.root.dataset.repaints) + 1;
    if (this.isMounted) this.root.dataset.ready = "true";
  }

  theme(isFirst = false) {
    const colors = themeOf(this.root);
    const key = JSON.stringify(colors);
    if (key === this.themeKey || !this.isMounted) return;
    this.themeKey = key;
    this.timeline?.paint(colors);
    this.map?.paint(colors);
    if (!isFirst) this.repaint();
  }

  destroy() {
    this.isDestroyed = true;
    window.cancelIdleCallback?.(this.preparing);
    this.player?.stop();
    this.choosing?.destroy();
    this.controls?.destroy();
    this.finer?.destroy();
    this.resizing?.disconnect();
    this.map?.destroy();
    this.timeline?.destroy();
    this.root.remove();
  }
}

/** Fill `container` with a linked view; resolves once both views are made. */
export function mount(container, payload, handlers = {}) {
  return new LinkedView(container, payload, handlers).start();
}
