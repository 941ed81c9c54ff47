// The buttons on the map: countries to choose, where to look, and the filter by what is in view.

import { element, fill } from "./dom.js";

// A map of which more is covered is better drawn as large as can be.
const MOST_COVERED = 0.4;

export class MapTools {
  /**
   * @param countries [{id, index, name, bounds}]
   * @param handlers {onPick(placeId), onArea(isOn), onShow(bounds), onShowAll(), onShowSelection()}
   */
  constructor(countries, labels, handlers) {
    this.countries = countries.map(({ id, index, name }) => {
      const count = element("span", { class: "lv-count" });
      const button = element(
        "button",
        { type: "button", class: "lv-country", "data-place": id, "aria-pressed": "false", onclick: () => handlers.onPick(id) },
        name,
        " ",
        count,
      );
      return { id, index, button, count };
    });
    this.group = element(
      "div",
      { class: "lv-countries", role: "group", "aria-label": labels.countries },
      ...this.countries.map(({ button }) => button),
    );
    const zoom = (text, name, onclick) =>
      element(
        "button",
        { type: "button", class: "lv-tool", title: fill(labels.zoomTo, { name }), "aria-label": fill(labels.zoomTo, { name }), onclick },
        text,
      );
    this.area = element("input", { type: "checkbox", onchange: () => handlers.onArea(this.area.checked) });
    this.zooms = element(
      "div",
      { class: "lv-zooms" },
      ...countries.filter(({ bounds }) => bounds).map(({ name, bounds }) => zoom(name, name, () => handlers.onShow(bounds))),
      zoom("⛶", labels.zoomAll, handlers.onShowAll),
      zoom("◎", labels.zoomSelection, handlers.onShowSelection),
      element("label", { class: "lv-area" }, this.area, labels.area),
    );
  }

  /** How many pixels the buttons cover at the top and at the bottom of a map so high; nothing
   * where they leave too little. */
  covered(height) {
    const rows = [this.group, this.zooms].filter((row) => row.offsetHeight);
    const ends = (isTop) => rows.filter((row) => row.offsetTop < height / 2 === isTop);
    const top = Math.max(0, ...ends(true).map((row) => row.offsetTop + row.offsetHeight));
    const bottom = Math.max(0, ...ends(false).map((row) => height - row.offsetTop));
    return top + bottom < height * MOST_COVERED ? [top, bottom] : [0, 0];
  }

  /** @param chosen ids of the chosen places */
  show(counts, chosen, isArea, format) {
    this.area.checked = isArea;
    for (const { id, index, button, count } of this.countries) {
      count.textContent = format(counts[index]);
      button.dataset.count = counts[index];
      button.setAttribute("aria-pressed", String(chosen.has(id)));
    }
  }
}
