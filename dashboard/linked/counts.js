// Counting: what every view shows, under the filters of all the others.
//
// The columns are those of dashboard/wire.py. A change of a filter costs two passes over
// the rows, one to mark and one to count. A change of the interval, while the hand moves
// it, costs a subtraction per counted thing, however many events there are.

import { Facet } from "./facet.js";
import { Tally, lowerBound } from "./tally.js";

// The most numbers that a tally may hold; beyond that the map does without wedges.
const MOST_CELLS = 12e6;
// The most pairs of a set of places and a set of sectors to count at once.
const MOST_PAIRS_OF_SETS = 4e6;
// Which filters a row fails, a bit a filter; those of the facets come after these.
const TEXT = 1;
const AREA = 2;
const ALL_BITS = 0xffff;
// What every change of a filter shows anew.
const SURVEYED = ["place", "sector", "pair"];

/** The rows of a dataset and the filters on them. */
export class CrossModel {
  /**
   * @param columns {rows, arrays} as unpack() gives them
   * @param sizes {facet name: how many values it has}
   */
  constructor({ rows, arrays }, sizes) {
    this.length = rows;
    this.days = arrays.days;
    this.start = arrays.start;
    this.end = arrays.end;
    this.weight = arrays.weight ?? null;
    this.facets = new Map(
      Object.entries(sizes).map(([name, size], i) => [name, new Facet(name, 1 << (i + 2), arrays, size)]),
    );
    // The interval is not among the bits: it moves too often.
    this.fails = new Uint16Array(rows);
    this.interval = null;
    this.hasArea = this.hasText = false;
    this.forget();
  }

  facet(name) {
    return this.facets.get(name);
  }

  choose(name, values) {
    const facet = this.facet(name);
    const held = this.sectorTime;
    const was = facet.chosen;
    facet.chosen = new Set(values);
    // A filter that was empty and stays so costs no pass over the rows.
    if (!was.size && !facet.chosen.size) return;
    this.apply(facet.bit, facet.setOfRow, facet.hits());
    // Sectors over time are counted under all filters but the sectors' own.
    if (name === "sector") this.sectorTime = held;
  }

  /** Let only events pass that have one of `places`; null lifts the filter. */
  setArea(places) {
    if (!this.hasArea && !places) return;
    this.hasArea = Boolean(places);
    const facet = this.facet("place");
    const wanted = places && new Set(places.length ? places : [-1]);
    this.apply(AREA, facet.setOfRow, wanted && facet.hits(wanted));
  }

  /** Let only rows pass for which `mask` holds 1; null lifts the filter. */
  setText(mask) {
    if (!this.hasText && !mask) return;
    this.hasText = Boolean(mask);
    const { fails, length } = this;
    for (let i = 0; i < length; i++) {
      fails[i] = mask && !mask[i] ? fails[i] | TEXT : fails[i] & ~TEXT;
    }
    this.forget();
  }

  apply(bit, setOfRow, hit) {
    const { fails, length } = this;
    if (hit) {
      for (let i = 0; i < length; i++) fails[i] = hit[setOfRow[i]] ? fails[i] & ~bit : fails[i] | bit;
    } else {
      for (let i = 0; i < length; i++) fails[i] &= ~bit;
    }
    this.forget();
  }

  setInterval(interval) {
    this.interval = interval;
    this.surveyed = null;
  }

  forget() {
    this.sectorTime = null;
    this.passingTime = null;
    this.placeTime = null;
    this.wedgeTime = null;
    this.surveyed = null;
  }

  /** The interval as ranks among the days: [end at least, start below]. */
  ranks() {
    if (!this.interval) return null;
    return [lowerBound(this.days, this.interval[0]), lowerBound(this.days, this.interval[1] + 1)];
  }

  // --- at one interval ---

  /** Events per value of a facet, under every filter but that facet's own. */
  count(name, out = new Int32Array(this.facet(name).size)) {
    const facet = this.facet(name);
    const perSet = SURVEYED.includes(name) ? this.survey()[name] : this.perSet(facet);
    return facet.perValue(perSet, out);
  }

