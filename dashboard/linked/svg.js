// SVG elements from plain values, and their text as a file. Nothing from the data is ever
// markup: it is set as text of nodes and values of attributes, and the browser escapes it.

const NAMESPACE = "http://www.w3.org/2000/svg";
const PAINTS = new Set(["fill", "stroke", "stop-color"]);
// What XML 1.0 has no way to write: most control characters and halves of surrogate pairs.
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** `text` as XML can hold it. */
export const writable = (text) => String(text).replace(UNWRITABLE, "\ufffd");

/** A coordinate with a tenth of a pixel. */
export const tenth = (value) => Math.round(value * 10) / 10;

/** "rgba(r, g, b, a)" as a colour that every reader of SVG knows, and its opacity. */
function solid(color) {
  const parts = color.match(/^rgba\((.+)\)$/)?.[1].split(",").map(Number);
  return parts ? [`rgb(${parts.slice(0, 3).join(", ")})`, parts[3]] : [color, 1];
}

/** An SVG element; attributes whose value is null or undefined are left out, and so are empty texts. */
export function svgElement(name, attributes = {}, ...children) {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (!PAINTS.has(key)) {
      node.setAttribute(key, writable(value));
      continue;
    }
    const [color, opacity] = solid(value);
    node.setAttribute(key, color);
    if (opacity < 1) node.setAttribute(key === "stop-color" ? "stop-opacity" : `${key}-opacity`, opacity);
  }
  const parts = children.filter((child) => child !== "");
  node.append(...parts.map((child) => (typeof child === "string" ? writable(child) : child)));
  return node;
}

/** A whole document as the text of a file. */
export function svgText(svg) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}
