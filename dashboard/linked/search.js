// Finding events by words, as dashboard/search.py does.

/** Text without case, width or diacritics. */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

/** The folded words of a search; what stands in quotes is one. */
export function terms(search) {
  return [...fold(search).matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) =>
    (phrase ?? word).split(/\s+/).filter(Boolean).join(" "),
  );
}

/** Which of the folded texts hold every term: one byte a text, or null for no search. */
export function matching(texts, search) {
  const wanted = terms(search);
  if (!wanted.length) return null;
  return Uint8Array.from(texts, (text) => (wanted.every((term) => text.includes(term)) ? 1 : 0));
}
