// Spellings near to what was typed, for words that find nothing: "gumna" for "Gunma".

import { fold, tokens } from "./search.js";

const MOST_OFFERED = 3;
// So many words may be a misspelt name.
const MOST_WORDS = 4;
// To read and compare so many takes some ten milliseconds.
const MOST_SPELLINGS = 2000;
// Shorter words have too many neighbours.
const LEAST_LETTERS = 4;
const LETTERS_FOR_TWO = 8;
// A word of a name stands for it only if it is long: the syllables of Vietnamese names do not.
const LETTERS_OF_A_WORD = 6;

/** The folded letters of a text alone: "Da Nang" is "danang". */
const lettersOf = (text) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

const mostEdits = (letters) => (letters < LEAST_LETTERS ? 0 : letters < LETTERS_FOR_TWO ? 1 : 2);

/** Which letters a text has, a bit for each class of them: an edit changes two bits at most. */
function kindsOf(letters) {
  let kinds = 0;
  for (let i = 0; i < letters.length; i++) kinds |= 1 << letters.charCodeAt(i) % 32;
  return kinds;
}

/** Whether two texts have so many kinds of letters in common that `most` edits may be enough. */
function mayBeNear(one, other, most) {
  let changed = 0;
  for (let bits = one ^ other; bits; bits &= bits - 1) changed++;
  return changed <= 2 * most;
}

/**
 * Letters to be left out, put in, changed, or swapped with the next, to make one word of the
 * other (optimal string alignment); Infinity if there are more than `most`.
 */
export function editsBetween(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let before = [];
  let above = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return Infinity;
    [before, above] = [above, row];
  }
  return above[other.length] <= most ? above[other.length] : Infinity;
}

/**
 * What words may be meant for, of the names that a view knows: a Map of letters to {text: as
 * written, letters, kinds, of: whose name it is, events}; of places, sectors and kinds in every
 * language, and of who takes part. Empty if they are too many to be compared.
 *
 * @param facets of the payload
 * @param index what nameIndex() makes of them
 */
export function spelled(facets, index) {
  const found = new Map();
  if (index.length + facets.actor.length > MOST_SPELLINGS) return found;
  const add = (text, { facet, id, events }) => {
    const letters = lettersOf(text);
    if (letters.length < LEAST_LETTERS - 1 || found.has(letters)) return;
    found.set(letters, { text, letters, kinds: kindsOf(letters), of: `${facet} ${id}`, events });
  };
  const names = [...index, ...facets.actor.map(({ id, name }) => ({ text: name, facet: "actor", id, events: 0 }))];
  for (const name of names) add(name.text, name);
  // Who misspells a word of a name may have left out the others.
  for (const name of names) {
    for (const word of name.text.split(/[^\p{L}\p{M}\p{N}]+/u)) if (word.length >= LETTERS_OF_A_WORD) add(word, name);
  }
  return found;
}

/**
 * Searches that differ from one that finds nothing in a name or a word of one, by the smallest
 * share of its letters.
 *
 * @param search what was typed
 * @param known what spelled() makes
 * @param wrong the words of it that no event has, or null where that is not known
 * @param mightFind whether a search might find an event
 */
export function nearSearches(search, known, wrong, mightFind) {
  const words = tokens(search);
  const isWrong = (word) => (wrong ? wrong.includes(word) : !known.has(lettersOf(word)));
  const spans = words.flatMap((_, from) => words.slice(from, from + MOST_WORDS).map((_, more) => [from, from + more + 1]));
  const found = spans.filter((span) => words.slice(...span).some(isWrong)).flatMap(([from, to]) => {
    const written = lettersOf(words.slice(from, to).join(""));
    return nearNames(written, known).map((name) => ({ ...name, search: [...words.slice(0, from), name.text, ...words.slice(to)].join(" ") }));
  });
  const least = Math.min(...found.map(({ share }) => share));
  const nearest = found.filter(({ share }) => share === least).sort((a, b) => b.events - a.events);
  // The name of one place in several languages is offered once, as the page writes it.
  const first = nearest.filter(({ of }, i) => nearest.findIndex((one) => one.of === of) === i);
  const isOther = ({ search: text }) => fold(text) !== fold(words.join(" "));
  return first.filter((one) => isOther(one) && mightFind(one.search)).slice(0, MOST_OFFERED).map((one) => one.search);
}

/** The names that few edits make of what was written. */
function nearNames(written, known) {
  const near = [];
  const kinds = kindsOf(written);
  for (const name of known.values()) {
    const longest = Math.max(written.length, name.letters.length);
    const most = mostEdits(longest);
    if (!mayBeNear(kinds, name.kinds, most)) continue;
    const edits = editsBetween(written, name.letters, most);
    if (edits <= most) near.push({ ...name, share: edits / longest });
  }
  return near;
}
