// Where a day lies on the timeline, and what day a pixel is: in the focus, which is in view,
// and on the strip of the whole span.

const SNAP_PIXELS = 3; // at most; narrow bins snap less, so that every move counts
// Few enough that every event of a full day finds a place.
const LEAST_DAYS = 2;

export class TimeScale {
  /** @param extent, focus first and last day of the whole span, and of what is in view */
  constructor(extent, focus) {
    this.extent = extent;
    this.width = 0;
    this.setFocus(...focus);
  }

  /** Bring into view the stretch nearest to [first, last] that lies in the whole span and is not too short. */
  setFocus(first, last) {
    const [from, to] = this.extent;
    const span = Math.max(LEAST_DAYS, Math.min(last - first, to - from));
    const start = Math.min(Math.max(first, from), to - span);
    this.focus = [Math.round(start), Math.round(start + span)];
  }

  pixelOf(day) {
    const [first, last] = this.focus;
    return ((day - first) / (last + 1 - first)) * this.width;
  }

  dayAt(pixel) {
    const [first, last] = this.focus;
    return first + (pixel / this.width) * (last + 1 - first);
  }

  /** Where a day lies on the strip of the whole span. */
  wholePixelOf(day) {
    const [first, last] = this.extent;
    return ((day - first) / (last + 1 - first)) * this.width;
  }

  wholeDayAt(pixel) {
    const [first, last] = this.extent;
    return first + (pixel / this.width) * (last + 1 - first);
  }

  /** The boundary between days nearest to `pixel`; one of the bins' `edges` within reach of it wins. */
  boundaryAt(pixel, edges) {
    let nearest = Math.round(this.dayAt(pixel));
    let reach = Math.min(SNAP_PIXELS, this.width / edges.length / 5);
    for (const edge of edges) {
      const distance = Math.abs(this.pixelOf(edge) - pixel);
      if (distance <= reach) [nearest, reach] = [edge, distance];
    }
    return nearest;
  }
}
