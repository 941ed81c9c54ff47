// Which places in sight of the map shall be told more finely than the groups at hand do.

import { holds, widened, degreesWide } from "./boxes.js";

// While more are in sight, coarse places show more than fine ones.
const FEW = 60;
// Of most places there are no finer groups: there is no room for them.
const MOST_OF_PLACES = 0.5;
// Who has come so much closer may be told what there was no room for.
const CLOSER = 3;

/** Whether the groups at hand were made for what a map shows. */
export const isInSight = (box, map) => Boolean(box && map?.view && holds(box, map.bounds()));

/**
 * The box to ask for, with what lies around it; null if what is at hand does.
 * @param map a PlaceMap
 * @param tried {box, width} that was asked for last and how wide what was seen was, or null
 * @param asked the box that the groups at hand were made for, or null
 * @param inBox gives the places in a box
 * @param depths the depth of each place: from which level on groups tell it
 * @param grain how fine the groups at hand are
 */
export function wantedSight(map, tried, asked, inBox, depths, grain) {
  if (!map?.view) return null;
  const bounds = map.bounds();
  if (tried && holds(tried.box, bounds) && degreesWide(bounds) * CLOSER > tried.width) return null;
  const depth = isInSight(asked, map) ? grain.sightDepth : grain.outside.depth;
  const isUntold = (index) => depths[index] > depth;
  const seen = inBox(bounds);
  const untold = seen.filter(({ index }) => isUntold(index)).length;
  if (!untold || seen.length - untold > FEW) return null;
  const inAll = depths.reduce((count, own) => count + (own > depth), 0);
  return untold <= inAll * MOST_OF_PLACES ? widened(bounds) : null;
}
