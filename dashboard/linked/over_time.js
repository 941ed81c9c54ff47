// Counts over all of time, as tallies: passes over the rows, after which every interval is
// a subtraction.

import { Tally } from "./tally.js";

/** Starts and ends per value of a facet, and in all (the last group), and how many have no
 * date, by the same groups: under all filters but the facet's own. */
export function valuesOverTime(rows, facet) {
  const { setOfRow, offsets, values, size } = facet;
  const { fails, start, end, weight, length } = rows;
  const others = rows.othersThan(facet);
  const groups = size + 1;
  const tally = new Tally(rows.days, groups);
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

/** What passes every filter, as the one group of a tally, and how much of it has no date. */
export function allOverTime(rows) {
  const tally = new Tally(rows.days, 1);
  const { fails, start, end, weight, length } = rows;
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