  perSet({ setOfRow, bit, sets }) {
    const { fails, start, end, weight, length } = this;
    const [from, to] = this.ranks() ?? [0, 0];
    const all = !this.interval;
    const others = ALL_BITS & ~bit;
    const result = new Int32Array(sets);
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) === 0 && (all || (start[i] < to && end[i] >= from))) {
        result[setOfRow[i]] += weight ? weight[i] : 1;
      }
    }
    return result;
  }

  /** What every change of a filter shows anew, in one pass: per set of places, of sectors and
   * of pairs the events under all filters but that facet's own, and, unless that is too
   * much to hold, per set of places and of sectors those under all but the places'. */
  survey() {
    if (this.surveyed) return this.surveyed;
    const { fails, start, end, weight, length } = this;
    const [place, sector, pair] = SURVEYED.map((name) => this.facet(name));
    const both = place.sets * sector.sets <= MOST_PAIRS_OF_SETS ? new Int32Array(place.sets * sector.sets) : null;
    const result = {
      place: new Int32Array(place.sets),
      sector: new Int32Array(sector.sets),
      pair: new Int32Array(pair.sets),
      both,
    };
    const { place: perPlace, sector: perSector, pair: perPair } = result;
    const [placeOf, sectorOf, pairOf] = [place.setOfRow, sector.setOfRow, pair.setOfRow];
    const [placeBit, sectorBit, pairBit] = [place.bit, sector.bit, pair.bit];
    const sectorSets = sector.sets;
    const [from, to] = this.ranks() ?? [0, 0];
    const all = !this.interval;
    for (let i = 0; i < length; i++) {
      if (!all && (start[i] >= to || end[i] < from)) continue;
      const failed = fails[i];
      const w = weight ? weight[i] : 1;
      if (failed === 0 || failed === placeBit) {
        perPlace[placeOf[i]] += w;
        if (both) both[placeOf[i] * sectorSets + sectorOf[i]] += w;
      }
      if (failed === 0 || failed === sectorBit) perSector[sectorOf[i]] += w;
      if (failed === 0 || failed === pairBit) perPair[pairOf[i]] += w;
    }
    this.surveyed = result;
    return result;
  }

  // --- over time ---

  /** Starts and ends per value of a facet, and in all (the last group), with what has no
   * date: under all filters but the interval and the facet's own. */
  timeOf(facet) {
    const { setOfRow, offsets, values, bit, size } = facet;
    const { fails, start, end, weight, length } = this;
    const others = ALL_BITS & ~bit;
    const groups = size + 1;
    const tally = new Tally(this.days, groups);
    const { started, ended } = tally;
    const undatedPerSet = new Int32Array(facet.sets);
    let undated = 0;
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) !== 0) continue;
      const w = weight ? weight[i] : 1;
      const set = setOfRow[i];
      if (start[i] > end[i]) {
        undatedPerSet[set] += w;
        undated += w;
        continue;
      }
      const from = (start[i] + 1) * groups;
      const to = (end[i] + 1) * groups;
      for (let j = offsets[set]; j < offsets[set + 1]; j++) {
        started[from + values[j]] += w;
        ended[to + values[j]] += w;
      }
      started[from + size] += w;
      ended[to + size] += w;
    }
    const perValue = facet.perValue(undatedPerSet, new Int32Array(size));
    return { tally: tally.finish(), undated: [...perValue, undated] };
  }

  sectorsOverTime() {
    this.sectorTime ??= this.timeOf(this.facet("sector"));
    return this.sectorTime;
  }

  placesOverTime() {
    this.placeTime ??= this.timeOf(this.facet("place"));
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
    this.passingTime ??= this.countPassing();
    return this.passingTime;
  }

  countPassing() {
    const tally = new Tally(this.days, 1);
    const { fails, start, end, weight, length } = this;
    let undated = 0;
    for (let i = 0; i < length; i++) {
      if (fails[i] !== 0) continue;
      const w = weight ? weight[i] : 1;
      if (start[i] > end[i]) {
        undated += w;
      } else {
        tally.started[start[i] + 1] += w;
        tally.ended[end[i] + 1] += w;
      }
    }
    return { tally: tally.finish(), group: 0, undated };
  }

  /** Like count(), by subtraction: for "place" and "sector" while an interval moves. */
  countLive(name, out) {
    if (!this.interval) return this.count(name, out);
    const { tally } = name === "sector" ? this.sectorsOverTime() : this.placesOverTime();
    const counts = tally.count(this.interval, new Int32Array(tally.groups));
    out.set(counts.subarray(0, out.length));
    return out;
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
  *passing() {
    for (let i = 0; i < this.length; i++) if (this.fails[i] === 0) yield i;
  }

  /** Rows that pass every filter. */
  *selected() {
    const ranks = this.ranks();
    for (const row of this.passing()) if (!ranks || (this.end[row] >= ranks[0] && this.start[row] < ranks[1])) yield row;
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

  wedgeCells() {
    return this.facet("place").size * this.facet("sector").size;
  }

  hasWedges(days = 1) {
    return this.wedgeCells() * days <= MOST_CELLS;
  }

  /** Events per place and sector, a row of sectors a place, as the map counts: under every
   * filter but the places'; only chosen sectors count. Null if that is too much to hold. */
  placeSectors(live = false) {
    if (live && this.interval) {
      if (!this.hasWedges(this.days.length + 1)) return null;
      return this.wedgesOverTime().count(this.interval, new Int32Array(this.wedgeCells()));
    }
    return this.hasWedges() ? this.wedgesNow(new Int32Array(this.wedgeCells())) : null;
  }

  /** Calls add(cell) for every place of a set of places with every sector shown of a set of sectors. */
  eachCell(placeSet, sectorSet, shown, add) {
    const { offsets: placeOffsets, values: places } = this.facet("place");
    const { offsets: sectorOffsets, values: sectors, size } = this.facet("sector");
    for (let j = placeOffsets[placeSet]; j < placeOffsets[placeSet + 1]; j++) {
      const base = places[j] * size;
      for (let k = sectorOffsets[sectorSet]; k < sectorOffsets[sectorSet + 1]; k++) {
        if (shown[sectors[k]]) add(base + sectors[k]);
      }
    }
  }

  wedgesNow(out) {
    const { both } = this.survey();
    const [place, sector] = [this.facet("place"), this.facet("sector")];
    const shown = sector.shown();
    if (both) {
      for (let p = 0, at = 0; p < place.sets; p++) {
        for (let s = 0; s < sector.sets; s++, at++) {
          if (both[at]) this.eachCell(p, s, shown, (cell) => (out[cell] += both[at]));
        }
      }
      return out;
    }
    const { fails, start, end, weight, length } = this;
    const [from, to] = this.ranks() ?? [0, 0];
    const others = ALL_BITS & ~place.bit;
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) !== 0 || (this.interval && (start[i] >= to || end[i] < from))) continue;
      const w = weight ? weight[i] : 1;
      this.eachCell(place.setOfRow[i], sector.setOfRow[i], shown, (cell) => (out[cell] += w));
    }
    return out;
  }

  wedgesOverTime() {
    this.wedgeTime ??= this.countWedges();
    return this.wedgeTime;
  }

  countWedges() {
    const cells = this.wedgeCells();
    const tally = new Tally(this.days, cells);
    const { started, ended } = tally;
    const { setOfRow: placeOf, offsets: placeOffsets, values: places, bit } = this.facet("place");
    const { setOfRow: sectorOf, offsets: sectorOffsets, values: sectors, size } = this.facet("sector");
    const { fails, start, end, weight, length } = this;
    const others = ALL_BITS & ~bit;
    const shown = this.facet("sector").shown();
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) !== 0 || start[i] > end[i]) continue;
      const w = weight ? weight[i] : 1;
      const from = (start[i] + 1) * cells;
      const to = (end[i] + 1) * cells;
      const lastPlace = placeOffsets[placeOf[i] + 1];
      const lastSector = sectorOffsets[sectorOf[i] + 1];
      for (let j = placeOffsets[placeOf[i]]; j < lastPlace; j++) {
        for (let k = sectorOffsets[sectorOf[i]]; k < lastSector; k++) {
          if (!shown[sectors[k]]) continue;
          const cell = places[j] * size + sectors[k];
          started[from + cell] += w;
          ended[to + cell] += w;
        }
      }
    }
    return tally.finish();
  }

  /** The tallies that a moving interval needs, one a call, before it moves; false once all are made. */
  prepare() {
    if (!this.sectorTime) this.sectorsOverTime();
    else if (!this.placeTime) this.placesOverTime();
    else if (!this.wedgeTime && this.hasWedges(this.days.length + 1)) this.wedgesOverTime();
    else return false;
    return true;
  }
}
