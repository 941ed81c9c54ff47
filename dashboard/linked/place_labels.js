// Which labels of the map have room, and where beside their circles they stand.

export const LABEL_SIZE = 12;
const LABEL_GAP = 3;

/** Latitude in the units of a map 2π high. */
export const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

const FONT = '"Source Sans", "Noto Sans", "Noto Sans CJK JP", sans-serif';

let ruler = null;

function textWidth(text, family) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${LABEL_SIZE}px ${family}`;
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

/** A frame as a box on a map of the world of this size. */
function frameBox({ longitude, latitude, width, height }, size) {
  const x = (longitude / 360) * size;
  const y = (-mercator(latitude) / (2 * Math.PI)) * size;
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

/** Labels for those of `places` that have room at `zoom`, the chosen and the largest first.
 * @param frame {longitude, latitude, width, height} of a box that labels must lie in, if any;
 *   with `isOpen`, those wholly beyond it are kept, for they may come into view; and `covered`,
 *   boxes [left, top, right, bottom] in its pixels in which nothing can be read */
export function labelled(places, zoom, family = FONT, frame = null) {
  const size = 512 * 2 ** zoom;
  const view = frame && frameBox(frame, size);
  const isCut = (box) => {
    const isBeyond = !overlap(box, view);
    if (frame.isOpen && isBeyond) return false;
    return box[0] < view[0] || box[2] > view[2] || box[1] < view[1] || box[3] > view[3];
  };
  const spots = places.map((place) => {
    const [lon, lat] = place.position;
    return { place, x: (lon / 360) * size, y: (-mercator(lat) / (2 * Math.PI)) * size };
  });
  const circle = ({ x, y, place: { radius } }) => [x - radius, y - radius, x + radius, y + radius];
  const [left0, top0] = view ?? [0, 0];
  const taken = (frame?.covered ?? []).map(([left, top, right, bottom]) => [left + left0, top + top0, right + left0, bottom + top0]);
  // A region's name yields to those of places: its area is seen without it.
  const rank = ({ place }) => (place.isChosen ? 1e9 : 0) + (place.radius ? 1e6 : 0) + place.count;
  const labels = [];
  for (const spot of [...spots].sort((a, b) => rank(b) - rank(a))) {
    const { place, x, y } = spot;
    const width = textWidth(place.name, family);
    for (const [anchor, right, down] of place.radius ? SIDES : [["middle", 0, 0]]) {
      const offset = [right * (place.radius + 4), down * (place.radius + LABEL_SIZE * 0.7)];
      const left = x + offset[0] - { start: 0, middle: width / 2, end: width }[anchor];
      const middle = y + offset[1];
      // A blank on either side keeps neighbours from reading as one name.
      const box = [left - LABEL_GAP, middle - LABEL_SIZE * 0.55, left + width + LABEL_GAP, middle + LABEL_SIZE * 0.55];
      const hit = (other) => other !== spot && other.place.radius && overlap(box, circle(other));
      if (frame && isCut(box)) continue;
      if (taken.some((other) => overlap(box, other)) || spots.some(hit)) continue;
      taken.push(box);
      labels.push({ ...place, anchor, offset });
      break;
    }
  }
  return labels;
}

/** Draw labels onto a 2D context whose unit is a pixel of the map. */
export function drawLabels(context, labels, view, [width, height], { text, background }, family = FONT) {
  context.font = `${LABEL_SIZE}px ${family}`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = `rgb(${background.join(", ")})`;
  context.fillStyle = `rgb(${text.join(", ")})`;
  const size = 512 * 2 ** view.zoom;
  for (const { name, position, anchor, offset } of labels) {
    const x = width / 2 + ((position[0] - view.longitude) / 360) * size + offset[0];
    const y = height / 2 - ((mercator(position[1]) - mercator(view.latitude)) / (2 * Math.PI)) * size + offset[1];
    context.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
    // A halo in the map's colour keeps the name legible over borders and arcs.
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}

/** Labels on a canvas of their own: they rest while circles move, and cost no frame of theirs. */
export class LabelCanvas {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.labels = [];
  }

  draw(view, [width, height], colors) {
    const { context, canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    drawLabels(context, this.labels, view, [width, height], colors);
  }
}
