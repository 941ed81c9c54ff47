// Counting: what every view shows, under the filters of all the others.
//
// A change of a filter costs two passes over the rows, one to mark and one to count. A change
// of the interval, while the hand moves it, costs a subtraction per counted thing, however
// many events there are. What was counted is kept until a filter changes.

import { allOverTime, valuesOverTime } from "./over_time.js";
import { cellsOf, cellsOfRows, cellsOfSets, cellsOverTime } from "./place_sectors.js";
import { Rows } from "./rows.js";
import { SURVEYED, countSets, survey } from "./survey.js";

// The most numbers that a tally may hold; beyond that the map does without wedges.
const MOST_CELLS = 12e6;
// The same for the events of each place over time, without which a moving interval is slow.
const MOST_PLACE_DAYS = 60e6;
// The most pairs of a set of places and a set of sectors to count at once.
const MOST_PAIRS_OF_SETS = 4e6;

/** The counts of one dataset under one selection. */
export class CrossModel {
  /**
   * @param columns {rows, arrays} as unpack() gives them
   * @param sizes {facet name: how many values it has}
   * @param limits {mostCells, mostPairs}: how many numbers may be held to be faster
   */
  constructor(columns, sizes, { mostCells = MOST_CELLS, mostPairs = MOST_PAIRS_OF_SETS } = {}) {
    this.sizes = sizes;
    this.rows = new Rows(columns, sizes);
    this.mostCells = mostCells;
    this.mostPairs = mostPairs;
    // The interval marks no rows: it moves too often.
    this.interval = null;
    /** Of an interval: which places its groups do not tell, one byte a place; null for none.
     * Nothing is counted for these: some of their events would be missing. */
    this.hides = () => null;
    this.hidden = null;
    this.forget();
  }

  /** `counts` of a facet's values, without those that cannot be told. */
  told(name, counts) {
    if (name === "place" && this.hidden) for (let i = 0; i < counts.length; i++) if (this.hidden[i]) counts[i] = 0;
    return counts;
  }

  facet(name) {
    return this.rows.facet(name);
  }

  /** Take other rows with the same values of facets; all that is chosen stays, except words. */
  replace(columns) {
    const { facets, area } = this.rows;
    this.rows = new Rows(columns, this.sizes);
    for (const [name, { chosen }] of facets) this.rows.choose(name, chosen);
    this.rows.setArea(area);
    this.forget();
  }

  choose(name, values) {
    const held = this.sectorTime;
    if (!this.rows.choose(name, values)) return;
    this.forget();
    // Sectors over time are counted under all filters but the sectors' own.
    if (name === "sector") this.sectorTime = held;
  }

  /** Let only events pass that have one of `places`; null lifts the filter. */
  setArea(places) {
    if (this.rows.setArea(places)) this.forget();
  }

  /** Let only rows pass for which `mask` holds 1; null lifts the filter. */
  setText(mask) {
    if (this.rows.setText(mask)) this.forget();
  }

  setInterval(interval) {
    this.interval = interval;
    this.hidden = this.hides(interval);
    this.surveyed = null;
  }

  forget() {
    this.sectorTime = null;
    this.passingTime = null;
    this.placeTime = null;
    this.wedgeTime = null;
    this.surveyed = null;
  }

  // --- at one interval ---

  survey() {
    this.surveyed ??= survey(this.rows, this.interval, this.mostPairs);
    return this.surveyed;
  }

  /** Events per value of a facet, under every filter but that facet's own. */
  count(name, out = new Int32Array(this.facet(name).size)) {
    const facet = this.facet(name);
    const perSet = SURVEYED.includes(name) ? this.survey()[name] : countSets(this.rows, facet, this.interval);
    return this.told(name, facet.perValue(perSet, out));
  }

  // --- over time ---

  sectorsOverTime() {
    this.sectorTime ??= valuesOverTime(this.rows, this.facet("sector"));
    return this.sectorTime;
  }

  hasPlacesOverTime() {
    return this.facet("place").size * (this.rows.days.length + 1) <= MOST_PLACE_DAYS;
  }

