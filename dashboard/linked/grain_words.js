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
 * @param inSight whether it is said of the places that were asked for as in sight
 */
export function grainWords(grain, stretch, labels, canZoom, inSight) {
  const here = grain.over(stretch);
  const { unit } = here;
  const { depth, place } = inSight && grain.sight?.depth > here.depth ? grain.sight : here;
  const finest = grain.levels.length - 1;
  const time = labels.times[unit.name];
  const both = (times, places) => (times && places ? fill(labels.grain, { time: times, places }) : times || places);
  const words = both(time, place && placeWords(place, labels));
  const finer = both(unit.days > 1 ? labels.times.day : "", depth < finest ? placeWords(grain.levels[finest], labels) : "");
  return finer && canZoom ? fill(labels.finer, { grain: words, finer }) : fill(labels.counted, { grain: words });
}
