// Letters that no font of the system has: in a picture they would be empty boxes.

import { PICTURE_FONT } from "./picture_text.js";

// A letter that no font may have: Unicode will never give it a shape.
const NO_LETTER = "\u{10fffe}";
const CELL = 28;

/** Those letters of `text` for which the browser draws what stands for any missing one. */
export function missingLetters(text) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: CELL, height: CELL });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = `18px ${PICTURE_FONT}`;
  const drawn = (letter) => {
    context.clearRect(0, 0, CELL, CELL);
    context.fillText(letter, 3, 21);
    return context.getImageData(0, 0, CELL, CELL).data.join();
  };
  const box = drawn(NO_LETTER);
  const letters = new Set(text.match(/[\p{L}\p{N}]/gu) ?? []);
  return [...letters].filter((letter) => letter > "\u007f" && drawn(letter) === box);
}
