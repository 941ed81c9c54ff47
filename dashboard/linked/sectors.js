// The sector toggles: one button a sector, with the number of events it would leave.

import { element } from "./dom.js";

export class SectorToggles {
  /**
   * @param sectors [{id, name, color, family}] in the order of the bits
   * @param onToggle called with the sector's position
   */
  constructor(sectors, labels, onToggle) {
    this.shown = [];
    this.buttons = sectors.map((sector, position) => {
      const count = element("span", { class: "lv-count" });
      const bar = element("span", { class: "lv-bar", "aria-hidden": "true" });
      bar.style.background = sector.color;
      const swatch = element("span", { class: "lv-swatch", "aria-hidden": "true" });
      swatch.style.background = sector.color;
      const button = element(
        "button",
        {
          type: "button",
          class: "lv-sector",
          "data-sector": sector.id,
          "aria-pressed": "false",
          onclick: () => onToggle(position),
        },
        bar,
        swatch,
        element("span", { class: "lv-name" }, sector.name),
        count,
      );
      return { button, count, bar };
    });
    this.root = element("div", { class: "lv-sectors", role: "group", "aria-label": labels.sectors });
    let family = null;
    this.buttons.forEach(({ button }, position) => {
      if (sectors[position].family !== family) {
        family = sectors[position].family;
        button.classList.add("lv-family-start");
      }
      this.root.append(button);
    });
  }

  /** Show how many events each sector would leave, and which are chosen. */
  update(counts, chosen, format) {
    let most = 1;
    for (const count of counts) most = Math.max(most, count);
    this.root.classList.toggle("lv-some-chosen", chosen.size > 0);
    this.buttons.forEach(({ button, count, bar }, position) => {
      const isChosen = chosen.has(position);
      const state = counts[position] * 2 + (isChosen ? 1 : 0);
      // The bar's length depends on the largest count: it always follows.
      bar.style.transform = `scaleX(${counts[position] / most})`;
      if (this.shown[position] === state) return;
      this.shown[position] = state;
      count.textContent = format(counts[position]);
      button.dataset.count = counts[position];
      button.setAttribute("aria-pressed", String(isChosen));
      button.classList.toggle("lv-empty", counts[position] === 0);
    });
  }
}
