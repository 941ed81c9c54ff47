// The selection in words, as Selection.words in Python says it. The forms of the language
// come with the payload (dashboard/linked/wording.py).

import { isoOf, parseInterval } from "./calendar.js";
import { fill } from "./dom.js";

/** A date pattern of Unicode's locale data with the letters d, M and y, filled. */
function shaped(pattern, iso, months) {
  const [year, month, day] = iso.split("-").map(Number);
  const values = { d: day, M: month, MMM: months.abbreviated[month - 1], MMMM: months.wide[month - 1], y: year };
  return pattern.replace(/'([^']*)'|d|M+|y/g, (letters, quoted) => quoted ?? values[letters]);
}

/** The last day of the month of an ISO date. */
function lastOfMonth(iso) {
  const [year, month] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A closed interval of days in words, by the forms of date_words.interval_forms. */
export function intervalWords(interval, { patterns, months, until, since }) {
  const [first, last] = interval.map((day) => (Math.abs(day) < 2 ** 31 - 1 ? isoOf(day) : null));
  const write = (pattern, iso) => shaped(pattern, iso, months);
  if (first === null) return fill(until, { date: write(patterns.day, last) });
  if (last === null) return fill(since, { date: write(patterns.day, first) });
  const isWhole = first.endsWith("-01") && Number(last.slice(8)) === lastOfMonth(last);
  const isYears = isWhole && first.slice(5, 7) === "01" && last.slice(5, 7) === "12";
  const unit = isYears ? "year" : isWhole ? "month" : "day";
  const [from, to] = [first, last].map((iso) => iso.slice(0, { year: 4, month: 7, day: 10 }[unit]));
  if (from === to) return write(patterns[unit], first);
  // What both ends share is said once.
  const inMonth = first.slice(0, 7) === last.slice(0, 7) ? patterns.days_of_a_month : patterns.days_of_a_year;
  const inYear = unit === "month" ? patterns.months_of_a_year : inMonth;
  const apart = [patterns[unit], patterns.joint, patterns[unit]];
  const isSameYear = first.slice(0, 4) === last.slice(0, 4);
  const [start, joint, end] = unit === "year" ? patterns.years : isSameYear ? inYear : apart;
  return `${write(start, first)}${joint}${write(end, last)}`;
}

/** A choice of names: "A, B or C". */
function either(names, patterns) {
  const put = (pattern, a, b) => pattern.replace(/\{([01])\}/g, (_, place) => (place === "0" ? a : b));
  if (names.length < 2) return names[0] ?? "";
  if (names.length === 2) return put(patterns[2], ...names);
  const joined = names.slice(2, -1).reduce((text, name) => put(patterns.middle, text, name), put(patterns.start, names[0], names[1]));
  return put(patterns.end, joined, names.at(-1));
}

/**
 * @param parameters a selection, in the grammar of dashboard/selection.py
 * @param facets {filter: [{id, name}]} of the payload
 * @param forms what dashboard/linked/wording.py makes
 */
export function selectionWords(parameters, facets, forms) {
  const parts = {};
  for (const [filter, { ranks, others }] of Object.entries(forms.choices)) {
    const chosen = new Set((parameters[filter] ?? "").split(",").filter(Boolean));
    if (!chosen.size) continue;
    const known = [...facets[filter].map(({ id, name }, i) => [ranks[i], id, name]), ...others];
    const named = known.filter(([, id]) => chosen.has(id)).sort((a, b) => a[0] - b[0]);
    parts[filter] = either(named.map(([, , name]) => name), forms.either);
  }
  const interval = parseInterval(parameters.when);
  if (interval) parts.when = intervalWords(interval, forms.dates);
  if (parameters.q) parts.q = fill(forms.text, { text: parameters.q });
  if (parameters.area) parts.area = forms.area;
  return forms.order.map((name) => parts[name]).filter(Boolean).join(" · ") || forms.everything;
}
