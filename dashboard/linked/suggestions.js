// What the words of a search name: places, sectors, kinds, a date. They are offered as filters.

import { intervalText } from "./calendar.js";
import { fold, terms } from "./search.js";
import { typedDays } from "./typed_date.js";

const NAMED = ["place", "sector", "kind"];
const MOST_BEGUN = 3;
// A name may be written without the kind of unit that ends it: 群馬 for 群馬県.
const UNIT = /[県府都道省市]$/u;
const WITHOUT_BLANKS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

/** The spellings of a value: [{text: the name as written, folded, former: the same, if it is no more in use}]. */
function spellings({ name, also = [], former = [] }) {
  const all = [...[name, ...also].map((text) => ({ text, former: "" })), ...former.map((text) => ({ text, former: text }))];
  return all.flatMap(({ text, former }) => {
    const full = fold(text);
    const short = UNIT.test(text) && text.length > 2 ? [fold(text.slice(0, -1))] : [];
    return [full, ...short].map((folded) => ({ folded, former, text }));
  });
}

/** Every spelling of the values that words can name. */
export function nameIndex(facets) {
  return NAMED.flatMap((facet) =>
    facets[facet].flatMap(({ events = 0, ...value }) =>
      spellings(value).map((spelling) => ({ ...spelling, facet, id: value.id, name: value.name, events })),
    ),
  );
}

/** Where a name stands in folded text, as whole words where words are set apart; -1 if nowhere. */
function standing(text, folded) {
  if (WITHOUT_BLANKS.test(folded)) return text.indexOf(folded);
  return ` ${text} `.indexOf(` ${folded} `);
}

/** The values that a folded text names, the longest names first: "quang ninh" is not "ninh". */
function wholeNames(text, index) {
  const taken = new Uint8Array(text.length);
  const found = index
    .map((entry) => ({ ...entry, at: entry.folded.length > 1 ? standing(text, entry.folded) : -1 }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.folded.length - a.folded.length || b.events - a.events);
  return found.filter(({ at, folded }) => {
    if (taken.subarray(at, at + folded.length).includes(1)) return false;
    taken.fill(1, at, at + folded.length);
    return true;
  });
}

/** The values whose names begin with a folded text, the fullest first. */
function begunNames(text, index) {
  if (text.length < 2) return [];
  const found = index.filter(({ folded }) => folded.startsWith(text)).sort((a, b) => b.events - a.events);
  return found.filter(({ id }, i) => found.findIndex((other) => other.id === id) === i).slice(0, MOST_BEGUN);
}

/**
 * What words name, as filters: [{parameters, places: [{name, former}]}], the best first.
 *
 * @param search what was typed
 * @param index what nameIndex() makes
 * @param isDayFirst whether days may stand before months
 */
export function namedFilters(search, index, isDayFirst) {
  const words = terms(search);
  const text = words.join(" ");
  const whole = wholeNames(text, index);
  const [days] = words.map((word) => typedDays(word, isDayFirst)).filter(Boolean);
  if (!whole.length && !days) return begunNames(text, index).map((entry) => filterOf([entry], null));
  return [filterOf(whole, days)];
}

function filterOf(named, days) {
  const parameters = days ? { when: intervalText(days) } : {};
  for (const facet of NAMED) {
    const ids = named.filter((entry) => entry.facet === facet).map(({ id }) => id);
    if (ids.length) parameters[facet] = [...new Set(ids)].sort().join(",");
  }
  return { parameters, places: named.filter(({ facet }) => facet === "place") };
}

/** Whether a text has one of the words of a list, each of which may go on: "differ" is in "differences". */
export function hasWord(search, list) {
  const text = ` ${terms(search).join(" ")}`;
  return list.split(",").some((word) => {
    const folded = fold(word.trim());
    return folded && text.includes(WITHOUT_BLANKS.test(folded) ? folded : ` ${folded}`);
  });
}
