// Days and stretches of days in the reader's words.

import { floorTo, isoOf } from "./calendar.js";

export class TimeWords {
  constructor(locale) {
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    this.months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  /** From the first to the last of a stretch of days. */
  stretch(first, last) {
    return this.days.formatRange(new Date(isoOf(first)), new Date(isoOf(last)));
  }

  /** A bin of the timeline, by its unit; one that is no whole one of these by its days. */
  bin(unit, first, last) {
    if (floorTo(unit, first) !== first || floorTo(unit, last + 1) !== last + 1) return this.stretch(first, last);
    return this.wholeBin(unit.name, first, last);
  }

  wholeBin(unit, first, last) {
    if (unit === "day") return this.days.format(new Date(isoOf(first)));
    if (unit === "month") return this.months.format(new Date(isoOf(first)));
    if (unit === "year") return isoOf(first).slice(0, 4);
    return this.stretch(first, last);
  }
}
