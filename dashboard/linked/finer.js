// Groups of events that stay in a warehouse: when what is looked at or chosen needs other
// groups than those at hand, they are fetched, and take the others' place under the hand's eye.

import { degreesWide } from "./boxes.js";
import { dayOf } from "./calendar.js";
import { element, fill } from "./dom.js";
import { Grain } from "./grain.js";
import { grainWords } from "./grain_words.js";
import { pageUrl } from "./libraries.js";
import { Needs } from "./needs.js";
import { tidy } from "./search.js";
import { isInSight } from "./sight.js";
import { unpack } from "./wire.js";

const REST = 250;
// A warehouse that did not answer is asked again after so long.
const RETRY = 5000;

/** Which groups are asked for: the parameters of an address, as dashboard/linked/groups.py reads them. */
const queryOf = ({ window, edges, places, area, sight, text }) => {
  const given = { window: window?.join(), edges: edges.join(), place: places.join(), area: area?.join(), sight: sight?.join(), q: text };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value)).toString();
};

export class Finer {
  /**
   * @param view the LinkedView whose model takes the groups
   * @param about what the first columns tell of themselves
   */
  constructor(view, about) {
    this.view = view;
    this.levels = view.payload.groups.levels;
    this.url = view.payload.groups.url;
    this.extent = view.payload.extent.map(dayOf);
    /** What the groups at hand were asked for, and the stretch that was looked at then. */
    this.asked = { window: null, edges: [], places: [], area: null, sight: null, text: "" };
    this.shown = "";
    this.lookedAt = null;
    this.sighted = null;
    this.needs = new Needs(this);
    this.grain = new Grain(about, this.levels);
    this.words = element("p", { class: "lv-grain", role: "status" });
    this.isHeld = false;
    this.failure = "";
    this.hide();
  }

  /** Whether more can be asked for at all. */
  get canAsk() {
    return Boolean(this.url);
  }

  /** Tell the model which places the groups do not tell, by the interval. */
  hide() {
    const { model, payload } = this.view;
    const { grain, asked } = this;
    const isAsked = (id) => asked.places.includes(id) || asked.areaPlaces?.has(id);
    const isSeen = ({ id, depth }) => depth <= grain.sightDepth && asked.sightPlaces?.has(id);
    const isTold = (place, depth) => place.depth <= depth || isAsked(place.id) || isSeen(place);
    const deeper = ({ depth }) => Uint8Array.from(payload.facets.place, (place) => !isTold(place, depth));
    const [inside, outside] = [grain.inside, grain.outside].map(deeper).map((places) => (places.includes(1) ? places : null));
    model.hides = (interval) => (grain.over(interval ?? this.extent) === grain.inside ? inside : outside);
    model.setInterval(model.interval);
  }

  /** An interval that someone typed: as it is, or kept to the groups where there are no others. */
  typed(interval) {
    return interval && !this.canAsk ? this.grain.snapped(interval) : interval;
  }

  // --- asking ---

  /** Something changed: once it rests, ask for what is missing. */
  consider() {
    const isExact = this.needs.isExact();
    this.view.root.dataset.exact = isExact;
    this.say();
    if (!this.canAsk) return;
    clearTimeout(this.resting);
    // Who is typing or zooming goes on; what was chosen is wanted at once.
    const { isTyping, choices } = this.view.choosing;
    const isWord = isTyping && this.asked.text !== tidy(choices.text);
    this.resting = setTimeout(() => this.ask(), isExact || isWord ? REST : 0);
  }

