// The map's circles: how large, of what colour, and divided into what, by the counts.

import { mix } from "./theme.js";

export const LEAST_RADIUS = 3.5;
const EMPTY_RADIUS = 2;
// Of events that no sector gives a colour.
export const NO_SECTOR = "#888888";

const css = (color) => `rgb(${color.join(", ")})`;

/** How large a circle is for a number of events: fixed by the whole dataset, so that a size
 * means the same all along.
 * @param spec {largestCount, largestRadius} */
export function radiusOf(count, { largestCount, largestRadius }) {
  const scale = largestRadius / Math.sqrt(Math.max(1, largestCount));
  return count ? Math.max(LEAST_RADIUS, scale * Math.sqrt(count)) : EMPTY_RADIUS;
}

/**
 * The attributes of deck.gl's circles, one per place.
 * @param places [{position}], and for each of them `circles`: {radius, count, isChosen}, or null
 *   where none is drawn
 * @param look {colors, isSome: whether any place is chosen, hasWedges}
 */
export function circleAttributes(places, circles, { colors, isSome, hasWedges }) {
  const total = places.length;
  const positions = new Float32Array(total * 2);
  const radii = new Float32Array(total);
  const fills = new Uint8Array(total * 4);
  const lines = new Uint8Array(total * 4);
  const edge = mix(colors.background, colors.text, 0.6);
  places.forEach(({ position }, i) => {
    positions.set(position, i * 2);
    if (!circles[i]) return;
    const { radius, count, isChosen } = circles[i];
    radii[i] = radius;
    const isMuted = isSome && !isChosen;
    const color = !count || isMuted ? colors.muted : colors.accent;
    // Where wedges show a place, its circle is there for the pointer only.
    const alpha = !count ? 60 : hasWedges ? 0 : isMuted ? 110 : 200;
    const lineAlpha = !count ? 90 : hasWedges ? 0 : 255;
    fills.set([...color, alpha], i * 4);
    lines.set([...(isChosen ? colors.text : edge), lineAlpha], i * 4);
  });
  return {
    getPosition: { value: positions, size: 2 },
    getRadius: { value: radii, size: 1 },
    getFillColor: { value: fills, size: 4, normalized: true },
    getLineColor: { value: lines, size: 4, normalized: true },
  };
}

/** The parts of a circle: who has a share in it, and which. */
function shares(counts, sectorColors) {
  const whole = counts.reduce((a, b) => a + b, 0);
  if (!whole) return [{ color: NO_SECTOR, share: 1 }];
  const parts = [];
  counts.forEach((part, s) => part && parts.push({ color: sectorColors[s], share: part / whole }));
  return parts;
}

/**
 * The circles with their sectors' shares, the largest first: none hides a smaller one.
 * @param circles as above
 * @param wedges events per place and sector, a row of sectors a place; null for whole circles
 * @param sectorColors a colour per sector
 */
export function dividedCircles(places, circles, wedges, sectorColors, { colors, isSome }) {
  const sectors = sectorColors.length;
  const divided = [];
  const whole = [{ color: css(colors.accent), share: 1 }];
  places.forEach(({ index, position, isExact }, i) => {
    if (!circles[i]?.count) return;
    const { radius, isChosen } = circles[i];
    const parts = wedges ? shares(wedges.subarray(index * sectors, (index + 1) * sectors), sectorColors) : whole;
    divided.push({
      position,
      radius,
      // A point that stands for a whole unit is paler than a place itself.
      alpha: isSome && !isChosen ? 0.25 : isExact ? 1 : 0.88,
      ring: css(isChosen ? colors.text : colors.background),
      ringWidth: isChosen ? 2.5 : 1,
      wedges: parts,
    });
  });
  return divided.sort((a, b) => b.radius - a.radius);
}
