// Bounding boxes of degrees: [west, south, east, north], where west is greater than east
// across the antimeridian.

const toThousandths = (degree) => Math.round(degree * 1000) / 1000;
const onGlobe = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

/** How many degrees a box is wide. */
export const degreesWide = ([west, , east]) => (west <= east ? east - west : east - west + 360);

/** Whether a point lies in a box. */
export function isInside([lon, lat], [west, south, east, north]) {
  return lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
}

/** Whether all of `inner` lies in `box`. */
export function holds(box, inner) {
  const [west, south, east, north] = inner;
  const isWide = degreesWide(inner) <= degreesWide(box);
  return isWide && isInside([west, south], box) && isInside([east, north], box);
}

/** A box around another that is half its size larger on each side, its edges on a grid, so that
 * who looks a little further, or nearly at the same, needs no other one. */
export function widened([west, south, east, north]) {
  const width = degreesWide([west, south, east, north]);
  const step = 2 ** Math.floor(Math.log2(Math.max(width, 0.001) / 4));
  const low = (degree) => Math.floor(degree / step) * step;
  const high = (degree) => Math.ceil(degree / step) * step;
  const [left, right] = [low(west - width / 2), high(west + width * 1.5)];
  const up = (north - south) / 2;
  const [bottom, top] = [Math.max(-90, low(south - up)), Math.min(90, high(north + up))];
  const [begin, end] = right - left >= 360 ? [-180, 180] : [onGlobe(left), onGlobe(right)];
  return [begin, bottom, end, top].map(toThousandths);
}
