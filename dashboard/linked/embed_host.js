// Host 3: a page that others frame (/embed). What the view is made of lies at the server's
// addresses; an event that is clicked shows its card over the view.

import { passKeysOn } from "./deck_keys.js";
import { element, fill, pluralizer } from "./dom.js";
import { jsonOf, loadBytes } from "./libraries.js";
import { mount } from "./linked.js";
import { selectionWords } from "./wording.js";

const settings = JSON.parse(document.getElementById("settings").textContent);

/** The card of the clicked event, as HTML that dashboard/views/cards.py made. */
class EventCard {
  constructor(root, labels, onClose) {
    this.root = root;
    this.asked = "";
    this.body = element("div", { class: "em-card-body" });
    this.onClose = onClose;
    const close = element("button", { type: "button", class: "em-close", "aria-label": labels.close, onclick: () => onClose() }, "✕");
    root.append(close, this.body);
    root.addEventListener("keydown", (event) => event.key === "Escape" && onClose());
  }

  async show(id) {
    this.asked = id;
    this.root.hidden = !id;
    if (!id) return;
    const url = `embed/card?${new URLSearchParams({ event: id, lang: settings.language })}`;
    const answer = await fetch(url);
    // A later click may have been answered first.
    if (this.asked !== id) return;
    const text = await answer.text();
    if (answer.ok) this.body.innerHTML = text;
    else this.body.textContent = text;
    this.root.querySelector("button").focus({ preventScroll: true });
  }
}

async function showEmbedded() {
  const place = document.getElementById("linked-view");
  const payload = jsonOf(await loadBytes(settings.payload));
  const { labels } = payload;
  const format = new Intl.NumberFormat(payload.locale).format;
  const plural = pluralizer(payload.locale);
  const words = document.getElementById("words");
  const nothing = document.getElementById("nothing");
  const link = document.getElementById("page-link");
  const view = () => place.firstElementChild.linkedView;
  let step = {};
  const update = () => {
    const parameters = view().parameters();
    const shown = view().model.total();
    const counts = plural(labels.shownOf, payload.eventCount, { shown: format(shown), total: format(payload.eventCount) });
    words.replaceChildren(element("strong", {}, selectionWords(parameters, payload.facets, payload.wording)), ` ${counts}`);
    nothing.hidden = shown > 0;
    link.href = `./?${new URLSearchParams({ ...parameters, ...step, lang: settings.language })}`;
  };
  // What a step points out is told beside the view: a card would lie over it.
  const toldEvent = () => (step.story ? view().stories.step.event : "");
  const told = ({ story, step: number }) => {
    if (story === undefined) return;
    step = story ? { story, step: number } : {};
    update();
  };
  const card = new EventCard(document.getElementById("card"), labels, () => {
    view().setHighlight("");
    card.show("");
  });
  const { selection, event: highlight, pointed, look } = settings;
  const made = await mount(
    place,
    { ...payload, selection, highlight, pointed, look, view: settings.view, controls: false },
    { onSelect: update, onEvent: (id) => card.show(id === toldEvent() ? "" : id), onLook: (moved) => told(moved) },
  );
  update();
  passKeysOn();
  if (highlight && highlight !== toldEvent()) card.show(highlight);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => made.theme());
}

showEmbedded().catch((error) => {
  const place = document.getElementById("linked-view");
  place.replaceChildren(element("p", { role: "alert", class: "em-failed" }, fill(place.dataset.failed, { why: error.message })));
});
