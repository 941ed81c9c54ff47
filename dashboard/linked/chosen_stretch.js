// The chosen stretch of time on the timeline, and what of the whole span is in view.

import { element } from "./dom.js";
import { OPEN_END, OPEN_START } from "./tally.js";

// An end that lies beyond what is in view is drawn so far outside, and so not at all.
const BEYOND_PIXELS = 2;
const LEAST_WINDOW = 4;

export class ChosenStretch {
  constructor(labels) {
    this.none = labels.brushNone;
    this.brush = element("div", { class: "lv-brush", hidden: true });
    this.surface = element("div", { class: "lv-surface", tabindex: "0", role: "slider", "aria-label": labels.brush }, this.brush);
    this.window = element("div", { class: "lv-window" });
  }

  /** @param interval [first, last] day, or null
   * @param scale the TimeScale of what is in view */
  draw(interval, scale) {
    const { brush, window: shown } = this;
    const { width, focus } = scale;
    brush.hidden = !interval;
    if (interval) {
      const [first, last] = interval;
      const left = Math.max(-BEYOND_PIXELS, first === OPEN_START ? -BEYOND_PIXELS : scale.pixelOf(first));
      const end = width + BEYOND_PIXELS;
      const right = Math.min(end, last === OPEN_END ? end : scale.pixelOf(last + 1));
      brush.hidden = right < 0 || left > width;
      brush.style.transform = `translateX(${left}px)`;
      brush.style.width = `${Math.max(2, right - left)}px`;
    }
    const [from, to] = [scale.wholePixelOf(focus[0]), scale.wholePixelOf(focus[1] + 1)];
    shown.style.transform = `translateX(${from}px)`;
    shown.style.width = `${Math.max(LEAST_WINDOW, to - from)}px`;
  }

  /** The stretch as the value of a slider, for who does not see it. */
  say(interval, { extent: [low, high] }, words) {
    const [first, last] = interval ?? [OPEN_START, OPEN_END];
    const value = {
      "aria-valuemin": low,
      "aria-valuemax": high,
      "aria-valuenow": Math.max(low, Math.min(high, first)),
      "aria-valuetext": interval ? words.stretch(Math.max(first, low), Math.min(last, high)) : this.none,
    };
    for (const [name, text] of Object.entries(value)) this.surface.setAttribute(name, text);
  }
}