  placesOverTime() {
    this.placeTime ??= valuesOverTime(this.rows, this.facet("place"));
    return this.placeTime;
  }

  /** What passes every filter but the interval: {tally, group of it, undated}. */
  passingOverTime() {
    const { chosen, size } = this.facet("sector");
    const [one] = chosen;
    // One sector, or none chosen, is counted already; several overlap.
    const group = chosen.size === 0 ? size : chosen.size === 1 && one >= 0 ? one : -1;
    if (group >= 0) {
      const { tally, undated } = this.sectorsOverTime();
      return { tally, group, undated: undated[group] };
    }
    this.passingTime ??= allOverTime(this.rows);
    return this.passingTime;
  }

  /** Like count(), by subtraction: for "place" and "sector" while an interval moves. */
  countLive(name, out) {
    if (!this.interval) return this.count(name, out);
    if (name === "place" && !this.hasPlacesOverTime()) return this.count(name, out);
    const { tally } = name === "sector" ? this.sectorsOverTime() : this.placesOverTime();
    const counts = tally.count(this.interval, new Int32Array(tally.groups));
    out.set(counts.subarray(0, out.length));
    return this.told(name, out);
  }

  /** How many events pass every filter. */
  total() {
    const { tally, group, undated } = this.passingOverTime();
    if (!this.interval) return tally.whole(group) + undated;
    return tally.count(this.interval, new Int32Array(tally.groups))[group];
  }

  /** How many pass every filter but have no date (none, while an interval is chosen). */
  undated() {
    return this.interval ? 0 : this.passingOverTime().undated;
  }

  /** Rows that pass every filter but the interval. */
  passing() {
    return this.rows.passing();
  }

  /** Rows that pass every filter. */
  selected() {
    return this.rows.passingIn(this.interval);
  }

  /** Per bin, the events that overlap it: one array per sector, and one for all. */
  binCounts(edges) {
    const bins = edges.length - 1;
    const sector = this.facet("sector");
    const { tally } = this.sectorsOverTime();
    const passing = this.passingOverTime();
    const shown = sector.shown();
    const result = Array.from({ length: sector.size + 1 }, () => new Int32Array(bins));
    const out = new Int32Array(tally.groups);
    const all = passing.tally === tally ? out : new Int32Array(passing.tally.groups);
    for (let b = 0; b < bins; b++) {
      const bin = [edges[b], edges[b + 1] - 1];
      tally.count(bin, out);
      for (let s = 0; s < sector.size; s++) if (shown[s]) result[s][b] = out[s];
      if (all !== out) passing.tally.count(bin, all);
      result[sector.size][b] = all[passing.group];
    }
    return result;
  }

  // --- places by sector ---

  /** Whether cells of places by sectors over so many days are few enough to be held. */
  hasWedges(days = 1) {
    return cellsOf(this.rows) * days <= this.mostCells;
  }

  /** Events per place and sector, a row of sectors a place, as the map counts: under every
   * filter but the places'; only chosen sectors count. Null if that is too much to hold. */
  placeSectors(live = false) {
    if (live && this.interval) {
      if (!this.hasWedges(this.rows.days.length + 1)) return null;
      return this.wedgesOverTime().count(this.interval, new Int32Array(cellsOf(this.rows)));
    }
    if (!this.hasWedges()) return null;
    const { both } = this.survey();
    return both ? cellsOfSets(this.rows, both) : cellsOfRows(this.rows, this.interval);
  }

  wedgesOverTime() {
    this.wedgeTime ??= cellsOverTime(this.rows);
    return this.wedgeTime;
  }

  /** The tallies that a moving interval needs, one a call, before it moves; false once all are made. */
  prepare() {
    if (!this.sectorTime) this.sectorsOverTime();
    else if (!this.placeTime && this.hasPlacesOverTime()) this.placesOverTime();
    else if (!this.wedgeTime && this.hasWedges(this.rows.days.length + 1)) this.wedgesOverTime();
    else return false;
    return true;
  }
}
