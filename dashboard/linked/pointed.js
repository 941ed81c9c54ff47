// Where and when an event is that groups cannot tell from others: a band on the timeline and
// rings on the map.

import { element } from "./dom.js";
import { OPEN_END, OPEN_START } from "./tally.js";

const LEAST_BAND = 3;

/** A stretch of days on the timeline. */
export class Band {
  constructor() {
    this.root = element("div", { class: "lv-pointed", hidden: true });
    this.days = null;
  }

  /** @param days {first, last} as numbers, either of which may be open, or null */
  set(days) {
    const isDated = days && (days.first !== undefined || days.last !== undefined);
    this.days = isDated ? [days.first ?? OPEN_START, days.last ?? OPEN_END] : null;
  }

  /** The day that is surely in it. */
  get day() {
    const [first, last] = this.days;
    return first === OPEN_START ? last : first;
  }

  /** @param scale the TimeScale of what is in view */
  draw(scale) {
    this.root.hidden = !this.days;
    if (!this.days) return;
    const { width } = scale;
    const [first, last] = this.days;
    const left = first === OPEN_START ? 0 : scale.pixelOf(first);
    const right = last === OPEN_END ? width : scale.pixelOf(last + 1);
    this.root.hidden = right < 0 || left > width;
    this.root.style.transform = `translateX(${left}px)`;
    this.root.style.width = `${Math.max(LEAST_BAND, right - left)}px`;
  }
}

/** Rings around places on the map. */
export class Rings {
  constructor() {
    this.root = element("div", { class: "lv-rings", "aria-hidden": "true" });
    this.positions = [];
  }

  set(positions) {
    this.positions = positions;
    this.root.replaceChildren(...positions.map(() => element("span")));
  }

  /** @param pixelOf where a [longitude, latitude] lies */
  place(pixelOf) {
    [...this.root.children].forEach((ring, i) => {
      const [x, y] = pixelOf(this.positions[i]);
      ring.style.transform = `translate(${x}px, ${y}px)`;
    });
  }
}