  /** Ask for the groups that are missing, if any are; resolves when they are shown. */
  async ask() {
    const wanted = this.needs.wantedWindow();
    const isExact = this.needs.isExact();
    const sight = this.needs.wantedSight();
    if (isExact && !wanted && !sight) return this.cancel();
    const { choices } = this.view.choosing;
    const { focus } = this.view.timeline ?? {};
    const request = {
      window: wanted ?? this.asked.window,
      edges: this.needs.neededEdges(),
      places: this.needs.untoldPlaces(),
      area: this.needs.untoldArea(),
      areaPlaces: this.needs.untoldArea() && new Set(choices.inArea().map(({ id }) => id)),
      sight: sight ?? this.asked.sight,
      text: tidy(choices.text),
    };
    request.sightPlaces = request.sight && new Set(choices.inBox(request.sight).map(({ id }) => id));
    const query = queryOf(request);
    // What is on its way comes; what is at hand is not asked for again, whatever it tells; and
    // what has just failed only after a while.
    if ([this.asking, this.shown, this.failed].includes(query)) return;
    this.asking = query;
    this.failed = null;
    clearTimeout(this.retrying);
    this.aborter?.abort();
    this.aborter = new AbortController();
    this.view.root.dataset.fetching = "true";
    const lookedAt = wanted && { window: wanted, span: focus[1] - focus[0] };
    const sighted = sight && { box: sight, width: degreesWide(this.view.map.bounds()) };
    const columns = await this.fetched(query);
    await this.released();
    // Meanwhile something else may have been asked for, or nothing any more.
    if (this.asking !== query) return;
    this.asking = null;
    this.view.root.dataset.fetching = "false";
    if (columns) return this.adopt(columns, request, lookedAt, sighted);
    if (this.failure) {
      this.failed = query;
      this.retrying = setTimeout(() => this.retry(), RETRY);
      return this.say();
    }
    // What could not be had is not asked for again before something else is wanted.
    this.lookedAt = lookedAt ?? this.lookedAt;
    this.sighted = sighted ?? this.sighted;

  }

  /** Ask again for what could not be had. */
  retry() {
    this.failed = null;
    this.ask();
  }

  /** The groups at an address; null, and why, if they cannot be had. */
  async fetched(query) {
    try {
      const headers = { "Accept-Language": this.view.payload.locale };
      const answer = await fetch(pageUrl(`${this.url}?${query}`), { signal: this.aborter.signal, headers });
      const isColumns = answer.headers.get("content-type") === "application/octet-stream";
      this.failure = "";
      if (answer.ok && isColumns) return unpack(await answer.arrayBuffer());
      // Where other data are shown by now, the page will say so itself.
      if (!answer.ok && answer.status !== 404) this.failure = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") this.failure = error.message;
    }
    return null;
  }

  /** Give up what is on its way: nobody needs it any more. */
  cancel() {
    this.aborter?.abort();
    clearTimeout(this.retrying);
    this.asking = this.failed = null;
    this.failure = "";
    this.view.root.dataset.fetching = "false";
    this.say();
  }

  /** Resolves once no hand is on the timeline. */
  released() {
    return this.isHeld ? new Promise((done) => (this.onRelease = done)) : Promise.resolve();
  }

  /** A hand is on the timeline, or has left it. */
  hold(isHeld) {
    this.isHeld = isHeld;
    if (isHeld) return;
    this.onRelease?.();
    this.onRelease = null;
  }

  adopt(columns, request, lookedAt, sighted) {
    const { view } = this;
    this.asked = request;
    this.shown = queryOf(request);
    this.lookedAt = lookedAt ?? this.lookedAt;
    this.sighted = sighted ?? this.sighted;
    this.grain = new Grain(columns.about, this.levels);
    view.model.replace(columns);
    this.hide();
    view.choosing.choices.setSearched(request.text);
    view.timeline?.setGrain(this.grain);
    view.repaint();
    view.root.dataset.swaps = Number(view.root.dataset.swaps ?? 0) + 1;
    this.consider();
  }

  /** Say how fine the groups in view are, and what could not be had. */
  say() {
    const { timeline, map, payload } = this.view;
    const { groups: labels } = payload.labels;
    const inSight = isInSight(this.asked.sight, map);
    const counted = grainWords(this.grain, timeline?.focus ?? this.extent, labels, this.canAsk, inSight);
    const text = this.failure ? `${counted} ${fill(labels.failed, { why: this.failure })}` : counted;
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  destroy() {
    clearTimeout(this.resting);
    clearTimeout(this.retrying);
    this.aborter?.abort();
  }
}
