// The column beside the views: a search, the sectors, and the other filters as lists.

import { element } from "./dom.js";
import { FacetList } from "./facet_list.js";
import { SectorToggles } from "./sectors.js";

const LISTED = ["kind", "status", "pair", "place", "actor", "source"];

export class Filters {
  /**
   * @param facets {name: [{id, name}]} in the order of the columns
   * @param model the CrossModel that is shown
   * @param hasSearch whether words can be looked for
   * @param handlers {onToggle(facet name, id), onSearch(text, isDone)}
   */
  constructor(facets, labels, { model, format, hasSearch, handlers }) {
    this.model = model;
    this.format = format;
    /** Events per sector, as last shown. */
    this.sectorCounts = new Int32Array(facets.sector.length);
    const toggle = (name) => (position) => handlers.onToggle(name, facets[name][position].id);
    this.sectors = new SectorToggles(facets.sector, labels, toggle("sector"));
    this.lists = LISTED.map((name) => new FacetList(name, facets[name], labels, toggle(name), () => this.showLists()));
    this.find = element("input", {
      type: "search",
      class: "lv-find",
      placeholder: labels.search,
      title: labels.searchHint,
      "aria-label": `${labels.search}: ${labels.searchHint}`,
      maxlength: "100",
      oninput: () => handlers.onSearch(this.find.value, false),
      onchange: () => handlers.onSearch(this.find.value, true),
    });
    this.find.hidden = !hasSearch;
    this.root = element(
      "aside",
      { class: "lv-side", "aria-label": labels.filters },
      this.find,
      this.sectors.root,
      element("div", { class: "lv-facets" }, ...this.lists.map((list) => list.root)),
    );
  }

  /** @param isKnown whether the events that the words find are known yet */
  showSearch(text, isKnown) {
    // Setting a field moves the cursor to its end.
    if (this.find.value !== text) this.find.value = text;
    this.find.setAttribute("aria-busy", String(!isKnown));
  }

  showSectors(isLive) {
    const { model, sectorCounts } = this;
    const counts = isLive ? model.countLive("sector", sectorCounts) : model.count("sector", sectorCounts);
    this.sectors.update(counts, model.facet("sector").chosen, this.format);
  }

  /** The lists count only while they are open. */
  showLists() {
    for (const list of this.lists) {
      const { chosen } = this.model.facet(list.name);
      list.mark(chosen, this.format);
      const hidden = list.name === "place" ? this.model.hidden : null;
      if (list.isOpen) list.update(this.model.count(list.name), chosen, this.format, hidden);
    }
  }
}
