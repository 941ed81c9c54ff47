// Days and stretches of days in the reader's words.

import { isoOf } from "./calendar.js";

export class TimeWords {
  constructor(locale) {
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    this.months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  /** From the first to the last of a stretch of days. */
  stretch(first, last) {
    return this.days.formatRange(new Date(isoOf(first)), new Date(isoOf(last)));
  }

  /** A bin of the timeline, by the name of its unit. */
  bin(unit, first, last) {
    if (unit === "day") return this.days.format(new Date(isoOf(first)));
    if (unit === "month") return this.months.format(new Date(isoOf(first)));
    if (unit === "year") return isoOf(first).slice(0, 4);
    return this.stretch(first, last);
  }
}
