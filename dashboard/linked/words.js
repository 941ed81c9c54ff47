// The selection for a reader, as Selection.words in Python says it.

import { parseInterval } from "./calendar.js";
import { OPEN_END, OPEN_START } from "./tally.js";
import { fill } from "./dom.js";

const SPOKEN_ORDER = ["q", "sector", "kind", "status", "when", "place", "pair", "area", "actor", "source"];
const MS_A_DAY = 86400000;

/** "Tourism or Culture · Nov 2025 · Quang Ninh". */
export function selectionWords(parameters, { facets, labels, locale }) {
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  const named = (name, ids) => {
    const chosen = new Set(ids);
    const known = facets[name].filter(({ id }) => chosen.delete(id));
    // What no event has is known by its id alone.
    return either.format([...known.map((value) => value.name), ...chosen]);
  };
  const say = {
    q: (text) => `“${text}”`,
    when: (text) => intervalWords(parseInterval(text), labels, locale),
    area: () => labels.inArea,
  };
  const parts = SPOKEN_ORDER.filter((name) => parameters[name]).map((name) =>
    say[name] ? say[name](parameters[name]) : named(name, parameters[name].split(",")),
  );
  return parts.join(" · ") || labels.everything;
}

/** A closed interval of days in words; whole months and years are said as such. */
function intervalWords([first, last], labels, locale) {
  const dates = [first, last].map((day) => new Date(day * MS_A_DAY));
  const format = (isWhole) =>
    new Intl.DateTimeFormat(locale, {
      timeZone: "UTC",
      year: "numeric",
      ...(isWhole.year ? {} : { month: "short" }),
      ...(isWhole.year || isWhole.month ? {} : { day: "numeric" }),
    });
  const day = format({});
  if (first === OPEN_START) return fill(labels.until, { date: day.format(dates[1]) });
  if (last === OPEN_END) return fill(labels.since, { date: day.format(dates[0]) });
  const next = new Date((last + 1) * MS_A_DAY);
  const month = dates[0].getUTCDate() === 1 && next.getUTCDate() === 1;
  const year = month && dates[0].getUTCMonth() === 0 && next.getUTCMonth() === 0;
  return format({ month, year }).formatRange(...dates);
}
