// How fine groups of events are, in words.

import { fill } from "./dom.js";

/** The name of a level of places, in the plural where it is one of the usual ones. */
function placeWords(level, labels) {
  if (/^[\d.]+°$/.test(level)) return fill(labels.cells, { size: level });
  return labels.places[level.toLowerCase()] ?? level;
}

/**
 * "Counted by weeks × provinces; zoom in for days"
 * @param stretch the first and last day that it is said of
 * @param labels those of groups, of dashboard/linked/labels.py
 * @param canZoom whether finer groups can be had
 */
export function grainWords(grain, stretch, labels, canZoom) {
  const { unit, depth, place } = grain.over(stretch);
  const finest = grain.levels.length - 1;
  const time = labels.times[unit.name];
  const words = place ? fill(labels.grain, { time, places: placeWords(place, labels) }) : time;
  const finer = unit.days > 1 ? labels.times.day : depth < finest ? placeWords(grain.levels[finest], labels) : "";
  return finer && canZoom ? fill(labels.finer, { grain: words, finer }) : fill(labels.counted, { grain: words });
}
