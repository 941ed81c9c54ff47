// A day to be typed, with the browser's own calendar beside it. The browser writes its own
// date fields in its own language; this one is written the same way in every language (ISO 8601).

import { dayOf, isoOf } from "./calendar.js";
import { element, fill } from "./dom.js";
import { typedDays } from "./typed_date.js";

export class DateField {
  /**
   * @param name what the day is, in words
   * @param labels dateForm, dateHint, dateWrong, pickDay
   * @param isLast whether of a month or a year that is typed the last day counts, not the first
   * @param isDayFirst whether the page's language writes the day before the month
   * @param onChange called when another day, or none, was entered
   */
  constructor(name, labels, { isLast, isDayFirst, onChange }) {
    this.labels = labels;
    this.isLast = isLast;
    this.isDayFirst = isDayFirst;
    this.onChange = onChange;
    this.day = null;
    this.input = element("input", {
      type: "text",
      class: "lv-date",
      "aria-label": name,
      "aria-description": labels.dateHint,
      title: `${name}: ${labels.dateHint}`,
      placeholder: labels.dateForm,
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "20",
      onchange: () => this.typed(),
      oninput: () => this.mark(""),
    });
    // The picker hangs from this field, which nobody sees or reaches.
    this.picker = element("input", { type: "date", class: "lv-picker", tabindex: "-1", "aria-hidden": "true", onchange: () => this.picked() });
    const label = `${name}: ${labels.pickDay}`;
    this.button = element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick: () => this.pick() }, "▾");
    this.root = element("span", { class: "lv-date-field" }, this.input, this.picker, this.button);
  }

  /** Show a day, or none (null). */
  show(day) {
    this.day = day;
    const text = day === null ? "" : isoOf(day);
    if (this.input.value !== text) this.input.value = text;
    this.mark("");
  }

  /** Say what is wrong with what was typed; "" if nothing is. */
  mark(problem) {
    this.input.setCustomValidity(problem);
    if (problem) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
    if (problem) this.input.reportValidity();
  }

  typed() {
    const text = this.input.value.trim();
    const days = typedDays(text, this.isDayFirst);
    if (text && !days) return this.mark(fill(this.labels.dateWrong, { text }));
    this.enter(days && days[this.isLast ? 1 : 0]);
  }

  enter(day) {
    this.show(day);
    this.onChange();
  }

  pick() {
    this.picker.value = this.day === null ? "" : isoOf(this.day);
    this.picker.showPicker();
  }

  picked() {
    this.enter(this.picker.value ? dayOf(this.picker.value) : null);
    this.button.focus();
  }
}
