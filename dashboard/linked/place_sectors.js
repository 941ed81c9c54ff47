// Places by sector: what the map's circles are divided into. A cell is a place with a
// sector; cells stand place by place. All count under every filter but the places', and
// of the sectors only those that are shown.

import { Tally } from "./tally.js";

/** How many cells there are. */
export const cellsOf = (rows) => rows.facet("place").size * rows.facet("sector").size;

/** Calls add(cell) for every place of a set of places with every sector shown of a set of sectors. */
function eachCell(place, sector, placeSet, sectorSet, shown, add) {
  for (let j = place.offsets[placeSet]; j < place.offsets[placeSet + 1]; j++) {
    const base = place.values[j] * sector.size;
    for (let k = sector.offsets[sectorSet]; k < sector.offsets[sectorSet + 1]; k++) {
      if (shown[sector.values[k]]) add(base + sector.values[k]);
    }
  }
}

/** Events per cell from those per set of places and set of sectors (`both` of a survey). */
export function cellsOfSets(rows, both) {
  const [place, sector] = [rows.facet("place"), rows.facet("sector")];
  const out = new Int32Array(cellsOf(rows));
  const shown = sector.shown();
  for (let p = 0, at = 0; p < place.sets; p++) {
    for (let s = 0; s < sector.sets; s++, at++) {
      if (both[at]) eachCell(place, sector, p, s, shown, (cell) => (out[cell] += both[at]));
    }
  }
  return out;
}

/** The same from the rows, where the pairs of sets are too many to be counted. */
export function cellsOfRows(rows, interval) {
  const { fails, start, end, weight, length } = rows;
  const [place, sector] = [rows.facet("place"), rows.facet("sector")];
  const out = new Int32Array(cellsOf(rows));
  const shown = sector.shown();
  const [from, to] = rows.ranks(interval) ?? [0, 0];
  const others = rows.othersThan(place);
  for (let i = 0; i < length; i++) {
    if ((fails[i] & others) !== 0 || (interval && (start[i] >= to || end[i] < from))) continue;
    const w = weight ? weight[i] : 1;
    eachCell(place, sector, place.setOfRow[i], sector.setOfRow[i], shown, (cell) => (out[cell] += w));
  }
  return out;
}

/** The cells over time, a group of the tally each. */
export function cellsOverTime(rows) {
  const cells = cellsOf(rows);
  const tally = new Tally(rows.days, cells);
  const { started, ended } = tally;
  const { setOfRow: placeOf, offsets: placeOffsets, values: places } = rows.facet("place");
  const { setOfRow: sectorOf, offsets: sectorOffsets, values: sectors, size } = rows.facet("sector");
  const { fails, start, end, weight, length } = rows;
  const others = rows.othersThan(rows.facet("place"));
  const shown = rows.facet("sector").shown();
  // The longest of all passes: a function called for every cell would make it slower.
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
