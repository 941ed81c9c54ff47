// Days and stretches of days in the reader's words.

import { floorTo, isoOf } from "./calendar.js";

const dateOf = (day) => new Date(isoOf(day));

export class TimeWords {
  constructor(locale) {
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    this.months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  /** From the first to the last of a stretch of days. */
  stretch(first, last) {
    return this.days.formatRange(dateOf(first), dateOf(last));
  }

  /** The day, month or year that begins on a day. */
  named(form, day) {
    if (form === "day") return this.days.format(dateOf(day));
    if (form === "month") return this.months.format(dateOf(day));
    return isoOf(day).slice(0, 4);
  }

  /** A bin of the timeline, by its unit; one that is no whole one of these by its days. */
  bin(unit, first, last) {
    const isWhole = floorTo(unit, first) === first && floorTo(unit, last + 1) === last + 1;
    return isWhole && ["day", "month", "year"].includes(unit.name) ? this.named(unit.name, first) : this.stretch(first, last);
  }
}
