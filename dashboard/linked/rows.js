// The rows of a dataset and the filters on them: which filters each row fails.
//
// The columns are those of dashboard/wire.py. A filter marks the rows that fail it with its
// bit; who counts asks for rows that fail none, or none but one.

import { Facet } from "./facet.js";
import { lowerBound } from "./tally.js";

// Which filters a row fails, a bit a filter; those of the facets come after these.
const TEXT = 1;
const AREA = 2;
const ALL_BITS = 0xffff;

export class Rows {
  /**
   * @param columns {rows, arrays} as unpack() gives them
   * @param sizes {facet name: how many values it has}
   */
  constructor({ rows, arrays }, sizes) {
    this.length = rows;
    this.days = arrays.days;
    /** First and last day of each row, as positions in `days`; an undated row ends before it starts. */
    this.start = arrays.start;
    this.end = arrays.end;
    /** How many events a row stands for; null if each is one. */
    this.weight = arrays.weight ?? null;
    this.facets = new Map(
      Object.entries(sizes).map(([name, size], i) => [name, new Facet(name, 1 << (i + 2), arrays, size)]),
    );
    this.fails = new Uint16Array(rows);
    /** The places that a row must have one of; null for any. */
    this.area = null;
    this.hasText = false;
  }

  facet(name) {
    return this.facets.get(name);
  }

  // Each filter tells whether any row may pass now that did not, or the other way round.

  choose(name, values) {
    const facet = this.facet(name);
    const was = facet.chosen;
    facet.chosen = new Set(values);
    // A filter that was empty and stays so costs no pass over the rows.
    if (!was.size && !facet.chosen.size) return false;
    return this.mark(facet.bit, facet.setOfRow, facet.hits());
  }

  /** Let only events pass that have one of `places`; null lifts the filter. */
  setArea(places) {
    if (!this.area && !places) return false;
    this.area = places;
    const facet = this.facet("place");
    const wanted = places && new Set(places.length ? places : [-1]);
    return this.mark(AREA, facet.setOfRow, wanted && facet.hits(wanted));
  }

  /** Let only rows pass for which `mask` holds 1; null lifts the filter. */
  setText(mask) {
    if (!this.hasText && !mask) return false;
    this.hasText = Boolean(mask);
    const { fails, length } = this;
    for (let i = 0; i < length; i++) {
      fails[i] = mask && !mask[i] ? fails[i] | TEXT : fails[i] & ~TEXT;
    }
    return true;
  }

  mark(bit, setOfRow, hit) {
    const { fails, length } = this;
    if (hit) {
      for (let i = 0; i < length; i++) fails[i] = hit[setOfRow[i]] ? fails[i] & ~bit : fails[i] | bit;
    } else {
      for (let i = 0; i < length; i++) fails[i] &= ~bit;
    }
    return true;
  }

  /** All filters but a facet's own, as bits of `fails`. */
  othersThan({ bit }) {
    return ALL_BITS & ~bit;
  }

  /** An interval as ranks among the days: [end at least, start below]; null for all of time. */
  ranks(interval) {
    return interval && [lowerBound(this.days, interval[0]), lowerBound(this.days, interval[1] + 1)];
  }

  /**
   * How many events pass when some filters hold other values, and there are no words.
   *
   * @param wanted {facet name: Set of values}, for all others as they are
   * @param interval [first, last] days, or null for all of time
   */
  totalWith(wanted, interval) {
    const facets = Object.entries(wanted).map(([name, values]) => ({ facet: this.facet(name), values }));
    const own = facets.reduce((bits, { facet }) => bits | facet.bit, TEXT);
    const sets = facets.map(({ facet, values }) => [facet.setOfRow, facet.hits(values)]);
    const ranks = this.ranks(interval);
    let total = 0;
    for (let row = 0; row < this.length; row++) {
      if (this.fails[row] & ~own) continue;
      if (ranks && (this.end[row] < ranks[0] || this.start[row] >= ranks[1])) continue;
      if (sets.every(([setOfRow, hit]) => hit[setOfRow[row]])) total += this.weight ? this.weight[row] : 1;
    }
    return total;
  }

  /** Rows that pass every filter. */
  *passing() {
    for (let i = 0; i < this.length; i++) if (this.fails[i] === 0) yield i;
  }

  /** Rows that pass every filter and overlap an interval; null takes undated ones, too. */
  *passingIn(interval) {
    const ranks = this.ranks(interval);
    for (const row of this.passing()) {
      if (!ranks || (this.end[row] >= ranks[0] && this.start[row] < ranks[1])) yield row;
    }
  }
}
