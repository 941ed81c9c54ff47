// deck.gl on the map: it lets the map be moved, and draws the circles.

import { LEAST_ZOOM, MOST_ZOOM } from "./map_view.js";

// Drawn on canvases of their own: what does not move with the counts costs no frame.
const OFF_DECK = new Set(["land", "units", "regions", "pairs", "labels"]);
const FLIGHT_MILLISECONDS = 500;
// What deck.gl does by itself, but for keeping longitudes between -180 and 180.
const AROUND_ELSEWHERE = {
  normalize: false,
  maxBounds: [
    [-Infinity, -90],
    [Infinity, 90],
  ],
};

/** A view as deck.gl's `initialViewState`. */
const viewState = (view) => ({ maxZoom: MOST_ZOOM, minZoom: LEAST_ZOOM, pitch: 0, bearing: 0, ...view });

export class DeckCircles {
  /**
   * @param container the element to draw in
   * @param spec pydeck's JSON
   * @param libraries {createDeck: pydeck's factory, library: deck.gl's classes}
   * @param view {longitude, latitude, zoom} to begin with, on a map around the meridian `middle`
   * @param handlers deck.gl's own: {onHover, getTooltip, onViewStateChange, onAfterRender}
   */
  constructor(container, spec, { createDeck, library }, view, middle, handlers) {
    this.library = library;
    this.deck = createDeck({
      container,
      // Each place is drawn once.
      jsonInput: { ...spec, views: spec.views.map((one) => ({ ...one, repeat: false })), layers: spec.layers.filter(({ id }) => !OFF_DECK.has(id)) },
    });
    const controller = { doubleClickZoom: false, ...(middle && AROUND_ELSEWHERE) };
    this.layers = new Map(this.deck.props.layers.map((layer) => [layer.id, layer]));
    this.deck.setProps({ controller, initialViewState: viewState(view), ...handlers });
    const drawn = { lineWidthUnits: "pixels", radiusUnits: "pixels", pickable: false };
    this.layers.set("places", this.layers.get("places").clone(drawn));
  }

  /** Move to a view; `calm`: at once. */
  fly(view, calm) {
    this.deck.setProps({
      initialViewState: {
        ...viewState(view),
        transitionDuration: calm ? 0 : FLIGHT_MILLISECONDS,
        transitionInterpolator: calm ? undefined : new this.library.LinearInterpolator(["longitude", "latitude", "zoom"]),
        // Without a new value, deck.gl would take the same target for no change at all.
        at: performance.now(),
      },
    });
  }

  /** @param attributes as circles.js makes them, of so many circles */
  draw(attributes, length) {
    this.drawn = { length, attributes };
    this.layers.set("places", this.layers.get("places").clone({ data: this.drawn }));
    this.deck.setProps({ layers: [...this.layers.values()] });
  }

  destroy() {
    this.deck.finalize();
  }
}
