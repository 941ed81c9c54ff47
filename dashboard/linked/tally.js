// Tallies over time: any stretch of days is counted by a subtraction per counted thing,
// however many events there are.

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

  /** From the numbers of each day, once all are in, those of all days before. */
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

  /** All dated events of a group. */
  whole(group) {
    return this.started[this.days.length * this.groups + group];
  }
}
