// Which place of the map is at a point: a circle, else the unit or region that it is in.

import { LEAST_RADIUS } from "./circles.js";
import { coordinateOf, pixelOfPlace } from "./map_view.js";

/** The place whose circle is at a point of the canvas: the smallest, which lies on top.
 * deck.gl would draw the map a second time for it and wait for the graphics processor.
 * @param circles for each of `places` {radius}, or null where none is drawn */
function circleAt([x, y], places, circles, view, size) {
  let found = null;
  let least = Infinity;
  places.forEach((place, i) => {
    if (!circles[i]) return;
    const { radius } = circles[i];
    const [left, top] = pixelOfPlace(place.position, view, size);
    if (radius < least && Math.hypot(left - x, top - y) <= Math.max(radius, LEAST_RADIUS)) [found, least] = [place, radius];
  });
  return found;
}

/** The place at a point of the map, or null. @param map the PlaceMap */
export function placeAt(point, map) {
  const { places, circles, view, basemap, counts } = map;
  const size = map.size();
  const circle = circleAt(point, places, circles, view, size);
  if (circle) return circle;
  const coordinate = coordinateOf(point, view, size);
  const areas = [basemap.unitAt(coordinate), basemap.regionAt(coordinate)].filter((area) => area?.index !== undefined);
  // A unit without events of its own yields to a region that has some.
  return areas.find(({ index }) => counts[index] > 0) ?? areas[0] ?? null;
}
