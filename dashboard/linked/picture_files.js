// Pictures as files: PNG from the SVG by the browser's own drawing, and saving.

import { svgText } from "./svg.js";

// What browsers draw at most; a larger canvas stays empty without a word.
const MOST_PIXELS = 16e6;

/** A loaded image of an SVG document. */
export async function imageOf(svg) {
  const url = URL.createObjectURL(new Blob([svgText(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A canvas of `scale` times the picture's pixels, with the whole of it. */
export async function canvasOf(picture, scale) {
  const [width, height] = [picture.width * scale, picture.height * scale];
  if (width * height > MOST_PIXELS) throw new Error(`${width} × ${height} > ${MOST_PIXELS}`);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  // Drawn at its own size: an image that is enlarged may be blurred.
  const image = await imageOf(picture.document([...picture.still(), ...picture.moving()], scale));
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return canvas;
}

export async function pngOf(picture, scale) {
  const canvas = await canvasOf(picture, scale);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(`canvas ${canvas.width} × ${canvas.height}`);
  return blob;
}

/** Hand `blob` to the browser as a download. */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then; the memory is given back.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
