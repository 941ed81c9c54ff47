// One facet of the columns (dashboard/facets.py): which set of values each row has.

export class Facet {
  /**
   * @param bit the bit that marks rows which fail this facet's filter
   * @param arrays typed arrays by name, as dashboard/wire.py sends them
   * @param size how many values the facet has
   */
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

  /** Per set, whether it holds one of the `wanted` values; null if none is wanted. */
  hits(wanted = this.chosen) {
    if (!wanted.size) return null;
    const hit = new Uint8Array(this.sets);
    for (let s = 0; s < this.sets; s++) {
      for (let j = this.offsets[s]; j < this.offsets[s + 1] && !hit[s]; j++) {
        hit[s] = wanted.has(this.values[j]) ? 1 : 0;
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

  /** Per value, 1 where it counts: the chosen ones, or all if none is chosen. */
  shown() {
    return Uint8Array.from({ length: this.size }, (_, value) => (!this.chosen.size || this.chosen.has(value) ? 1 : 0));
  }
}
