// A lane of marks, which stand in it side by side: at any number of them a place is found by halving.

const GAP = 1; // pixels to the right of a mark

export class Lane {
  constructor() {
    // Of what stands there, from left to right; an end with its gap.
    this.begins = [];
    this.ends = [];
  }

  /** Take the room from `begin` to `end`; false where something stands in the way. */
  take(begin, end) {
    let [low, high] = [0, this.ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > begin) high = middle;
      else low = middle + 1;
    }
    // What stands further left ends before it.
    if (this.begins[low] < end) return false;
    this.begins.splice(low, 0, begin);
    this.ends.splice(low, 0, end + GAP);
    return true;
  }
}
