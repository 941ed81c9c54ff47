// Colours of the host's theme, read where the view stands.

import { element } from "./dom.js";

const NAMES = ["text", "background", "panel", "grid", "muted", "accent", "land"];

/** The view's colours as "rgb(r, g, b)", by name. */
export function themeOf(root) {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  // Where the system forces its colours on the page, all would be one: a map of nothing.
  const probe = element("span", { hidden: true, style: "forced-color-adjust: none" });
  root.append(probe);
  const read = (name) => {
    // Mixed colours come in many notations; a painted pixel has one.
    probe.style.color = `var(--lv-${name})`;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    return `rgb(${[...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).join(", ")})`;
  };
  const colors = Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  probe.remove();
  return colors;
}

/** "rgb(r, g, b)" or "#rrggbb" as [r, g, b]. */
export const rgb = (color) =>
  color.startsWith("#") ? [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16)) : color.match(/\d+/g).map(Number);

/** The colour that lies a share of the way from one to the other, both as [r, g, b]. */
export const mix = (a, b, share) => a.map((value, i) => Math.round(value + (b[i] - value) * share));
