// The line above the view: how many events are shown, the days as dates, and what undoes.

import { DateField } from "./date_field.js";
import { element } from "./dom.js";
import { OPEN_END, OPEN_START } from "./tally.js";

export class Header {
  /**
   * @param eventCount how many events there are in all
   * @param isDayFirst whether the language writes days before months, as numbers
   * @param before, after buttons of others, at the beginning and at the end
   * @param handlers {onDates(interval or null), onBack(), onForth(), onReset(), onBelow(): shows
   *   what the host tells of the events below the view, if it does}
   */
  constructor(labels, { format, plural, eventCount, isDayFirst, before, after, handlers }) {
    const { onDates, onBack, onForth, onReset, onBelow } = handlers;
    this.format = format;
    this.plural = plural;
    this.labels = labels;
    this.rest = this.plural(labels.ofEvents, eventCount, { all: this.format(eventCount) });
    this.total = element("strong", { class: "lv-total" });
    this.status = element("p", { class: "lv-status" });
    this.spoken = element("span", { class: "lv-spoken", role: "status", "aria-live": "polite" });
    const tool = (text, label, onclick) =>
      element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick }, text);
    const date = (name, isLast) => new DateField(labels[name], labels, { isLast, isDayFirst, onChange: () => onDates(this.typed()) });
    this.from = date("from", false);
    this.to = date("to", true);
    this.back = tool("↶", labels.undo, onBack);
    this.forth = tool("↷", labels.redo, onForth);
    this.below = onBelow ? element("button", { type: "button", class: "lv-below", onclick: onBelow }, `${labels.below} ↓`) : "";
    this.clear = element("button", { type: "button", class: "lv-clear", onclick: onReset }, labels.reset);
    this.root = element(
      "header",
      { class: "lv-header" },
      element("div", {}, this.status, element("p", { class: "lv-hint" }, `${labels.hint} `, this.below)),
      this.spoken,
      element(
        "div",
        { class: "lv-dates" },
        before,
        element("span", { class: "lv-stretch" }, this.from.root, element("span", { "aria-hidden": "true" }, "–"), this.to.root),
        this.back,
        this.forth,
        this.clear,
        after,
      ),
    );
  }

  /** The closed interval that the dates say; null for all of time. */
  typed() {
    const first = this.from.day ?? OPEN_START;
    const last = this.to.day ?? OPEN_END;
    const isOpen = first === OPEN_START && last === OPEN_END;
    return isOpen ? null : [Math.min(first, last), Math.max(first, last)];
  }

  showInterval(interval) {
    const [first, last] = interval ?? [OPEN_START, OPEN_END];
    this.from.show(first === OPEN_START ? null : first);
    this.to.show(last === OPEN_END ? null : last);
  }

  showTotal(total) {
    this.total.textContent = this.format(total);
    this.status.replaceChildren(this.total, ` ${this.rest}`);
  }

  /** Once the hand rests: what has no date, and the numbers aloud. A screen reader is not to hear every step. */
  settleTotal(total, undated) {
    this.showTotal(total);
    if (undated) {
      const note = this.plural(this.labels.undated, undated, { count: this.format(undated) });
      this.status.append(element("span", { class: "lv-note" }, ` · ${note}`));
    }
    this.spoken.textContent = `${this.format(total)} ${this.rest}`;
  }

  /** Which of the buttons have something to do. */
  showTools({ canGoBack, canGoForth, canReset }) {
    this.back.disabled = !canGoBack;
    this.forth.disabled = !canGoForth;
    this.clear.disabled = !canReset;
  }
}
