// What is chosen: the parameters of a selection, in the grammar of dashboard/selection.py,
// and the same as filters of the model.

import { isInside } from "./boxes.js";
import { intervalText, parseInterval } from "./calendar.js";
import { fold, matching, tidy, tokens, unpackBits } from "./search.js";

const BY_ID = ["sector", "place", "pair", "kind", "status", "actor", "source"];
/** Every parameter of a selection. */
export const PARAMETERS = ["when", ...BY_ID, "area", "q"];

export class Choices {
  /**
   * @param model a CrossModel, which follows what is chosen
   * @param facets {name: [{id}]} in the order of the columns
   * @param places [{index, level, position}]: what lies in an area
   * @param texts a folded text per row to find words in, or null where the host finds them
   */
  constructor(model, facets, places, texts) {
    this.model = model;
    this.places = places;
    this.texts = texts;
    this.positions = new Map(Object.entries(facets).map(([name, values]) => [name, new Map(values.map(({ id }, i) => [id, i]))]));
    /** Chosen ids by filter; a place without events is an id that no row has. */
    this.byId = Object.fromEntries(BY_ID.map((name) => [name, new Set()]));
    this.text = "";
    this.area = null;
    this.found = null;
  }

  /** Take all parameters at once: what is not among them is not chosen. */
  read(parameters) {
    for (const name of BY_ID) {
      this.byId[name] = new Set((parameters[name] ?? "").split(",").filter(Boolean));
      this.apply(name);
    }
    this.setText(parameters.q ?? "");
    this.setArea(parameters.area ? parameters.area.split(",").map(Number) : null);
    this.model.setInterval(parseInterval(parameters.when));
  }

  parameters() {
    const when = intervalText(this.model.interval);
    const result = when ? { when } : {};
    for (const name of BY_ID) {
      if (this.byId[name].size) result[name] = [...this.byId[name]].sort().join(",");
    }
    if (this.area) result.area = this.area.join(",");
    if (tidy(this.text)) result.q = tidy(this.text);
    return result;
  }

  toggle(name, id) {
    if (!this.byId[name].delete(id)) this.byId[name].add(id);
    this.apply(name);
  }

  apply(name) {
    const positions = this.positions.get(name);
    this.model.choose(name, [...this.byId[name]].map((id) => positions.get(id) ?? -1));
  }

  setArea(area) {
    this.area = area;
    this.model.setArea(area && this.inArea().map(({ index }) => index));
  }

  /** The places that lie in the chosen area. */
  inArea() {
    return this.inBox(this.area);
  }

  /** The places that lie in a bounding box. */
  inBox(box) {
    return this.places.filter(({ level, position }) => level !== "region" && isInside(position, box));
  }

  setText(text) {
    this.text = text;
    const search = tidy(text);
    if (this.texts) this.model.setText(matching(this.texts, search));
    else this.model.setText(search && this.isSearched ? this.found.mask : null);
  }

  /** Whether the events that the words find are known yet. */
  get isSearched() {
    const search = tidy(this.text);
    return Boolean(this.texts) || !search || this.found?.search === search;
  }

  /** How many events there would be if `parameters` took the place of the words; they are as parameters() gives them. */
  countWith({ when, ...chosen }) {
    const wanted = Object.fromEntries(
      Object.entries(chosen).map(([name, ids]) => [name, new Set(ids.split(",").map((id) => this.positions.get(name).get(id) ?? -1))]),
    );
    return this.model.rows.totalWith(wanted, when ? parseInterval(when) : this.model.interval);
  }

  /** Why the words find nothing: {words: those that no event has, or null where that is not known,
   * isFound: whether some event has all}; null if there are none. */
  missing() {
    const search = tidy(this.text);
    if (!search || !this.isSearched) return null;
    const { texts } = this;
    const mask = texts ? matching(texts, search) : this.found.mask;
    const words = texts ? tokens(search).filter((word) => !texts.some((text) => text.includes(fold(word)))) : null;
    return { words, isFound: Boolean(mask?.includes(1)) };
  }

  /** Whether other words might find some event, under whatever filters. */
  mightFind(search) {
    return !this.texts || Boolean(matching(this.texts, search)?.includes(1));
  }

  /** The model now holds only events that have the words of `search`. */
  setSearched(search) {
    this.found = { search, mask: null };
    this.setText(this.text);
  }

  /** Take from the host, as bits, which events the words of `search` find; true if those are asked for. */
  setFound(search, bits) {
    this.found = { search, mask: unpackBits(bits, this.model.rows.length) };
    if (search !== tidy(this.text)) return false;
    this.setText(this.text);
    return true;
  }
}
