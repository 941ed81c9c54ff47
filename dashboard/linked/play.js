// Playback: the interval moves by itself, and cooperation unfolds.

/** Seconds in which playback crosses what is in focus, by speed. */
const SECONDS = { slow: 40, normal: 20, fast: 8 };

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
    const [first, last] = this.focus();
    const chosen = this.interval();
    const span = last - first;
    this.length = chosen && Number.isFinite(chosen[1] - chosen[0]) && chosen[1] - chosen[0] < span * 0.8
      ? chosen[1] - chosen[0]
      : Math.max(1, Math.round(span / 8));
    this.at = chosen && chosen[0] > first && chosen[1] < last ? chosen[0] : first;
    this.begun = performance.now();
    this.from = this.at;
    this.shown = null;
    const tick = (now) => {
      if (!this.isPlaying) return;
      this.running = requestAnimationFrame(tick);
      // A frame's time may lie before the click that came during it.
      const seconds = Math.max(0, now - this.begun) / 1000;
      const moved = this.calm.matches ? Math.floor(seconds) : seconds;
      this.at = this.from + (moved / SECONDS[this.speed]) * span;
      const end = Math.round(this.mode === "window" ? this.at + this.length : this.at);
      const start = this.mode === "window" ? Math.round(this.at) : first;
      const interval = [start, Math.max(start, Math.min(end, last))];
      if (!this.shown || interval[0] !== this.shown[0] || interval[1] !== this.shown[1]) {
        this.shown = interval;
        this.onStep(interval);
      }
      if (end >= last) this.stop();
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
