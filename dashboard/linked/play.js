// Playback: the interval moves by itself, and cooperation unfolds.

import { UNITS, floorTo, nextEdge } from "./calendar.js";

/** Seconds in which playback crosses what is in focus, by speed. */
const SECONDS = { slow: 40, normal: 20, fast: 8 };

/** Where playback over `focus` begins, and how many days its window holds: those chosen, if
 * they are part of what is in focus, else an eighth of it. */
function playedWindow([first, last], chosen) {
  const span = last - first;
  const isWindow = chosen && Number.isFinite(chosen[1] - chosen[0]) && chosen[1] - chosen[0] < span * 0.8;
  return {
    length: isWindow ? chosen[1] - chosen[0] : Math.max(1, Math.round(span / 8)),
    start: chosen && chosen[0] > first && chosen[1] < last ? chosen[0] : first,
  };
}

/** The stretches, one after another, that lie in `focus` if what is shown moves by whole units:
 * a window of so many of them as come next to `length` days, or all from the first day on. */
export function playedSteps([first, last], length, mode, unit) {
  const edges = [floorTo(unit, first)];
  while (edges.at(-1) <= last) edges.push(nextEdge(unit, edges.at(-1)));
  const isWindow = mode === "window";
  const held = isWindow ? Math.min(edges.length - 1, Math.max(1, Math.round((length + 1) / unit.days))) : 1;
  return edges
    .slice(held)
    .map((edge, i) => [isWindow ? Math.max(first, edges[i]) : first, Math.min(last, edge - 1)]);
}

/** Which of `steps` a stretch has come to: the last that begins (from the start on: ends) no later. */
function stepOf(steps, [start, end], mode) {
  const reached = ([from, to]) => (mode === "window" ? from <= start : to <= end);
  return steps.findLastIndex(reached);
}

/**
 * What playback shows.
 *
 * @param focus first and last day to play over
 * @param chosen the interval that is chosen, or null
 * @param mode "window": a stretch moves; "cumulative": it grows from the start
 * @param unit of UNITS by which it steps; null to glide
 * @returns {part: the share of `focus` that is crossed, steps: how many there are or 0, at(share
 *   of the way, 0 to 1): the interval}
 */
export function playback(focus, chosen, mode, unit) {
  const [first, last] = focus;
  const { length, start } = playedWindow(focus, chosen);
  if (unit) {
    const all = playedSteps(focus, length, mode, unit);
    const steps = all.slice(Math.max(0, stepOf(all, [start, start], mode)));
    const at = (share) => steps[Math.min(steps.length - 1, Math.floor(share * steps.length))];
    return { part: steps.length / all.length, steps: steps.length, at };
  }
  const isWindow = mode === "window";
  const way = Math.max(1, (isWindow ? last - length : last) - start);
  const at = (share) => {
    const day = Math.round(start + way * share);
    return isWindow ? [day, Math.min(last, day + length)] : [first, Math.min(last, day)];
  };
  return { part: way / Math.max(1, last - first), steps: 0, at };
}

export class Player {
  /**
   * @param get {focus(), interval(), bins(): the unit of the bars in view}: the stretch to play
   *   over, and the window to move
   * @param onStep(interval): called once a frame
   * @param onStop(): called when playback ends
   */
  constructor({ focus, interval, bins, onStep, onStop }) {
    Object.assign(this, { focus, interval, bins, onStep, onStop });
    this.mode = "window";
    this.speed = "normal";
    this.step = "";
    this.running = 0;
    // Who wants less motion gets one step a second instead of a glide.
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  get isPlaying() {
    return this.running !== 0;
  }

  /** The unit by which playback steps, or null where it glides. */
  get unit() {
    return UNITS.find(({ name }) => name === this.step) ?? null;
  }

  /** What would be shown from here on. */
  plan() {
    return playback(this.focus(), this.interval(), this.mode, this.unit);
  }

  toggle() {
    if (this.isPlaying) this.stop();
    else this.start();
  }

  start() {
    this.played = this.plan();
    this.length = playedWindow(this.focus(), this.interval()).length;
    this.share = 0;
    this.shown = null;
    this.resume();
    const tick = (now) => {
      if (!this.isPlaying) return;
      this.running = requestAnimationFrame(tick);
      this.share = this.from + this.shareOf(Math.max(0, now - this.begun) / 1000);
      const interval = this.played.at(Math.min(1, this.share));
      if (!this.shown || interval[0] !== this.shown[0] || interval[1] !== this.shown[1]) {
        this.shown = interval;
        this.onStep(interval);
      }
      if (this.share >= 1) this.stop();
    };
    this.running = requestAnimationFrame(tick);
  }

  /** Go on from where playback is. */
  resume() {
    this.from = this.share;
    // A frame's time may lie before the click that came during it.
    this.begun = performance.now();
  }

  /** The share of the way that so many seconds take. */
  shareOf(seconds) {
    const { part, steps } = this.played;
    if (!this.calm.matches) return seconds / (SECONDS[this.speed] * part);
    return Math.floor(seconds) / (steps || SECONDS[this.speed] * part);
  }

  /** Take a new speed, mode or step without a jump. */
  set(name, value) {
    this[name] = value;
    if (!this.isPlaying) return;
    if (name !== "speed" && this.shown) {
      const [, end] = this.shown;
      const held = [this.mode === "window" ? end - this.length : end, end];
      this.played = playback(this.focus(), held, this.mode, this.unit);
      this.share = 0;
    }
    this.resume();
  }

  /** Go one step on, or back: by the unit of playback, or that of the bars in view. */
  go(direction) {
    this.stop();
    const focus = this.focus();
    const chosen = this.interval();
    const { length } = playedWindow(focus, chosen);
    const steps = playedSteps(focus, length, this.mode, this.unit ?? this.bins());
    const now = chosen ? stepOf(steps, chosen, this.mode) : -1;
    // From between two steps, the way back leads to the earlier of them.
    const isBetween = now >= 0 && chosen.some((day, end) => day !== steps[now][end]);
    const next = now + direction + (isBetween && direction < 0 ? 1 : 0);
    this.onStop(steps[Math.max(0, Math.min(steps.length - 1, next))]);
  }

  stop() {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.running);
    this.running = 0;
    this.onStop(this.shown);
  }
}
