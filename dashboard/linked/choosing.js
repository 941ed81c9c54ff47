// What the reader does to the selection and to the event that is pointed out: every step can
// be undone, is shown at once, and is told to the host when the hand rests.

import { Travel } from "./travel.js";

const TYPING_PAUSE = 600;

export class Choosing {
  /**
   * @param choices the Choices that are changed; they have been read once
   * @param highlight the id of the event that is pointed out, or ""
   * @param show {stop(): playback ends here; all(): after a change of any filter;
   *   interval(live): after one of the interval alone, live while the hand moves it;
   *   brush(): the interval on the timeline, where it came from elsewhere;
   *   unbound(): that there is none any more, likewise;
   *   highlight(reveal); tools(): what can be undone}
   * @param tell {onSelect(parameters, panel), onEvent(id)} of the host
   */
  constructor(choices, highlight, show, tell) {
    this.choices = choices;
    this.highlight = highlight;
    this.show = show;
    this.tell = tell;
    this.travel = new Travel(this.parameters());
  }

  parameters() {
    return this.choices.parameters();
  }

  get isEmpty() {
    return !this.highlight && Object.keys(this.parameters()).length === 0;
  }

  /** Show a selection that came from outside. */
  select(parameters) {
    const { model } = this.choices;
    const isBound = Boolean(model.interval);
    this.take(parameters);
    if (isBound && !model.interval) this.show.unbound();
  }

  /** Show a selection of ours: what is looked at stays. */
  take(parameters) {
    this.choices.read(parameters);
    this.show.brush();
    this.show.all();
    this.remember();
  }

  remember() {
    this.travel.remember(this.parameters());
    this.show.tools();
  }

  /** A step is done: it can be undone, and the host hears of it. */
  done() {
    this.remember();
    this.told();
  }

  /** @param panel what the host is to show of the selection, or "" for what it shows */
  told(panel = "") {
    this.tell.onSelect?.(this.parameters(), panel);
  }

  back() {
    this.travelled(() => this.travel.back());
  }

  forth() {
    this.travelled(() => this.travel.forth());
  }

  travelled(move) {
    this.show.stop();
    const parameters = move();
    if (!parameters) return;
    this.take(parameters);
    this.told();
  }

  toggle(name, id) {
    this.choices.toggle(name, id);
    this.show.all();
    this.done();
  }

  /** Take a stretch of days (null for all of time) from the timeline or playback. */
  brush(interval, live) {
    this.choices.model.setInterval(interval);
    this.show.interval(live);
    if (!live) this.done();
  }

  /** Take one from elsewhere. */
  setInterval(interval) {
    this.show.stop();
    this.brush(interval, false);
    this.show.brush();
  }

  setArea(area) {
    this.choices.setArea(area);
    this.show.all();
    this.done();
  }

  /** Take the words of a search, which is told once the typing pauses. */
  search(text, isDone) {
    this.isTyping = !isDone;
    this.choices.setText(text);
    this.show.all();
    clearTimeout(this.searching);
    if (isDone) this.done();
    else this.searching = setTimeout(() => this.done(), TYPING_PAUSE);
  }

  /** Take filters in place of the words that named them. */
  takeOffer(parameters, panel) {
    clearTimeout(this.searching);
    this.show.stop();
    const { q, ...others } = this.parameters();
    this.take({ ...others, ...parameters });
    this.told(panel);
  }

  /** Take what the host has found for the words of `search`, as bits. */
  setFound(search, bits) {
    if (this.choices.setFound(search, bits)) this.show.all();
  }

  /** Point an event out; with `reveal`, its day is brought into view. */
  setHighlight(id, reveal = id !== this.highlight) {
    this.highlight = id;
    this.show.tools();
    this.show.highlight(reveal);
  }

  /** An event's mark was clicked: a second click takes the highlight back. */
  pick(id) {
    this.setHighlight(id === this.highlight ? "" : id);
    this.tell.onEvent?.(this.highlight);
  }

  reset() {
    this.show.stop();
    this.select({});
    if (this.highlight) {
      this.setHighlight("");
      this.tell.onEvent?.("");
    }
    this.told();
  }

  destroy() {
    clearTimeout(this.searching);
  }
}
