// Host 2: one HTML file, or one page that others embed. What the view is made of lies in
// the file itself, unpacked by standalone_boot.js, or at the addresses in the settings.

import { passKeysOn } from "./deck_keys.js";
import { element, fill, pluralizer } from "./dom.js";
import { jsonOf, loadBytes } from "./libraries.js";
import { mount } from "./linked.js";
import { unpackOutlines } from "./outlines.js";
import { fold } from "./search.js";
import { selectionWords } from "./wording.js";

const CARDS_AT_A_TIME = 20;

const settings = JSON.parse(document.getElementById("settings").textContent);
const saved = JSON.stringify(settings.selection);
const part = (name) => (settings.urls[name] ? loadBytes(settings.urls[name]) : window.partOfFile(name));

/** The texts that the search goes through: lines come once, as the position of a title or name
 * where they are one, and summaries on the cards. */
function withTexts(details, cards, facets) {
  const names = [...details.titles, ...Object.values(facets).flatMap((values) => values.map(({ name }) => name))];
  const lines = details.lines.map((line) => (typeof line === "number" ? fold(names[line]) : line));
  const template = document.createElement("template");
  const summary = (id) => {
    template.innerHTML = cards[id];
    return fold(template.content.querySelector(".ec-summary").textContent);
  };
  const texts = details.texts.map((numbers, row) =>
    [...numbers.map((n) => lines[n]), summary(details.ids[row])].join("\n"),
  );
  return { ...details, texts };
}

/** The cards of the selected events, below the view. */
class Cards {
  constructor(root, cards, payload) {
    this.cards = cards;
    this.payload = payload;
    this.labels = payload.labels;
    this.format = new Intl.NumberFormat(payload.locale).format;
    this.plural = pluralizer(payload.locale);
    this.limit = CARDS_AT_A_TIME;
    this.ids = [];
    this.heading = element("h2", { class: "ec-heading" });
    this.note = element("p", { class: "ec-note" }, settings.note);
    this.note.hidden = !settings.note;
    this.list = element("div", { class: "ec-list" });
    this.more = element("button", { type: "button", class: "sa-button", onclick: () => this.showMore() });
    root.replaceChildren(this.heading, this.note, this.list, this.more);
  }

  /** Show the selected events, the clicked one before all others. */
  update(view) {
    // Groups of events have no cards.
    const ids = view.details?.ids ?? [];
    const selected = new Set(view.details ? [...view.model.selected()].map((row) => ids[row]) : []);
    const count = view.details ? selected.size : view.model.total();
    const parameters = view.parameters();
    const isAsSaved = JSON.stringify(parameters) === saved;
    const words = isAsSaved ? settings.savedWords : selectionWords(parameters, this.payload.facets, this.payload.wording);
    const total = this.payload.eventCount;
    const counts = this.plural(this.labels.shownOf, total, { shown: this.format(count), total: this.format(total) });
    this.heading.replaceChildren(element("strong", {}, words), " ", element("span", {}, counts));
    const chosen = view.highlight;
    const isKnown = chosen in this.cards;
    const listed = settings.order.map((row) => ids[row]).filter((id) => selected.has(id) && id !== chosen);
    this.ids = isKnown ? [chosen, ...listed] : listed;
    this.chosen = isKnown ? chosen : "";
    this.limit = CARDS_AT_A_TIME;
    this.draw();
  }

  showMore() {
    this.limit += CARDS_AT_A_TIME;
    this.draw();
  }

  draw() {
    // The cards are HTML that dashboard/views/cards.py made: texts of the data are escaped in it.
    this.list.innerHTML = this.ids.slice(0, this.limit).map((id) => this.cards[id]).join("");
    if (this.chosen) this.list.firstElementChild.classList.add("sa-chosen");
    const rest = Math.min(CARDS_AT_A_TIME, this.ids.length - this.limit);
    this.more.hidden = rest <= 0;
    this.more.textContent = this.plural(this.labels.showMore, rest, { n: this.format(rest) });
  }
}

async function start() {
  const place = document.getElementById("linked-view");
  const names = ["payload", "columns", "outlines", "events", "cards"];
  const parts = Object.fromEntries(names.map((name) => [name, part(name)]));
  const libraries = settings.libraries.map((name) => window.runPart(name));
  const payload = jsonOf(await parts.payload);
  const styles = element("style", {}, new TextDecoder().decode(await window.partOfFile("styles")));
  // First, so that what the file itself says of paper and phones comes after it.
  document.head.prepend(styles);
  const cardOf = jsonOf(await parts.cards);
  const cards = new Cards(document.getElementById("events"), cardOf, payload);
  await Promise.all(libraries);
  const outlines = parts.outlines.then(unpackOutlines);
  const of = (name) => outlines.then((found) => found[name]);
  const update = () => cards.update(place.firstElementChild.linkedView);
  const view = await mount(
    place,
    {
      ...payload,
      selection: settings.selection,
      highlight: settings.event,
      look: settings.look,
      inline: {
        columns: parts.columns,
        land: of("land"),
        units: of("units"),
        regions: of("regions"),
        events: payload.hasDetails ? parts.events.then((bytes) => withTexts(jsonOf(bytes), cardOf, payload.facets)) : null,
      },
    },
    { onSelect: () => update(), onEvent: () => update() },
  );
  update();
  passKeysOn();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.theme());
  // Paper holds every card, and is white.
  const page = document.documentElement;
  const { theme } = page.dataset;
  window.addEventListener("beforeprint", () => {
    page.dataset.theme = "light";
    view.theme();
    cards.limit = Infinity;
    cards.draw();
  });
  window.addEventListener("afterprint", () => {
    page.dataset.theme = theme;
    view.theme();
    cards.update(view);
  });
}

start().catch((error) => {
  const place = document.getElementById("linked-view");
  place.replaceChildren(element("p", { role: "alert" }, `${place.dataset.failed} (${error.message})`));
});
