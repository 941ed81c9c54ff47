// What is looked at or chosen, and what the groups at hand do not tell of it.

import { binEdges } from "./calendar.js";
import { Grain } from "./grain.js";
import { tidy } from "./search.js";
import { wantedSight } from "./sight.js";
import { OPEN_END, OPEN_START } from "./tally.js";

// So many pixels a unit of time needs for a hand to choose one.
const LEAST_PIXELS = 3;
const MOST_OF_SPAN = 0.9;

export class Needs {
  /** @param finer the Finer whose groups are at hand */
  constructor(finer) {
    this.finer = finer;
    this.depths = finer.view.payload.facets.place.map(({ depth }) => depth);
  }

  /** Ids of chosen places that groups outside of the window do not tell from others. */
  untoldPlaces() {
    const { choices } = this.finer.view.choosing;
    const { place } = this.finer.view.payload.facets;
    const positions = choices.positions.get("place");
    return [...choices.byId.place].filter((id) => place[positions.get(id)]?.depth > this.finer.grain.outside.depth).sort();
  }

  /** The chosen area, if a place in it is one that groups do not tell; else null. */
  untoldArea() {
    const { choices } = this.finer.view.choosing;
    const { place } = this.finer.view.payload.facets;
    const isUntold = ({ index }) => place[index].depth > this.finer.grain.outside.depth;
    return choices.area && choices.inArea().some(isUntold) ? choices.area : null;
  }

  /** The days on which the chosen interval needs groups to begin anew, wherever the window lies. */
  neededEdges() {
    const { interval } = this.finer.view.model;
    const [first, last] = interval ?? [OPEN_START, OPEN_END];
    const days = [...(first === OPEN_START ? [] : [first]), ...(last === OPEN_END ? [] : [last + 1])];
    const coarse = new Grain({ ...this.about(), window: null, time: this.finer.grain.outside.unit.name, edges: [] }, this.finer.levels);
    return days.filter((day) => !coarse.isEdge(day));
  }

  about() {
    const { inside, outside, window, edges } = this.finer.grain;
    return { time: inside.unit.name, place: inside.place, outsideTime: outside.unit.name, outsidePlace: outside.place, window, edges };
  }

  /** Whether the numbers that the groups at hand give for what is chosen are exact. */
  isExact() {
    const { asked, grain, view } = this.finer;
    const has = (all, some) => some.every((one) => all.includes(one));
    const area = this.untoldArea();
    return (
      asked.text === tidy(view.choosing.choices.text) &&
      has(asked.places, this.untoldPlaces()) &&
      (!area || String(asked.area) === String(area)) &&
      this.neededEdges().every((day) => grain.isEdge(day))
    );
  }

  /** The stretch to be made finer, with what lies around it; null if what is at hand does. */
  wantedWindow() {
    const { timeline } = this.finer.view;
    if (!timeline?.width) return null;
    const [first, last] = timeline.focus;
    const here = this.finer.grain.over([first, last]);
    const { unit } = binEdges(first, last, timeline.width / LEAST_PIXELS);
    const isFineEnough = unit.days >= here.unit.days && here.depth === this.finer.levels.length - 1;
    const tried = this.finer.lookedAt;
    const isTried = tried && first >= tried.window[0] && last <= tried.window[1] && (last - first) * 2 > tried.span;
    if (isFineEnough || isTried || (here.unit.days === 1 && here.depth === this.finer.levels.length - 1)) return null;
    const around = Math.ceil((last - first) / 2);
    const [begin, end] = this.finer.extent;
    const window = [Math.max(begin, first - around), Math.min(end, last + around)];
    // Of nearly all events there are no finer groups.
    return window[1] - window[0] < (end - begin) * MOST_OF_SPAN ? window : null;
  }

  /** The box of the map in which places are to be told more finely; null if what is at hand does. */
  wantedSight() {
    const { view, sighted, asked, grain } = this.finer;
    return wantedSight(view.map, sighted, asked.sight, (box) => view.choosing.choices.inBox(box), this.depths, grain);
  }
}
