// The field for words, with what it says of them: the filters that they name, the panels
// that answer them, and why nothing was found.

import { element, fill, pluralizer } from "./dom.js";
import { nearSearches, spelled } from "./near_names.js";
import { hasWord, nameIndex, namedFilters } from "./suggestions.js";
import { selectionWords } from "./wording.js";

export class FindBox {
  /**
   * @param payload of the view: its facets, labels and wording
   * @param hasPanels whether the host tells more of places and sources below the view
   * @param handlers {onSearch(text, isDone), onTake(parameters, panel): what was offered is wanted,
   *   count(parameters): how many events there would be; or null where that cannot be told,
   *   mightFind(text): whether other words might find an event}
   */
  constructor(payload, hasPanels, { onSearch, onTake, count, mightFind }) {
    const { labels, locale } = payload;
    this.payload = payload;
    this.labels = labels;
    this.hasPanels = hasPanels;
    this.onSearch = onSearch;
    this.onTake = onTake;
    this.mightFind = mightFind;
    this.count = count;
    this.plural = pluralizer(locale);
    this.format = new Intl.NumberFormat(locale).format;
    this.isDayFirst = locale.startsWith("vi");
    this.list = new Intl.ListFormat(locale, { type: "conjunction" });
    this.offered = "";
    this.find = element("input", {
      type: "search",
      class: "lv-find",
      placeholder: labels.search,
      title: labels.searchHint,
      "aria-label": `${labels.search}: ${labels.searchHint}`,
      maxlength: "100",
      oninput: () => onSearch(this.find.value, false),
      onchange: () => onSearch(this.find.value, true),
    });
    this.note = element("p", { class: "lv-find-note", role: "status" });
    this.offers = element("div", { class: "lv-offers", role: "group", "aria-label": labels.offers });
    this.root = element("div", { class: "lv-finding", onkeydown: (event) => this.step(event) }, this.find, this.note, this.offers);
  }

  /**
   * @param isKnown whether the events that the words find are known yet
   * @param missing what is wrong with the words, if they find nothing: {words: that no event
   *   has, or null where that is not known, isFound: whether they would find some without the other filters}
   */
  show(text, isKnown, missing) {
    // Setting a field moves the cursor to its end.
    if (this.find.value !== text) this.find.value = text;
    this.find.setAttribute("aria-busy", String(!isKnown));
    this.offer(text, isKnown ? missing : null);
    const said = isKnown && missing ? this.why(missing) : "";
    if (this.note.textContent !== said) this.note.textContent = said;
  }

  why({ words, isFound }) {
    const { labels } = this;
    if (isFound) return labels.foundElsewhere;
    const quoted = (words ?? []).map((word) => fill(labels.quoted, { text: word }));
    return quoted.length ? fill(labels.foundNowhere, { words: this.list.format(quoted) }) : labels.notTogether;
  }

  /** Put up what is offered for the words; what stays is not touched, for it may have the focus. */
  offer(text, missing) {
    const meant = missing && !missing.isFound ? this.meant(text, missing.words) : [];
    const offers = text.trim() ? [...meant, ...this.offersFor(text)] : [];
    const key = JSON.stringify(offers);
    if (key === this.offered) return;
    this.offered = key;
    this.offers.replaceChildren(...offers.map((offer) => this.button(offer)));
  }

  /** Every spelling that words can name, made once they are wanted. */
  get index() {
    this.made ??= nameIndex(this.payload.facets);
    return this.made;
  }

  /** What the words may be misspelt for, in place of them. */
  meant(text, wrong) {
    this.spelled ??= spelled(this.payload.facets, this.index);
    const near = nearSearches(text, this.spelled, wrong, this.mightFind);
    return near.map((search) => ({ words: fill(this.labels.didYouMean, { text: search }), search }));
  }

  offersFor(text) {
    const { labels, hasPanels } = this;
    const filters = namedFilters(text, this.index, this.isDayFirst);
    const only = filters.map((filter) => this.only(filter));
    if (!hasPanels) return only;
    const [best] = filters;
    const panels = hasWord(text, labels.disputeWords) ? [{ words: labels.offerDisputes, parameters: {}, panel: "report" }] : [];
    if (!best?.places.length) return [...panels, ...only];
    panels.push(this.profileOf(best));
    // Who names more than places asks for events.
    return Object.keys(best.parameters).length > 1 ? [...only, ...panels] : [...panels, ...only];
  }

  only({ parameters, places }) {
    const { labels, payload, count } = this;
    const words = selectionWords(parameters, payload.facets, payload.wording);
    const [was] = places.map(({ former }) => former).filter(Boolean);
    const what = was ? `${words} (${was})` : words;
    const number = count?.(parameters);
    const offer = count ? this.plural(labels.offerCounted, number, { what, count: this.format(number) }) : fill(labels.offerOnly, { what });
    return { words: offer, parameters, panel: "" };
  }

  profileOf({ places }) {
    const { labels } = this;
    const [one, other] = places;
    const words = other ? fill(labels.offerCompare, { one: one.name, other: other.name }) : fill(labels.offerProfile, { name: one.name });
    const place = [one, other].filter(Boolean).map(({ id }) => id).sort().join(",");
    return { words, parameters: { place }, panel: "place" };
  }

  button({ words, search, parameters, panel }) {
    const take = () => {
      if (search) this.onSearch(search, true);
      else this.onTake(parameters, panel);
      // The button is gone.
      if (!panel) this.find.focus();
    };
    const mark = element("span", { "aria-hidden": "true" }, panel ? " ↓" : "");
    return element("button", { type: "button", class: "lv-offer", onclick: take }, words, mark);
  }

  /** The arrow keys go from the field to what is offered, and back. */
  step(event) {
    const stops = [this.find, ...this.offers.children];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = by && stops[stops.indexOf(event.target) + by];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}
