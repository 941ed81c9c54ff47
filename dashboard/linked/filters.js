// The column beside the views: a search, the sectors, and the other filters as lists.

import { element } from "./dom.js";
import { FacetList } from "./facet_list.js";
import { FindBox } from "./find_box.js";
import { SectorToggles } from "./sectors.js";

const LISTED = ["kind", "status", "pair", "place", "actor", "source"];

export class Filters {
  /**
   * @param payload of the view
   * @param model the CrossModel that is shown
   * @param hasSearch whether words can be looked for
   * @param hasPanels whether the host tells more below the view
   * @param handlers {onToggle(facet name, id)}, and those of FindBox
   */
  constructor(payload, { model, format, hasSearch, hasPanels, handlers }) {
    const { facets, labels } = payload;
    this.model = model;
    this.format = format;
    /** Events per sector, as last shown. */
    this.sectorCounts = new Int32Array(facets.sector.length);
    const toggle = (name) => (position) => handlers.onToggle(name, facets[name][position].id);
    this.sectors = new SectorToggles(facets.sector, labels, toggle("sector"));
    this.lists = LISTED.map((name) => new FacetList(name, facets[name], labels, toggle(name), () => this.showLists()));
    this.finding = new FindBox(payload, hasPanels, handlers);
    this.finding.root.hidden = !hasSearch;
    this.root = element(
      "aside",
      { class: "lv-side", "aria-label": labels.filters },
      this.finding.root,
      this.sectors.root,
      element("div", { class: "lv-facets" }, ...this.lists.map((list) => list.root)),
    );
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
