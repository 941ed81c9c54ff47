// What a view is made of: libraries, columns, outlines and details, asked for all at once.

import { jsonOf, loadBytes, loadLibrary } from "./libraries.js";
import { unpack } from "./wire.js";

const BOUNDARIES = ["land", "units", "regions"];

export class ViewParts {
  /**
   * @param payload what dashboard/linked/payload.py makes, with `inline`: what the host has at
   *   hand itself, as {asset name: bytes or what they hold, or a promise of it}
   * @param has {map, timeline}: which of the two is shown
   * @param waitsForDeck whether the map's library is asked for only by loadDeck()
   */
  constructor(payload, has, waitsForDeck) {
    this.payload = payload;
    const asset = (name) => payload.inline?.[name] ?? loadBytes(payload.assets[name]);
    // The libraries are the largest: they are asked for first.
    this.plotly = has.timeline ? loadLibrary("Plotly", payload.libraries.plotly) : null;
    this.deck = has.map && !waitsForDeck ? this.loadDeck() : null;
    this.outlines = has.map ? BOUNDARIES.map((name) => asset(name)) : [];
    this.eventDetails = payload.hasDetails ? asset("events") : null;
    this.eventColumns = asset("columns");
    // Who awaits them hears of what failed; until then nobody does.
    for (const part of [this.plotly, this.deck, ...this.outlines, this.eventDetails]) part?.catch?.(() => {});
  }

  loadDeck() {
    return loadLibrary("createDeck", this.payload.libraries.deck);
  }

  /** {rows, arrays} of the events. */
  async columns() {
    return unpack(await this.eventColumns);
  }

  /** Titles, dates and texts by row, where there are few enough events; else null. */
  async details() {
    return this.eventDetails && jsonOf(await this.eventDetails);
  }

  /** The map's spec with its outlines, each feature with its position among the places. */
  async mapSpec() {
    const { specs, facets } = this.payload;
    const positions = new Map(facets.place.map(({ id }, i) => [id, i]));
    const numbered = (collection) => ({
      ...collection,
      features: collection.features.map((feature) => {
        const id = feature.properties.location_id;
        const index = positions.get(id);
        return { ...feature, properties: { ...feature.properties, id, index, name: facets.place[index]?.name } };
      }),
    });
    const collections = (await Promise.all(this.outlines)).map(jsonOf);
    const outline = new Map(BOUNDARIES.map((name, i) => [name, numbered(collections[i])]));
    const layers = specs.map.deck.layers.map((layer) =>
      typeof layer.data === "string" && outline.has(layer.data) ? { ...layer, data: outline.get(layer.data) } : layer,
    );
    return { ...specs.map, deck: { ...specs.map.deck, layers } };
  }
}
