// How fine groups of events are: by which units of time, and by which level of places.

import { UNITS, floorTo, nextEdge } from "./calendar.js";
import { OPEN_END, OPEN_START } from "./tally.js";

const unitOf = (name) => UNITS.find((unit) => unit.name === name);
const coarser = (one, other) => (UNITS.indexOf(one) > UNITS.indexOf(other) ? one : other);

export class Grain {
  /**
   * @param about what the columns tell of themselves (dashboard/linked/groups.py): {time, place}
   *   within the `window` of days, or everywhere if that is null; {outsideTime, outsidePlace}
   *   beyond it; `edges`: further days on which groups begin anew; `sightPlace`: the level by
   *   which the places in sight of the map are told, or nothing
   * @param levels the names of the levels of places, from coarse to fine
   */
  constructor({ time, place, window, outsideTime, outsidePlace, sightPlace, edges }, levels) {
    this.inside = { unit: unitOf(time), depth: levels.indexOf(place), place };
    this.outside = { unit: unitOf(outsideTime), depth: levels.indexOf(outsidePlace), place: outsidePlace };
    this.sight = sightPlace ? { depth: levels.indexOf(sightPlace), place: sightPlace } : null;
    this.window = window;
    this.edges = edges;
    this.levels = levels;
  }

  /** To which depth places in sight are told all over time. */
  get sightDepth() {
    return Math.max(this.outside.depth, this.sight?.depth ?? 0);
  }

  /** {unit, depth, place} that hold all over a stretch of days. */
  over([first, last]) {
    const { window } = this;
    return !window || (first >= window[0] && last <= window[1]) ? this.inside : this.outside;
  }

  /** The unit of the groups on both sides of the night before `day`. */
  unitAt(day) {
    const { window } = this;
    return !window || (day > window[0] && day <= window[1]) ? this.inside.unit : this.outside.unit;
  }

  /** Whether no group lies on both sides of the night before `day`. */
  isEdge(day) {
    return day === OPEN_START || day > OPEN_END || this.edges.includes(day) || floorTo(this.unitAt(day), day) === day;
  }

  /** The day nearest to `day` on which groups begin anew. */
  nearest(day) {
    if (this.isEdge(day)) return day;
    const unit = this.unitAt(day);
    const low = floorTo(unit, day);
    const near = [low, nextEdge(unit, low), ...this.edges];
    return near.reduce((best, edge) => (Math.abs(edge - day) < Math.abs(best - day) ? edge : best));
  }

  /** The closed interval nearest to one that no group lies across; at least a group long. */
  snapped([first, last]) {
    const begin = first === OPEN_START ? first : this.nearest(first);
    if (last === OPEN_END) return [begin, last];
    const end = this.nearest(last + 1);
    return [begin, (end > begin ? end : this.after(begin === OPEN_START ? last : begin)) - 1];
  }

  /** The next day after `day` on which groups begin anew. */
  after(day) {
    const unit = this.unitAt(day + 1);
    const next = nextEdge(unit, floorTo(unit, day));
    return Math.min(...[next, ...this.edges].filter((edge) => edge > day));
  }

  /** {unit, edges} of bins, moved so that no group lies across an edge. */
  binned({ unit, edges }, stretch) {
    const moved = [...new Set(edges.map((edge) => this.nearest(edge)))];
    if (moved.length < 2) moved.push(this.after(moved[0]));
    return { unit: coarser(unit, this.over(stretch).unit), edges: moved };
  }
}
