// Circles cut into wedges by sector, on a 2D canvas beneath deck.gl's.
//
// As deck.gl instances, every wedge shades the whole square around its circle: without a
// graphics processor, 60 places of ten sectors took half of every frame. Here they are
// filled paths, drawn when the counts or the view of the map change.

import { element } from "./dom.js";
import { mercator } from "./place_labels.js";

const TURN = 2 * Math.PI;

/** Draw circles, as WedgeCanvas takes them, onto a 2D context whose unit is a pixel of the map. */
export function drawWedges(context, circles, view, [width, height]) {
  const size = 512 * 2 ** view.zoom;
  const middle = mercator(view.latitude);
  for (const { position, radius, alpha, ring, ringWidth, wedges } of circles) {
    const x = width / 2 + ((position[0] - view.longitude) / 360) * size;
    const y = height / 2 - ((mercator(position[1]) - middle) / TURN) * size;
    if (x < -radius || x > width + radius || y < -radius || y > height + radius) continue;
    context.globalAlpha = alpha;
    let from = -TURN / 4;
    for (const { color, share } of wedges) {
      context.fillStyle = color;
      context.beginPath();
      if (share < 1) context.moveTo(x, y);
      context.arc(x, y, radius, from, from + share * TURN);
      context.fill();
      from += share * TURN;
    }
    context.strokeStyle = ring;
    context.lineWidth = ringWidth;
    context.beginPath();
    context.arc(x, y, radius, 0, TURN);
    context.stroke();
  }
  context.globalAlpha = 1;
}

export class WedgeCanvas {
  constructor() {
    this.canvas = element("canvas", { class: "lv-wedges", "aria-hidden": "true" });
    this.context = this.canvas.getContext("2d");
    this.circles = [];
  }

  /**
   * @param circles [{position: [lon, lat], radius in pixels, alpha, ring, ringWidth, wedges:
   *   [{color, share}]}], drawn in this order; shares add up to 1, from the top clockwise
   */
  setCircles(circles) {
    this.circles = circles;
    this.draw();
  }

  setView(view, width, height) {
    Object.assign(this, { view, width, height });
    this.draw();
  }

  draw() {
    if (!this.view) return;
    const { context, canvas, width, height, view } = this;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    drawWedges(context, this.circles, view, [width, height]);
  }
}
