// Counting: what every view shows, under the filters of all the others.
//
// The columns are those of dashboard/columns.py. Setting the sectors or the places costs
// one pass over the rows. The interval costs a subtraction per counted thing, however many
// events there are: a tally holds, for every day on which anything starts or ends, how many
// events started and how many ended before it.

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

/** Sorted distinct values of one or more integer arrays. */
function distinct(arrays) {
  const all = new Int32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) {
    if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i];
  }
  return all.slice(0, kept);
}

/** Cumulative numbers of starts and ends for `groups` things over sorted `days`. */
export class Tally {
  constructor(days, groups) {
    this.days = days;
    this.groups = groups;
    // Row k holds what happened before days[k]; the last row holds everything.
    this.started = new Int32Array((days.length + 1) * groups);
    this.ended = new Int32Array((days.length + 1) * groups);
    this.undated = new Int32Array(groups);
  }

  /** Count an event that starts and ends on these days; no days, no interval holds it. */
  add(isDated, startRank, endRank, group, weight) {
    if (isDated) {
      this.started[(startRank + 1) * this.groups + group] += weight;
      this.ended[(endRank + 1) * this.groups + group] += weight;
    } else {
      this.undated[group] += weight;
    }
  }

  finish() {
    for (const sums of [this.started, this.ended]) {
      for (let i = this.groups; i < sums.length; i++) sums[i] += sums[i - this.groups];
    }
    return this;
  }

  /** Events of each group that overlap the closed interval; with none, all of them. */
  count(interval, out) {
    const { groups, started, ended, undated, days } = this;
    if (!interval) {
      const all = days.length * groups;
      for (let g = 0; g < groups; g++) out[g] = started[all + g] + undated[g];
      return out;
    }
    const before = lowerBound(days, interval[0]) * groups;
    const upTo = lowerBound(days, interval[1] + 1) * groups;
    for (let g = 0; g < groups; g++) out[g] = started[upTo + g] - ended[before + g];
    return out;
  }
}

/** The rows of a dataset and the filters on them. */
export class CrossModel {
  /**
   * @param columns {first, last, sectors, weight, placeOffsets, placeIndex}: typed arrays
   * @param sectorCount, placeCount how many there are of each
   */
  constructor(columns, sectorCount, placeCount) {
    this.columns = columns;
    this.sectorCount = sectorCount;
    this.placeCount = placeCount;
    this.length = columns.first.length;
    this.days = distinct([columns.first, columns.last]);
    this.startRank = new Uint32Array(this.length);
    this.endRank = new Uint32Array(this.length);
    const rankOf = new Map();
    this.days.forEach((day, rank) => rankOf.set(day, rank));
    for (let i = 0; i < this.length; i++) {
      this.startRank[i] = rankOf.get(columns.first[i]);
      this.endRank[i] = rankOf.get(columns.last[i]);
    }
    this.sectorMask = 0; // 0 lets every sector pass
    this.places = new Set();
    this.interval = null;
    this.placeHit = new Uint8Array(this.length);
    this.setPlaces([]);
  }

  setSectors(mask) {
    this.sectorMask = mask >>> 0;
    this.forget();
  }

  setPlaces(indices) {
    this.places = new Set(indices);
    const wanted = new Uint8Array(this.placeCount);
    for (const place of this.places) wanted[place] = 1;
    const { placeOffsets, placeIndex } = this.columns;
    const everything = this.places.size === 0;
    for (let i = 0; i < this.length; i++) {
      let hit = everything ? 1 : 0;
      for (let j = placeOffsets[i]; !hit && j < placeOffsets[i + 1]; j++) {
        hit = wanted[placeIndex[j]];
      }
      this.placeHit[i] = hit;
    }
    this.forget();
  }

  setInterval(interval) {
    this.interval = interval;
  }

  forget() {
    this.tallies = null;
  }

  /** One pass over the rows: what each view counts, before the interval. */
  tally() {
    if (this.tallies) return this.tallies;
    const { first, last, sectors, weight, placeOffsets, placeIndex } = this.columns;
    const { startRank, endRank, sectorMask, placeHit, sectorCount } = this;
    const byPlace = new Tally(this.days, this.placeCount);
    const bySector = new Tally(this.days, sectorCount);
    // What passes all but the interval, per sector shown and in all (the last group).
    const overTime = new Tally(this.days, sectorCount + 1);
    for (let i = 0; i < this.length; i++) {
      const w = weight[i];
      const dated = first[i] <= last[i];
      const start = startRank[i];
      const end = endRank[i];
      const inSectors = sectorMask === 0 || (sectors[i] & sectorMask) !== 0;
      if (inSectors) {
        for (let j = placeOffsets[i]; j < placeOffsets[i + 1]; j++) {
          byPlace.add(dated, start, end, placeIndex[j], w);
        }
      }
      if (!placeHit[i]) continue;
      for (let rest = sectors[i]; rest !== 0; rest &= rest - 1) {
        const sector = 31 - Math.clz32(rest & -rest);
        bySector.add(dated, start, end, sector, w);
        if (sectorMask === 0 || (sectorMask >>> sector) & 1) {
          overTime.add(dated, start, end, sector, w);
        }
      }
      if (inSectors) overTime.add(dated, start, end, sectorCount, w);
    }
    this.tallies = {
      byPlace: byPlace.finish(),
      bySector: bySector.finish(),
      overTime: overTime.finish(),
    };
    return this.tallies;
  }

  placeCounts(out = new Int32Array(this.placeCount)) {
    return this.tally().byPlace.count(this.interval, out);
  }

  sectorCounts(out = new Int32Array(this.sectorCount)) {
    return this.tally().bySector.count(this.interval, out);
  }

  /** How many events pass every filter. */
  total() {
    const out = new Int32Array(this.sectorCount + 1);
    return this.tally().overTime.count(this.interval, out)[this.sectorCount];
  }

  /** How many pass every filter but have no date (none, while an interval is chosen). */
  undated() {
    return this.interval ? 0 : this.tally().overTime.undated[this.sectorCount];
  }

  /** Per bin, the events that overlap it: one array per sector, and one for all. */
  binCounts(edges) {
    const bins = edges.length - 1;
    const groups = this.sectorCount + 1;
    const result = Array.from({ length: groups }, () => new Int32Array(bins));
    const out = new Int32Array(groups);
    const tally = this.tally().overTime;
    for (let b = 0; b < bins; b++) {
      tally.count([edges[b], edges[b + 1] - 1], out);
      for (let g = 0; g < groups; g++) result[g][b] = out[g];
    }
    return result;
  }

  /** First and last day of the dated events, or null; open ends do not count. */
  extent() {
    let low = Infinity;
    let high = -Infinity;
    const { first, last } = this.columns;
    for (let i = 0; i < this.length; i++) {
      if (first[i] > last[i]) continue;
      for (const day of [first[i], last[i]]) {
        if (day === OPEN_START || day === OPEN_END) continue;
        if (day < low) low = day;
        if (day > high) high = day;
      }
    }
    return low <= high ? [low, high] : null;
  }
}

export const OPEN_START = -2147483648;
export const OPEN_END = 2147483647;
