// Days as numbers since 1970-01-01, in no time zone, and the bins of a time axis.

import { OPEN_END, OPEN_START } from "./tally.js";

const DAY = 86400000;

/** Day number of an ISO date. */
export function dayOf(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
}

/** ISO date of a day number. */
export function isoOf(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function fromYearMonth(year, month) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return Math.round(date.getTime() / DAY);
}

/** Units of a time axis, finest first; `days` is their usual length. */
export const UNITS = [
  { name: "day", days: 1, step: 1 },
  { name: "week", days: 7, step: 7 },
  { name: "month", days: 30.4, months: 1 },
  { name: "quarter", days: 91.3, months: 3 },
  { name: "year", days: 365.25, months: 12 },
  { name: "decade", days: 3652.5, months: 120 },
  { name: "century", days: 36525, months: 1200 },
];

/** The first edge of `unit` at or before `day`. */
export function floorTo(unit, day) {
  // Day -3 was a Monday: weeks begin on Mondays (ISO 8601).
  if (unit.step) return unit.step === 1 ? day : day - (((day + 3) % 7) + 7) % 7;
  const date = new Date(day * DAY);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const floored = Math.floor(months / unit.months) * unit.months;
  return fromYearMonth(Math.floor(floored / 12), ((floored % 12) + 12) % 12);
}

/** The edge after `edge`. */
export function nextEdge(unit, edge) {
  if (unit.step) return edge + unit.step;
  const date = new Date(edge * DAY);
  return fromYearMonth(date.getUTCFullYear(), date.getUTCMonth() + unit.months);
}

/** The units of which a stretch of time holds two or more. */
export function unitsWithin([first, last]) {
  return UNITS.filter(({ days }) => (last - first + 1) / days >= 2);
}

/** Edges of the finest bins that cover [first, last] in at most `most` bins. */
export function binEdges(first, last, most) {
  const unit = UNITS.find((u) => (last - first + 1) / u.days <= most) ?? UNITS.at(-1);
  const edges = [floorTo(unit, first)];
  while (edges.at(-1) <= last) edges.push(nextEdge(unit, edges.at(-1)));
  return { unit, edges };
}

/** The closed interval as EDTF, as Selection.parse in Python reads it. */
export function intervalText(interval) {
  if (!interval) return "";
  const [first, last] = interval;
  if (first === last) return isoOf(first);
  const start = first === OPEN_START ? ".." : isoOf(first);
  const end = last === OPEN_END ? ".." : isoOf(last);
  return `${start}/${end}`;
}

/** Reads what intervalText and Python's Interval write; null if it is neither. */
export function parseInterval(text) {
  if (!text) return null;
  const [start, end = start] = text.split("/");
  const interval = [
    start === ".." ? OPEN_START : dayOf(start),
    end === ".." ? OPEN_END : dayOf(end),
  ];
  return interval.every(Number.isFinite) ? interval : null;
}
