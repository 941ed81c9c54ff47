// What the map shows, in words.

import { fill } from "./dom.js";

const MOST_NAMED = 5;

export class MapWords {
  constructor(labels, format, plural) {
    this.labels = labels;
    this.format = format;
    this.plural = plural;
  }

  /** "Gunma: 12 events", and what is to be known of where it lies.
   * @param counts events by the places' position in the columns */
  ofPlace(place, counts) {
    const line = this.countLine(place, counts);
    return place.note ? `${line}\n${place.note}` : line;
  }

  countLine({ name, index }, counts) {
    const count = counts[index] ?? 0;
    return this.plural(this.labels.placeCount, count, { name, count: this.format(count) });
  }

  /** The places with the most events. */
  ofMap(places, counts) {
    const first = places
      .filter(({ index }) => counts[index])
      .sort((a, b) => counts[b.index] - counts[a.index])
      .slice(0, MOST_NAMED)
      .map((place) => this.countLine(place, counts));
    return fill(this.labels.mapText, { places: first.join("; ") });
  }
}
