// Where on the globe the map is cut open; dashboard/meridian.py says why and decides it.

/** The meridian in the middle of a map whose places lie in a bounding box: 0, unless that one
 * crosses the 180th, as its west being greater than its east tells. */
export function middleOf([west, , east]) {
  return west > east ? onMap((west + east) / 2 + 180, 0) : 0;
}

/** A longitude as it is on a map around a meridian: no more than 180 degrees from it. */
export function onMap(lon, middle) {
  if (lon < middle - 180) return lon + 360;
  return lon > middle + 180 ? lon - 360 : lon;
}

/** How many turns further outlines between -180 and 180 degrees are drawn on a map around a meridian. */
export const turnsOf = (middle) => (middle ? [0, Math.sign(middle)] : [0]);

/**
 * An arc as it is drawn on a map around a meridian: the shorter way round. One that leaves the map
 * at one edge comes in again at the other: it is two, each with the longitude of its `edge` and
 * whether it `begins` there.
 * @param arc {source, target: [lon, lat] between -180 and 180 degrees}
 */
export function shorterWay(arc, middle) {
  const [source, target] = [arc.source, arc.target].map(([lon, lat]) => [onMap(lon, middle), lat]);
  const east = target[0] - source[0];
  if (Math.abs(east) <= 180) return [{ ...arc, source, target }];
  const turn = 360 * Math.sign(east);
  const edge = middle - turn / 2;
  return [
    { ...arc, source, target: [target[0] - turn, target[1]], edge, begins: false },
    { ...arc, source: [source[0] + turn, source[1]], target, edge: edge + turn, begins: true },
  ];
}

/** How far along a quadratic curve, as a share of it, it has come to an x between those of its ends. */
function shareAt([[x0], [cx], [x1]], x) {
  const [a, b, c] = [x0 - 2 * cx + x1, 2 * (cx - x0), x0 - x];
  // The root that needs no division by an `a` near zero, else the other one.
  const q = -(b + Math.sign(b) * Math.sqrt(Math.max(0, b * b - 4 * a * c))) / 2;
  const share = c / q;
  return share >= 0 && share <= 1 ? share : q / a;
}

/** The part of a quadratic curve, three points, up to an x between those of its ends, or from there on. */
export function partOf(curve, x, begins) {
  const share = shareAt(curve, x);
  const [from, to] = begins ? [share, 1] : [0, share];
  const between = (a, b, t) => a.map((value, axis) => value + (b[axis] - value) * t);
  const [start, bend, end] = curve;
  const at = (s, t) => between(between(start, bend, s), between(bend, end, s), t);
  return [at(from, from), at(from, to), at(to, to)];
}

/** The edges along which outlines are cut at the 180th meridian, as pairs of points: on a map that
 * goes on there, they are no coasts. */
export function seamsOf(features) {
  const rings = features.flatMap(({ geometry: { type, coordinates } }) => (type === "MultiPolygon" ? coordinates : [coordinates]).flat());
  const edges = rings.flatMap((ring) => ring.slice(1).map((point, i) => [ring[i], point]));
  return edges.filter(([[from], [to]]) => Math.abs(from) === 180 && from === to);
}
