// Where the map looks: a centre and a zoom, in Web Mercator.

import { mercator } from "./place_labels.js";

// The least that any map has; which one a map has depends on its height.
export const LEAST_ZOOM = -1;
export const MOST_ZOOM = 11;
// A Mercator map ends before the poles.
const MOST_LATITUDE = 85;
// Pixels between what is to be seen and the edge, or what covers it there.
const ROOM_AT_EDGE = 24;
const ROOM_AT_BUTTONS = 8;

/** Latitude at a height of a map 2π high. */
const latitudeOf = (y) => (Math.atan(Math.exp(y)) * 360) / Math.PI - 90;

/** The width of the whole world in pixels at a zoom. */
export const worldSize = (zoom) => 512 * 2 ** zoom;

/** The zoom at which the world is as high as the map, beyond which deck.gl does not let it shrink. */
const leastZoom = (height) => Math.max(LEAST_ZOOM, Math.log2(height / worldSize(0)));

/** A view without what deck.gl would change when the map is touched: seas beyond the poles. */
export function inWorld(view, height) {
  const zoom = Math.min(MOST_ZOOM, Math.max(view.zoom, leastZoom(height)));
  const most = Math.max(0, Math.PI * (1 - height / worldSize(zoom)));
  const middle = Math.max(-most, Math.min(most, mercator(view.latitude)));
  return { longitude: view.longitude, latitude: latitudeOf(middle), zoom };
}

/** "longitude,latitude,zoom" as a view; null if it is none. */
export function lookedAt(text) {
  const parts = (text ?? "").split(",");
  const [longitude, latitude, zoom] = parts.map((part) => (part.trim() ? Number(part) : NaN));
  const isView = parts.length === 3 && Math.abs(longitude) <= 180 && Math.abs(latitude) <= MOST_LATITUDE && zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM;
  return isView ? { longitude, latitude, zoom } : null;
}

/** The view that shows a bounding box, which may cross the antimeridian, in a box of pixels.
 * @param covered [top, bottom]: so many pixels of it lie under something else */
export function viewOf(box, [width, height], [top, bottom] = [0, 0]) {
  const west = box[0];
  const east = box[2] < west ? box[2] + 360 : box[2];
  const [south, north] = [box[1], box[3]].map((latitude) => Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude)));
  const room = Math.min(48, width * 0.08);
  const [above, below] = [top, bottom].map((part) => Math.max(ROOM_AT_EDGE, part + ROOM_AT_BUTTONS));
  const fitX = ((width - 2 * room) * 360) / ((east - west) * 512);
  const fitY = ((height - above - below) * 2 * Math.PI) / ((mercator(north) - mercator(south)) * 512);
  const zoom = Math.max(leastZoom(height), Math.min(MOST_ZOOM, Math.log2(Math.max(1e-3, Math.min(fitX, fitY)))));
  // Its middle is to lie in the middle of what is free.
  const up = ((above - below) / 2 / worldSize(zoom)) * 2 * Math.PI;
  const latitude = latitudeOf((mercator(north) + mercator(south)) / 2 + up);
  const middle = (west + east) / 2;
  return inWorld({ longitude: middle > 180 ? middle - 360 : middle, latitude, zoom }, height);
}

/** Longitude and latitude of a pixel of the map, which is [width, height] large. */
export function coordinateOf([x, y], { longitude, latitude, zoom }, [width, height]) {
  const size = worldSize(zoom);
  const up = ((height / 2 - y) / size) * 2 * Math.PI;
  return [longitude + ((x - width / 2) / size) * 360, latitudeOf(mercator(latitude) + up)];
}

/** The pixel of the map where a place lies. */
export function pixelOfPlace([lon, lat], { longitude, latitude, zoom }, [width, height]) {
  const size = worldSize(zoom);
  const north = (mercator(lat) - mercator(latitude)) / (2 * Math.PI);
  return [width / 2 + ((lon - longitude) / 360) * size, height / 2 - north * size];
}

/** West, south, east and north of what is in view, in thousandths of a degree. */
export function boundsOf(view, [width, height]) {
  const corners = [[0, height], [width, 0]].flatMap((corner) => coordinateOf(corner, view, [width, height]));
  const [west, south, east, north] = corners.map((degree) => Math.round(degree * 1000) / 1000);
  const wrap = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
  return east - west >= 360 ? [-180, south, 180, north] : [wrap(west), south, wrap(east), north];
}

/** The bounding box of points with a margin in degrees; null without a point. */
export function boxAround(points, margin) {
  if (!points.length) return null;
  const of = (axis, pick) => pick(...points.map((point) => point[axis]));
  return [of(0, Math.min) - margin, of(1, Math.min) - margin, of(0, Math.max) + margin, of(1, Math.max) + margin];
}
