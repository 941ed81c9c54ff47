// Texts of a picture: set in fonts of the system, measured, and made to fit.

import { svgElement, tenth } from "./svg.js";

// A picture is drawn apart from the page, without the fonts that the page has loaded.
export const PICTURE_FONT =
  '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif';

let textRuler = null;

/** The width of `text` in pixels. */
export function widthOf(text, size, weight = "normal") {
  textRuler ??= document.createElement("canvas").getContext("2d");
  textRuler.font = `${weight} ${size}px ${PICTURE_FONT}`;
  return textRuler.measureText(text).width;
}

const segments = (text, granularity) => [...new Intl.Segmenter(undefined, { granularity }).segment(text)];

/** `text`, cut so that it is no wider than `width`, with an ellipsis if something is cut. */
export function shortened(text, size, width, weight) {
  if (widthOf(text, size, weight) <= width) return text;
  const letters = segments(text, "grapheme").map(({ segment }) => segment);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(`${letters.slice(0, middle).join("").trimEnd()}…`, size, weight) <= width) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
}

/** `text` in at most `most` lines no wider than `width`; what is left over is cut. */
export function wrapped(text, size, width, most, weight) {
  // A line may break after a word with what follows it up to the next word.
  const pieces = [];
  for (const { segment, isWordLike } of segments(text, "word")) {
    if (isWordLike || !pieces.length) pieces.push(segment);
    else pieces[pieces.length - 1] += segment;
  }
  const lines = [""];
  pieces.forEach((piece, i) => {
    const longer = lines.at(-1) + piece;
    if (lines.at(-1) === "" || widthOf(longer.trimEnd(), size, weight) <= width) lines[lines.length - 1] = longer;
    else if (lines.length < most) lines.push(piece);
    else lines[lines.length - 1] += pieces[i];
  });
  return lines.map((line) => shortened(line.trim(), size, width, weight));
}

/** A line of text; `y` is its baseline. */
export function textLine(text, x, y, { size, fill, weight = null, anchor = null }) {
  return svgElement("text", { x: tenth(x), y: tenth(y), "font-size": size, "font-weight": weight, "text-anchor": anchor, fill }, text);
}
