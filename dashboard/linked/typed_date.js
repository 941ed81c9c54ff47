// Dates as people type them: exact or partial, in the order of the page's language.

import { dayOf, nextEdge } from "./calendar.js";

const UNITS_BY_PARTS = { 1: { months: 12 }, 2: { months: 1 }, 3: { step: 1 } };
const YEAR_FIRST = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$/;
// In the order of Vietnamese; in English the order of day and month is anyone's guess.
const YEAR_LAST = /^(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})$/;

/** The first and last day of what a text says, such as "2025-11-25", "2025-11" or "2025年";
 * null if it is no date. With `isDayFirst`, "25/11/2025" and "11/2025" are dates, too. */
export function typedDays(text, isDayFirst) {
  // Digits of full width are digits.
  const tidied = text.normalize("NFKC").replace(/\s+/g, "");
  const [, ...yearFirst] = tidied.match(YEAR_FIRST) ?? [];
  const [, ...yearLast] = (isDayFirst && tidied.match(YEAR_LAST)) || [];
  const parts = (yearFirst.length ? yearFirst : yearLast.reverse()).filter(Boolean);
  if (!parts.length) return null;
  const [year, month = "1", day = "1"] = parts;
  const iso = [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  const date = new Date(`${iso}T00:00:00Z`);
  // The 31st of a month with 30 days would be the next one's first.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso) return null;
  const first = dayOf(iso);
  return [first, nextEdge(UNITS_BY_PARTS[parts.length], first) - 1];
}
