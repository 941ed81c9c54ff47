// Counts at one interval: passes over the rows.

/** The facets that a survey counts: what every change of a filter shows anew. */
export const SURVEYED = ["place", "sector", "pair"];

/** Events per set of a facet's values that overlap an interval, under every filter but the facet's own. */
export function countSets(rows, facet, interval) {
  const { setOfRow, sets } = facet;
  const { fails, start, end, weight, length } = rows;
  const [from, to] = rows.ranks(interval) ?? [0, 0];
  const others = rows.othersThan(facet);
  const result = new Int32Array(sets);
  for (let i = 0; i < length; i++) {
    if ((fails[i] & others) === 0 && (!interval || (start[i] < to && end[i] >= from))) {
      result[setOfRow[i]] += weight ? weight[i] : 1;
    }
  }
  return result;
}

/**
 * In one pass, per set of places, of sectors and of pairs the events under all filters but
 * that facet's own; and `both`, per set of places and of sectors those under all but the
 * places', unless there are more than `mostPairs` such pairs of sets: then null.
 */
export function survey(rows, interval, mostPairs) {
  const { fails, start, end, weight, length } = rows;
  const [place, sector, pair] = SURVEYED.map((name) => rows.facet(name));
  const both = place.sets * sector.sets <= mostPairs ? new Int32Array(place.sets * sector.sets) : null;
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
  const [from, to] = rows.ranks(interval) ?? [0, 0];
  for (let i = 0; i < length; i++) {
    if (interval && (start[i] >= to || end[i] < from)) continue;
    const failed = fails[i];
    const w = weight ? weight[i] : 1;
    if (failed === 0 || failed === placeBit) {
      perPlace[placeOf[i]] += w;
      if (both) both[placeOf[i] * sectorSets + sectorOf[i]] += w;
    }
    if (failed === 0 || failed === sectorBit) perSector[sectorOf[i]] += w;
    if (failed === 0 || failed === pairBit) perPair[pairOf[i]] += w;
  }
  return result;
}
