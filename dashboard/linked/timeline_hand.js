// The hand and the keyboard on the timeline: a stretch is brushed, moved, resized and cleared
// on the focus area, what is in view on the strip of the whole span.

import { onNextFrame } from "./dom.js";
import { OPEN_END, OPEN_START } from "./tally.js";

const HANDLE_PIXELS = 7;
const CLICK_PIXELS = 3;

/** Whether an interval has both a first and a last day. */
const isClosed = ([first, last]) => first !== OPEN_START && last !== OPEN_END;

export class TimelineHand {
  /** @param timeline the Timeline whose surfaces are listened to */
  constructor(timeline) {
    this.timeline = timeline;
    this.isKeyed = false;
    this.listen();
  }

  listen() {
    const { timeline } = this;
    this.dragOn(timeline.surface, (pixel, event) => this.beginBrush(pixel, event));
    this.dragOn(timeline.overview, (pixel) => this.beginWindow(pixel));
    timeline.overview.addEventListener("dblclick", () => timeline.setFocus(...timeline.extent));
    timeline.surface.addEventListener("pointermove", (event) => this.hover(event));
    timeline.surface.addEventListener("pointerleave", () => this.leave());
    timeline.surface.addEventListener("keydown", (event) => this.pressed(event));
    timeline.surface.addEventListener("keyup", () => this.released());
    timeline.surface.addEventListener("blur", () => this.released());
    timeline.surface.addEventListener(
      "wheel",
      (event) => {
        // The plain wheel scrolls the page; with Ctrl (or a pinch) it zooms, sideways it pans.
        const pixel = event.clientX - timeline.surface.getBoundingClientRect().left;
        if (event.ctrlKey) {
          timeline.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 100)) * 0.4), timeline.scale.dayAt(pixel));
        } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          const days = timeline.scale.dayAt(event.deltaX) - timeline.scale.dayAt(0);
          timeline.setFocus(timeline.focus[0] + days, timeline.focus[1] + days);
        } else {
          return;
        }
        event.preventDefault();
      },
      { passive: false },
    );
  }

  dragOn(node, begin) {
    node.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      node.setPointerCapture(event.pointerId);
      this.timeline.handlers.onHold(true);
      const left = node.getBoundingClientRect().left;
      const drag = begin(event.clientX - left, event);
      const step = onNextFrame(() => drag.move(drag.pixel));
      const move = (moved) => {
        drag.pixel = moved.clientX - left;
        step();
      };
      const end = (ended) => {
        step.flush();
        node.removeEventListener("pointermove", move);
        node.removeEventListener("pointerup", end);
        node.removeEventListener("pointercancel", end);
        drag.end(ended.type === "pointercancel");
        this.timeline.handlers.onHold(false);
      };
      node.addEventListener("pointermove", move);
      node.addEventListener("pointerup", end);
      node.addEventListener("pointercancel", end);
    });
  }

  boundaryAt(pixel) {
    return this.timeline.scale.boundaryAt(pixel, this.timeline.edges);
  }

  /** A drag on the focus area: a new brush, one edge of it, or all of it. */
  beginBrush(pixel, event) {
    const { timeline } = this;
    timeline.player.stop();
    const mark = this.markAt(event);
    const before = timeline.interval;
    const edges = before && [timeline.scale.pixelOf(before[0]), timeline.scale.pixelOf(before[1] + 1)];
    const near = (edge) => edges && Math.abs(pixel - edges[edge]) <= HANDLE_PIXELS;
    let shape;
    if (near(0) || near(1)) {
      const fixed = near(1) ? before[0] : before[1] + 1;
      shape = (at) => [fixed, this.boundaryAt(at)];
    } else if (edges && pixel > edges[0] && pixel < edges[1] && isClosed(before)) {
      shape = (at) => {
        const shift = Math.round(timeline.scale.dayAt(at) - timeline.scale.dayAt(pixel));
        return [before[0] + shift, before[1] + 1 + shift];
      };
    } else {
      const fixed = this.boundaryAt(pixel);
      shape = (at) => [fixed, this.boundaryAt(at)];
    }
    let moved = false;
    return {
      move: (at) => {
        moved ||= Math.abs(at - pixel) > CLICK_PIXELS;
        if (!moved) return;
        const [one, other] = shape(Math.max(0, Math.min(timeline.width, at))).sort((a, b) => a - b);
        timeline.brushTo([one, Math.max(one, other - 1)], true);
      },
      end: (cancelled) => {
        if (cancelled) timeline.brushTo(before, false);
        else if (moved) timeline.brushTo(timeline.interval, false);
        else if (mark >= 0) timeline.handlers.onEvent(mark);
        else timeline.brushTo(null, false); // a click beside or inside the brush clears it
      },
    };
  }

  /** Arrows move the stretch by a bin, with Shift its end; Escape clears it. */
  pressed(event) {
    const { timeline } = this;
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && timeline.interval) {
      timeline.player.stop();
      this.isKeyed = false;
      timeline.brushTo(null, false);
    } else if (step) {
      event.preventDefault();
      if (!this.isKeyed) {
        timeline.player.stop();
        timeline.handlers.onHold(true);
      }
      this.isKeyed = true;
      timeline.brushTo(this.stepped(step, event.shiftKey), true);
    }
  }

  /** The interval one bin further, or with its end there; at first the bin in the middle. */
  stepped(step, isEnd) {
    const { timeline } = this;
    const { edges, interval } = timeline;
    if (!interval || !isClosed(interval)) {
      const middle = Math.floor((edges.length - 1) / 2);
      return [edges[middle], edges[middle + 1] - 1];
    }
    const [first, last] = interval;
    const bin = edges[1] - edges[0];
    const next = (day) =>
      step > 0 ? (edges.find((edge) => edge > day) ?? day + bin) : (edges.findLast((edge) => edge < day) ?? day - bin);
    const [low, high] = timeline.extent;
    const moved = isEnd
      ? [first, Math.min(high, next(last + 1) - 1)]
      : [next(first), next(last + 1) - 1];
    if (moved[0] < low || moved[1] > high || moved[1] < moved[0]) return interval;
    const [from, to] = timeline.focus;
    const out = Math.max(0, moved[1] - to) || Math.min(0, (isEnd ? moved[1] : moved[0]) - from);
    if (out) timeline.setFocus(from + out, to + out);
    return moved;
  }

  released() {
    const { timeline } = this;
    if (!this.isKeyed) return;
    this.isKeyed = false;
    timeline.brushTo(timeline.interval, false);
    timeline.handlers.onHold(false);
  }

  /** A drag on the overview moves the window, or draws a new one. */
  beginWindow(pixel) {
    const { timeline } = this;
    const dayAt = (at) => timeline.scale.wholeDayAt(at);
    const [first, last] = timeline.focus;
    const day = dayAt(pixel);
    const inside = day >= first && day <= last && last - first < (timeline.extent[1] - timeline.extent[0]) * 0.98;
    return {
      move: (at) => {
        if (Math.abs(at - pixel) <= CLICK_PIXELS) return;
        const now = dayAt(Math.max(0, Math.min(timeline.width, at)));
        if (inside) timeline.setFocus(first + now - day, last + now - day);
        else timeline.setFocus(Math.min(day, now), Math.max(day, now));
      },
      end: () => {},
    };
  }

  markAt(event) {
    const { timeline } = this;
    if (!timeline.marks) return -1;
    const box = timeline.canvas.getBoundingClientRect();
    return timeline.marks.at(event.clientX - box.left, event.clientY - box.top, timeline.marksHeight);
  }

  /** What is under the pointer: a mark, else the bin, in words. */
  hover(event) {
    const { timeline } = this;
    const { surface, cursor, readout, edges, interval, events, width } = timeline;
    if (event.buttons) return; // a drag has other things to show
    const pixel = event.clientX - surface.getBoundingClientRect().left;
    const at = (day) => timeline.scale.pixelOf(day);
    const bin = edges.findIndex((edge, i) => at(edge) <= pixel && at(edges[i + 1]) > pixel);
    if (bin < 0 || bin >= edges.length - 1) return;
    const [left, right] = [at(edges[bin]), at(edges[bin + 1])];
    const near = interval && [interval[0], interval[1] + 1].some((day) => Math.abs(at(day) - pixel) <= HANDLE_PIXELS);
    surface.classList.toggle("lv-at-edge", Boolean(near));
    cursor.hidden = false;
    cursor.style.transform = `translateX(${left}px)`;
    cursor.style.width = `${Math.max(1, right - left)}px`;
    readout.hidden = false;
    const mark = this.markAt(event);
    surface.classList.toggle("lv-on-mark", mark >= 0);
    readout.textContent =
      mark >= 0 ? [events.dates[mark], events.titles[mark]].filter(Boolean).join(": ") : timeline.binWords(bin);
    const half = readout.offsetWidth / 2;
    const middle = Math.max(half, Math.min(width - half, pixel));
    readout.style.left = `${timeline.plot.layout.margin.l + middle}px`;
  }

  leave() {
    const { timeline } = this;
    timeline.cursor.hidden = true;
    timeline.readout.hidden = true;
  }
}
