// What a view is made of: columns, outlines and details, asked for at once, and the
// libraries, which it does not wait for.

import { jsonOf, loadBytes, loadLibrary } from "./libraries.js";
import { unpack } from "./wire.js";

const BOUNDARIES = ["land", "units", "regions"];

export class ViewParts {
  /**
   * @param payload what dashboard/linked/payload.py makes, with `inline`: what the host has at
   *   hand itself, as {asset name: bytes or what they hold, or a promise of it}
   * @param has {map, timeline}: which of the two is shown
   */
  constructor(payload, has) {
    this.payload = payload;
    const asset = (name) => payload.inline?.[name] ?? loadBytes(payload.assets[name]);
    this.eventColumns = asset("columns");
    this.eventDetails = payload.hasDetails ? asset("events") : null;
    this.outlines = has.map ? BOUNDARIES.map((name) => asset(name)) : [];
    // Who awaits them hears of what failed; until then nobody does.
    for (const part of [this.eventDetails, ...this.outlines]) part?.catch?.(() => {});
  }

  plotly() {
    return loadLibrary("Plotly", this.payload.libraries.plotly);
  }

  /** pydeck's factory, which brings deck.gl's classes along. */
  createDeck() {
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
