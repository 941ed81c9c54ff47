// Colours of the host's theme, read where the view stands.

import { element } from "./dom.js";

const NAMES = ["text", "background", "panel", "grid", "muted", "accent", "land"];

/** The view's colours as "rgb(r, g, b)", by name. */
export function themeOf(root) {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = element("span", { hidden: true });
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
