// Playback: the interval moves by itself, and cooperation unfolds.

/** Seconds in which playback crosses what is in focus, by speed. */
const SECONDS = { slow: 40, normal: 20, fast: 8 };

/** Where playback over `focus` begins, and how many days its window holds: those chosen, if
 * they are part of what is in focus, else an eighth of it. */
export function playedWindow([first, last], chosen) {
  const span = last - first;
  const isWindow = chosen && Number.isFinite(chosen[1] - chosen[0]) && chosen[1] - chosen[0] < span * 0.8;
  return {
    length: isWindow ? chosen[1] - chosen[0] : Math.max(1, Math.round(span / 8)),
    start: chosen && chosen[0] > first && chosen[1] < last ? chosen[0] : first,
  };
}

/** The stretch that playback shows when it has come to day `at`. */
export function playedStretch(at, mode, length, [first, last]) {
  const end = Math.round(mode === "window" ? at + length : at);
  const start = mode === "window" ? Math.round(at) : first;
  return [start, Math.max(start, Math.min(end, last))];
}

export class Player {
  /**
   * @param get {focus(), interval()}: the stretch to play over, and the window to move
   * @param onStep(interval): called once a frame
   * @param onStop(): called when playback ends
   */
  constructor({ focus, interval, onStep, onStop }) {
    Object.assign(this, { focus, interval, onStep, onStop });
    this.mode = "window";
    this.speed = "normal";
    this.running = 0;
    // Who wants less motion gets one step a second instead of a glide.
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  get isPlaying() {
    return this.running !== 0;
  }

  toggle() {
    if (this.isPlaying) this.stop();
    else this.start();
  }

  start() {
    const focus = this.focus();
    const [first, last] = focus;
    const { length, start } = playedWindow(focus, this.interval());
    this.length = length;
    this.at = start;
    this.begun = performance.now();
    this.from = this.at;
    this.shown = null;
    const tick = (now) => {
      if (!this.isPlaying) return;
      this.running = requestAnimationFrame(tick);
      // A frame's time may lie before the click that came during it.
      const seconds = Math.max(0, now - this.begun) / 1000;
      const moved = this.calm.matches ? Math.floor(seconds) : seconds;
      this.at = this.from + (moved / SECONDS[this.speed]) * (last - first);
      const interval = playedStretch(this.at, this.mode, this.length, focus);
      if (!this.shown || interval[0] !== this.shown[0] || interval[1] !== this.shown[1]) {
        this.shown = interval;
        this.onStep(interval);
      }
      if (interval[1] >= last) this.stop();
    };
    this.running = requestAnimationFrame(tick);
  }

  /** Take a new speed or mode without a jump. */
  set(name, value) {
    this[name] = value;
    this.from = this.at;
    this.begun = performance.now();
  }

  stop() {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.running);
    this.running = 0;
    this.onStop(this.shown);
  }
}
