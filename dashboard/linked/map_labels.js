// The names on the map: which have room while it rests, and where they stand while it moves.

import { element, onNextFrame } from "./dom.js";
import { LabelCanvas, labelled } from "./place_labels.js";

// Zooming further than this changes which names collide.
const SAME_ZOOM = 0.1;

export class MapLabels {
  /** @param map the PlaceMap whose places are named
   * @param over gives the elements on the map below which no name can be read */
  constructor(map, over) {
    this.map = map;
    this.over = over;
    this.canvas = element("canvas", { class: "lv-labels", "aria-hidden": "true" });
    this.drawn = new LabelCanvas(this.canvas);
    this.choose = onNextFrame(() => this.chooseNow());
  }

  /** Choose anew which places are named. */
  chooseNow() {
    const { map, drawn } = this;
    this.zoom = map.zoom;
    const [width, height] = map.size();
    // Half a name at the edge, or below the buttons, is none.
    const frame = { ...map.view, width, height, isOpen: true, covered: this.covered() };
    drawn.labels = labelled(map.labelledPlaces(), map.zoom, undefined, frame);
    this.place();
  }

  /** Where elements lie on the map, as boxes in its pixels. */
  covered() {
    const { left, top } = this.map.canvas.getBoundingClientRect();
    const boxes = this.over().map((part) => part.getBoundingClientRect());
    return boxes.map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
  }

  /** Put the names where their places are now. */
  place() {
    const { colors, view } = this.map;
    if (colors && view) this.drawn.draw(view, this.map.size(), colors);
  }

  /** The map has moved: panning keeps the names' distances, though edges may come to cut one until
   * it rests; zooming changes which of them collide. */
  moved() {
    if (Math.abs(this.map.zoom - this.zoom) > SAME_ZOOM) this.choose();
  }
}
