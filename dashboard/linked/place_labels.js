// Which labels of the map have room, and where beside their circles they stand.

export const LABEL_SIZE = 12;

/** Latitude in the units of a map 2π high. */
export const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

let ruler = null;

function textWidth(text) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${LABEL_SIZE}px sans-serif`;
  return ruler.measureText(text).width;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Where a label may stand beside its circle: [anchor, x, y] in units of the radius and gap. */
const SIDES = [
  ["middle", 0, 1],
  ["start", 1, 0],
  ["end", -1, 0],
  ["middle", 0, -1],
];

/** Labels for those of `places` that have room at `zoom`, the chosen and the largest first. */
export function labelled(places, zoom) {
  const size = 512 * 2 ** zoom;
  const spots = places.map((place) => {
    const [lon, lat] = place.position;
    return { place, x: (lon / 360) * size, y: (-mercator(lat) / (2 * Math.PI)) * size };
  });
  const circle = ({ x, y, place: { radius } }) => [x - radius, y - radius, x + radius, y + radius];
  const taken = [];
  // A region's name yields to those of places: its area is seen without it.
  const rank = ({ place }) => (place.isChosen ? 1e9 : 0) + (place.radius ? 1e6 : 0) + place.count;
  const labels = [];
  for (const spot of [...spots].sort((a, b) => rank(b) - rank(a))) {
    const { place, x, y } = spot;
    const width = textWidth(place.name);
    for (const [anchor, right, down] of place.radius ? SIDES : [["middle", 0, 0]]) {
      const offset = [right * (place.radius + 4), down * (place.radius + LABEL_SIZE * 0.7)];
      const left = x + offset[0] - { start: 0, middle: width / 2, end: width }[anchor];
      const middle = y + offset[1];
      const box = [left, middle - LABEL_SIZE * 0.55, left + width, middle + LABEL_SIZE * 0.55];
      const hit = (other) => other !== spot && other.place.radius && overlap(box, circle(other));
      if (taken.some((other) => overlap(box, other)) || spots.some(hit)) continue;
      taken.push(box);
      labels.push({ ...place, anchor, offset });
      break;
    }
  }
  return labels;
}
