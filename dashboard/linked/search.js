// Finding events by words, as dashboard/search.py does.

/** Text without case, width or diacritics. */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

/** The words of a search; what stands in quotes is one. */
export function tokens(search) {
  return [...search.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) =>
    (phrase ?? word).split(/\s+/).filter(Boolean).join(" "),
  );
}

/** The folded words of a search. */
export function terms(search) {
  return tokens(fold(search));
}

/** One byte an event from bits, the first in a byte the lowest. */
export function unpackBits(buffer, length) {
  const bytes = new Uint8Array(buffer);
  return Uint8Array.from({ length }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}

/** A search as it stands in an address: words with one blank between them. */
export function tidy(search) {
  return search.trim().replace(/\s+/g, " ");
}

/** Which of the folded texts hold every term: one byte a text, or null for no search. */
export function matching(texts, search) {
  const wanted = terms(search);
  if (!wanted.length) return null;
  return Uint8Array.from(texts, (text) => (wanted.every((term) => text.includes(term)) ? 1 : 0));
}
