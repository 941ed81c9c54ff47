// Counting: what every view shows, under the filters of all the others.
//
// The columns are those of dashboard/wire.py. A change of a filter costs one pass over the
// rows. A change of the interval, while the hand moves it, costs a subtraction per counted
// thing, however many events there are: a tally holds, for every day on which anything
// starts or ends, how many events started and how many ended before it.

// The most numbers that a tally may hold; beyond that the map does without wedges.
const MOST_CELLS = 12e6;

export const OPEN_START = -2147483648;
export const OPEN_END = 2147483647;

/** Index of the first element of the sorted `values` that is not below `wanted`. */
export function lowerBound(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cumulative numbers of starts and ends for `groups` things over sorted `days`. */
export class Tally {
  constructor(days, groups) {
    this.days = days;
    this.groups = groups;
    // Row k holds what happened before days[k]; the last row holds everything.
    this.started = new Int32Array((days.length + 1) * groups);
    this.ended = new Int32Array((days.length + 1) * groups);
  }

  finish() {
    for (const sums of [this.started, this.ended]) {
      for (let i = this.groups; i < sums.length; i++) sums[i] += sums[i - this.groups];
    }
    return this;
  }

  /** Dated events of each group that overlap the closed interval of days. */
  count([first, last], out) {
    const { groups, started, ended, days } = this;
    const before = lowerBound(days, first) * groups;
    const upTo = lowerBound(days, last + 1) * groups;
    for (let g = 0; g < groups; g++) out[g] = started[upTo + g] - ended[before + g];
    return out;
  }
}

/** One facet: which set of values each row has, and what the sets hold. */
class Facet {
  constructor(name, bit, arrays, size) {
    this.name = name;
    this.bit = bit;
    this.size = size;
    this.setOfRow = arrays[`${name}.set`];
    this.offsets = arrays[`${name}.offsets`];
    this.values = arrays[`${name}.values`];
    this.sets = this.offsets.length - 1;
    this.chosen = new Set();
  }

  /** Per set, whether it holds one of the chosen values; null if none is chosen. */
  hits() {
    if (!this.chosen.size) return null;
    const hit = new Uint8Array(this.sets);
    for (let s = 0; s < this.sets; s++) {
      for (let j = this.offsets[s]; j < this.offsets[s + 1] && !hit[s]; j++) {
        hit[s] = this.chosen.has(this.values[j]) ? 1 : 0;
      }
    }
    return hit;
  }

  /** Numbers per set as numbers per value. */
  perValue(perSet, out) {
    out.fill(0);
    for (let s = 0; s < this.sets; s++) {
      if (!perSet[s]) continue;
      for (let j = this.offsets[s]; j < this.offsets[s + 1]; j++) out[this.values[j]] += perSet[s];
    }
    return out;
  }
}

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
    // Which filters each row fails, a bit a filter; the interval is not among them.
    this.fails = new Uint16Array(rows);
    this.interval = null;
    this.forget();
  }

  static TEXT = 1;
  static AREA = 2;

  facet(name) {
    return this.facets.get(name);
  }

  choose(name, values) {
    const facet = this.facet(name);
    facet.chosen = new Set(values);
    this.apply(facet.bit, facet.setOfRow, facet.hits());
  }

  /** Let only events pass that have one of `places`; null lifts the filter. */
  setArea(places) {
    const facet = this.facet("place");
    let hit = null;
    if (places) {
      const held = facet.chosen;
      facet.chosen = new Set(places.length ? places : [-1]);
      hit = facet.hits();
      facet.chosen = held;
    }
    this.apply(CrossModel.AREA, facet.setOfRow, hit);
  }

  /** Let only rows pass for which `mask` holds 1; null lifts the filter. */
  setText(mask) {
    const { fails, length } = this;
    for (let i = 0; i < length; i++) {
      fails[i] = mask && !mask[i] ? fails[i] | CrossModel.TEXT : fails[i] & ~CrossModel.TEXT;
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
  }

  forget() {
    this.overTime = null;
    this.live = null;
    this.liveWedges = null;
    this.undatedTotal = null;
  }

  /** The interval as ranks among the days: [end at least, start below]. */
  ranks() {
    if (!this.interval) return null;
    return [lowerBound(this.days, this.interval[0]), lowerBound(this.days, this.interval[1] + 1)];
  }

  /** Events per value of a facet, under every filter but that facet's own: one pass. */
  count(name, out = new Int32Array(this.facet(name).size)) {
    const facet = this.facet(name);
    const { fails, start, end, weight, length } = this;
    const { setOfRow, bit } = facet;
    const ranks = this.ranks();
    const others = 0xffff & ~bit;
    const perSet = new Int32Array(facet.sets);
    if (ranks) {
      const [from, to] = ranks;
      for (let i = 0; i < length; i++) {
        if ((fails[i] & others) === 0 && start[i] < to && end[i] >= from) {
          perSet[setOfRow[i]] += weight ? weight[i] : 1;
        }
      }
    } else {
      for (let i = 0; i < length; i++) {
        if ((fails[i] & others) === 0) perSet[setOfRow[i]] += weight ? weight[i] : 1;
      }
    }
    return facet.perValue(perSet, out);
  }

  /** Starts and ends per sector shown and in all (the last group), under all but the interval. */
  timeTally() {
    if (this.overTime) return this.overTime;
    const sector = this.facet("sector");
    const { fails, start, end, weight, length } = this;
    const { setOfRow, offsets, values, chosen } = sector;
    const groups = sector.size + 1;
    const tally = new Tally(this.days, groups);
    const { started, ended } = tally;
    const shown = Uint8Array.from({ length: sector.size }, (_, s) => (!chosen.size || chosen.has(s) ? 1 : 0));
    let undated = 0;
    for (let i = 0; i < length; i++) {
      if (fails[i] !== 0) continue;
      const w = weight ? weight[i] : 1;
      if (start[i] > end[i]) {
        undated += w;
        continue;
      }
      const from = (start[i] + 1) * groups;
      const to = (end[i] + 1) * groups;
      const set = setOfRow[i];
      for (let j = offsets[set]; j < offsets[set + 1]; j++) {
        if (!shown[values[j]]) continue;
        started[from + values[j]] += w;
        ended[to + values[j]] += w;
      }
      started[from + sector.size] += w;
      ended[to + sector.size] += w;
    }
    this.undatedTotal = undated;
    this.overTime = tally.finish();
    return this.overTime;
  }

  /** What must follow the hand: places and sectors, each under all filters but its own. */
  liveTallies() {
    this.live ??= { place: this.facetTally("place"), sector: this.facetTally("sector") };
    return this.live;
  }

  facetTally(name) {
    const { setOfRow, offsets, values, bit, size } = this.facet(name);
    const { fails, start, end, weight, length } = this;
    const others = 0xffff & ~bit;
    const tally = new Tally(this.days, size);
    const { started, ended } = tally;
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) !== 0 || start[i] > end[i]) continue;
      const w = weight ? weight[i] : 1;
      const from = (start[i] + 1) * size;
      const to = (end[i] + 1) * size;
      const set = setOfRow[i];
      for (let j = offsets[set]; j < offsets[set + 1]; j++) {
        started[from + values[j]] += w;
        ended[to + values[j]] += w;
      }
    }
    return tally.finish();
  }

  /** Like count(), by subtraction: for "place" and "sector" while an interval moves. */
  countLive(name, out) {
    if (!this.interval) return this.count(name, out);
    return this.liveTallies()[name].count(this.interval, out);
  }

  /** Events per place and sector, a row of sectors a place, as the map counts: under every
   * filter but the places'; only chosen sectors count. Null if that is too much to hold. */
  placeSectors(live = false) {
    const cells = this.wedgeCells();
    if (cells * (live ? this.days.length + 1 : 1) > MOST_CELLS) return null;
    if (live && this.interval) return this.liveWedgeTally().count(this.interval, new Int32Array(cells));
    return this.wedgesNow(new Int32Array(cells));
  }

  liveWedgeTally() {
    this.liveWedges ??= this.wedgeTally();
    return this.liveWedges;
  }

  /** Make the tallies that a moving interval needs, before it moves. */
  prepare() {
    this.liveTallies();
    if (this.wedgeCells() * (this.days.length + 1) <= MOST_CELLS) this.liveWedgeTally();
  }

  wedgeCells() {
    return this.facet("place").size * this.facet("sector").size;
  }

  /** For each set of places and each of sectors that rows have: calls add(row, cells). */
  eachWedge(add) {
    const place = this.facet("place");
    const sector = this.facet("sector");
    const { fails, length } = this;
    const others = 0xffff & ~place.bit;
    const shown = Uint8Array.from({ length: sector.size }, (_, s) => (!sector.chosen.size || sector.chosen.has(s) ? 1 : 0));
    for (let i = 0; i < length; i++) {
      if ((fails[i] & others) !== 0) continue;
      const p = place.setOfRow[i];
      const s = sector.setOfRow[i];
      for (let j = place.offsets[p]; j < place.offsets[p + 1]; j++) {
        const base = place.values[j] * sector.size;
        for (let k = sector.offsets[s]; k < sector.offsets[s + 1]; k++) {
          if (shown[sector.values[k]]) add(i, base + sector.values[k]);
        }
      }
    }
  }

  wedgesNow(out) {
    const { start, end, weight } = this;
    const [from, to] = this.ranks() ?? [0, Infinity];
    const all = !this.interval;
    this.eachWedge((i, cell) => {
      if (all || (start[i] < to && end[i] >= from)) out[cell] += weight ? weight[i] : 1;
    });
    return out;
  }

  wedgeTally() {
    const cells = this.wedgeCells();
    const tally = new Tally(this.days, cells);
    const { start, end, weight } = this;
    this.eachWedge((i, cell) => {
      if (start[i] > end[i]) return;
      tally.started[(start[i] + 1) * cells + cell] += weight ? weight[i] : 1;
      tally.ended[(end[i] + 1) * cells + cell] += weight ? weight[i] : 1;
    });
    return tally.finish();
  }

  /** How many events pass every filter. */
  total() {
    const tally = this.timeTally();
    const all = this.facet("sector").size;
    if (!this.interval) return tally.started[this.days.length * (all + 1) + all] + this.undatedTotal;
    return tally.count(this.interval, new Int32Array(all + 1))[all];
  }

  /** How many pass every filter but have no date (none, while an interval is chosen). */
  undated() {
    this.timeTally();
    return this.interval ? 0 : this.undatedTotal;
  }

  /** Rows that pass every filter but the interval. */
  *passing() {
    for (let i = 0; i < this.length; i++) if (this.fails[i] === 0) yield i;
  }

  /** Per bin, the events that overlap it: one array per sector, and one for all. */
  binCounts(edges) {
    const bins = edges.length - 1;
    const groups = this.facet("sector").size + 1;
    const result = Array.from({ length: groups }, () => new Int32Array(bins));
    const out = new Int32Array(groups);
    const tally = this.timeTally();
    for (let b = 0; b < bins; b++) {
      tally.count([edges[b], edges[b + 1] - 1], out);
      for (let g = 0; g < groups; g++) result[g][b] = out[g];
    }
    return result;
  }
}
