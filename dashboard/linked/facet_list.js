// A filter as a list of buttons: one a value, with the number of events it would leave.

import { element } from "./dom.js";
import { fold } from "./search.js";

const SHOWN_AT_FIRST = 8;
const SEARCH_FROM = 12;

/** A disclosure with the values of one facet, the fullest first. */
export class FacetList {
  /**
   * @param name the facet's
   * @param values [{id, name}] in the order of the columns
   * @param onToggle called with a value's position
   */
  constructor(name, values, labels, onToggle, onOpen) {
    this.name = name;
    this.labels = labels;
    this.showAll = false;
    this.chosenCount = element("span", { class: "lv-chosen" });
    this.list = element("div", { class: "lv-values", role: "group", "aria-label": labels.facets[name] });
    this.more = element(
      "button",
      { type: "button", class: "lv-more", onclick: () => this.toggleAll() },
      labels.showAll,
    );
    this.find = element("input", {
      type: "search",
      class: "lv-find",
      placeholder: labels.findValue,
      "aria-label": `${labels.facets[name]}: ${labels.findValue}`,
      oninput: () => this.arrange(),
    });
    this.find.hidden = values.length < SEARCH_FROM;
    this.rows = values.map((value, position) => {
      const count = element("span", { class: "lv-count" });
      const button = element(
        "button",
        {
          type: "button",
          class: "lv-value",
          "data-facet": name,
          "data-value": value.id,
          "aria-pressed": "false",
          onclick: () => onToggle(position),
        },
        element("span", { class: "lv-name", title: value.name }, value.name),
        count,
      );
      return { button, count, folded: fold(value.name), number: 0, chosen: false };
    });
    this.root = element(
      "details",
      { class: "lv-facet", ontoggle: () => this.root.open && onOpen() },
      element("summary", {}, labels.facets[name], " ", this.chosenCount),
      this.find,
      this.list,
      this.more,
    );
  }

  get isOpen() {
    return this.root.open;
  }

  toggleAll() {
    this.showAll = !this.showAll;
    this.more.textContent = this.showAll ? this.labels.showFewer : this.labels.showAll;
    this.arrange();
  }

  /** @param hidden one byte a value, 1 for those that cannot be counted; or null */
  update(counts, chosen, format, hidden = null) {
    this.rows.forEach((row, position) => {
      row.number = counts[position];
      row.chosen = chosen.has(position);
      row.count.textContent = hidden?.[position] ? "–" : format(counts[position]);
      row.button.dataset.count = counts[position];
      row.button.setAttribute("aria-pressed", String(row.chosen));
    });
    this.arrange();
  }

  /** How many are chosen, also while the list is closed. */
  mark(chosen, format) {
    this.chosenCount.textContent = chosen.size ? format(chosen.size) : "";
  }

  arrange() {
    const wanted = fold(this.find.value.trim());
    const fitting = this.rows
      .filter((row) => row.chosen || (wanted ? row.folded.includes(wanted) : row.number > 0))
      .sort((a, b) => b.chosen - a.chosen || b.number - a.number);
    const focused = this.root.getRootNode().activeElement;
    const shown = wanted || this.showAll ? fitting : fitting.slice(0, SHOWN_AT_FIRST);
    // The button under the keyboard stays, also where its count no longer earns it a place.
    const held = this.rows.find((row) => row.button === focused);
    if (held && !shown.includes(held)) shown.push(held);
    this.list.replaceChildren(...shown.map((row) => row.button));
    this.more.hidden = Boolean(wanted) || fitting.length <= SHOWN_AT_FIRST;
    // Putting a button elsewhere takes the focus from it; the keyboard must not lose its place.
    if (focused && this.list.contains(focused)) focused.focus();
  }
}
