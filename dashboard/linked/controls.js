// What stands around the views and steers them: the header, the filters, the stories, the
// pictures, and the keys that work everywhere.

import { element } from "./dom.js";
import { Filters } from "./filters.js";
import { Header } from "./header.js";
import { PictureDialog } from "./picture_dialog.js";
import { StoryTeller } from "./story.js";

export class Controls {
  /** @param view the LinkedView, with its model, its details and what is chosen */
  constructor(view) {
    const { payload, model, details, choosing, format, plural } = view;
    const { labels, eventCount } = payload;
    this.view = view;
    this.filters = new Filters(payload, {
      model,
      format,
      hasSearch: view.finer ? view.finer.canAsk : Boolean(details || view.handlers.finds),
      hasPanels: Boolean(view.handlers.hasPanels),
      handlers: {
        onToggle: (name, id) => choosing.toggle(name, id),
        onSearch: (text, isDone) => choosing.search(text, isDone),
        // Groups do not tell every day.
        count: view.finer ? null : (parameters) => choosing.choices.countWith(parameters),
        mightFind: (text) => choosing.choices.mightFind(text),
        onTake: (parameters, panel) => choosing.takeOffer(parameters, panel),
      },
    });
    this.stories = new StoryTeller(view);
    this.pictures = new PictureDialog(view);
    // Until both views are there, there is nothing to be saved.
    this.pictures.button.disabled = true;
    this.header = new Header(labels, {
      format,
      plural,
      eventCount,
      isDayFirst: payload.locale.startsWith("vi"),
      before: this.stories.bar.menu,
      after: this.pictures.button,
      handlers: {
        onDates: (interval) => choosing.setInterval(view.finer ? view.finer.typed(interval) : interval),
        onBack: () => choosing.back(),
        onForth: () => choosing.forth(),
        onReset: () => choosing.reset(),
        onBelow: view.handlers.onBelow,
      },
    });
    this.left = element("div", { class: "lv-left" }, this.stories.bar.root, this.filters.root);
    // On the document, since the hand on a timeline or a map puts the focus nowhere.
    this.onKey = (event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
  }

  /** Show the numbers: how many events pass, and how many each value would leave. */
  show(total, live) {
    const { model, choosing } = this.view;
    const { text, isSearched } = choosing.choices;
    const { header, filters } = this;
    filters.showSectors(live);
    header.showTotal(total);
    header.showInterval(model.interval);
    if (live) return;
    header.settleTotal(total, model.undated());
    filters.finding.show(text, isSearched, total ? null : choosing.choices.missing());
    filters.showLists();
    this.showTools();
  }

  /** Which of the buttons that undo have something to do. */
  showTools() {
    const { travel, isEmpty } = this.view.choosing;
    this.header.showTools({ canGoBack: travel.canGoBack, canGoForth: travel.canGoForth, canReset: !isEmpty });
  }

  pressed(event) {
    const { choosing, player } = this.view;
    this.stories.pressed(event);
    if (event.key === "Escape") player?.stop();
    // In a field, these keys undo what was typed.
    const isField = event.target.closest?.("textarea, input:not([type=checkbox]), [contenteditable]");
    if (isField || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) choosing.forth();
    else choosing.back();
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    this.stories.destroy();
    this.pictures.destroy();
  }
}
