// The timeline: the figure, the events as marks, and what is chosen on them, kept in step
// with the counts. The brush is ours, from pointer events: plotly reports a selection ten
// times a second.

import { binEdges, unitsWithin } from "./calendar.js";
import { ChosenStretch } from "./chosen_stretch.js";
import { element, onNextFrame } from "./dom.js";
import { Marks } from "./marks.js";
import { Player } from "./play.js";
import { Band } from "./pointed.js";
import { OPEN_START } from "./tally.js";
import { TimeScale } from "./time_scale.js";
import { TimeWords } from "./time_words.js";
import { TimelineHand } from "./timeline_hand.js";
import { TimelinePlot } from "./timeline_plot.js";
import { timelineLegend, timelineTools } from "./timeline_tools.js";

const FOCUS_BINS = 160;
const OVERVIEW_BINS = 120;
const LEAST_WIDTH = 280;

export class Timeline {
  /**
   * @param spec the figure as plotly's JSON
   * @param extent first and last day of the whole span
   * @param focus first and last day shown at first
   * @param events what the marks show, per row, or null for none
   * @param grain the Grain of what is counted, where that is groups of events; then intervals
   *   and bins keep to it
   * @param note an element to stand below the tools, if any
   * @param handlers {onBrush(interval|null, {live}): live while the hand is down or playback
   *   runs; onEvent(row); onFocus(focus); onHold(whether a hand is on it); onDraw(): what is
   *   in view was drawn}
   */
  constructor(spec, { extent, focus, labels, format, plural, locale, plotlyLocale, events, grain, note, handlers }) {
    this.scale = new TimeScale(extent, focus);
    this.words = new TimeWords(locale);
    this.plot = new TimelinePlot(spec, { scale: this.scale, format, words: this.words, locale, plotlyLocale });
    this.labels = labels;
    this.format = format;
    this.plural = plural;
    this.handlers = handlers;
    this.interval = null;
    this.highlight = -1;
    this.events = events;
    this.grain = grain ?? null;
    this.cursor = element("div", { class: "lv-cursor", hidden: true });
    this.readout = element("div", { class: "lv-readout", hidden: true });
    this.canvas = element("canvas", { class: "lv-marks", "aria-hidden": "true" });
    this.marks = events && this.plot.layout.meta?.marks ? new Marks(this.canvas, events) : null;
    this.stretch = new ChosenStretch(labels);
    this.surface = this.stretch.surface;
    this.pointed = new Band();
    this.surface.prepend(this.canvas, this.pointed.root);
    this.surface.append(this.cursor);
    this.overview = element("div", { class: "lv-overview", title: labels.overview }, this.stretch.window);
    this.player = new Player({
      focus: () => this.focus,
      interval: () => this.interval,
      bins: () => this.unit,
      onStep: (interval) => this.brushTo(interval, true),
      onStop: (interval) => {
        this.tools.showPlaying(false);
        if (interval) this.brushTo(interval, false);
      },
    });
    this.tools = timelineTools(labels, unitsWithin(extent), {
      onPlay: () => {
        this.player.toggle();
        this.tools.showPlaying(this.player.isPlaying);
      },
      onPlayStep: (direction) => this.player.go(direction),
      onPlaySet: (name, value) => this.player.set(name, value),
      onZoom: (factor) => this.zoom(factor),
      onPan: (share) => this.pan(share),
      onWhole: () => this.setFocus(...this.extent),
    });
    this.root = element(
      "div",
      { class: "lv-timeline", role: "group", "aria-label": labels.timeline },
      this.tools.root,
      note ?? "",
      element("div", { class: "lv-stage" }, this.plot.root, this.surface, this.overview, this.readout),
      timelineLegend(labels, this.plot.layout),
    );
    this.refocus = onNextFrame(() => this.draw());
    this.hand = new TimelineHand(this);
  }

  /** First and last day of the whole span. */
  get extent() {
    return this.scale.extent;
  }

  /** First and last day in view. */
  get focus() {
    return this.scale.focus;
  }

  /** The width of what is drawn between the margins, in pixels. */
  get width() {
    return this.scale.width;
  }

  roomFor() {
    return Math.max(LEAST_WIDTH, Math.floor(this.root.getBoundingClientRect().width));
  }

  /** Take the room that there is, in which all else is drawn. */
  mount() {
    this.plot.setWidth(this.roomFor());
    this.place();
  }

  /** Let plotly draw the figure from now on. */
  adopt(plotly) {
    return this.plot.adopt(plotly);
  }

  /** Lay our surfaces over the plot areas, as the figure's own margins and domains say. */
  place() {
    const { layout } = this.plot;
    const { l, r, t } = layout.margin;
    this.scale.width = layout.width - l - r;
    const box = (node, [bottom, top]) => {
      node.style.left = `${l}px`;
      node.style.width = `${this.width}px`;
      node.style.top = `${t + this.plot.heightOf([top, 1])}px`;
      node.style.height = `${this.plot.heightOf([bottom, top])}px`;
    };
    const top = layout.yaxis.domain[1];
    box(this.surface, [layout.meta?.marks?.[0] ?? layout.yaxis.domain[0], top]);
    if (this.marks) {
      this.marksHeight = this.plot.heightOf(layout.meta.marks);
      this.canvas.style.top = `${this.plot.heightOf([layout.meta.marks[1], top])}px`;
      this.canvas.style.width = `${this.width}px`;
      this.canvas.style.height = `${this.marksHeight}px`;
    }
    box(this.overview, layout.yaxis2.domain);
    this.readout.style.top = `${t}px`;
    this.drawBrush();
  }

  resize() {
    const width = this.roomFor();
    if (width === this.plot.layout.width) return;
    this.plot.setWidth(width);
    this.place();
    this.refocus();
  }

  /** Take the theme's colours. */
  paint(colors) {
    this.text = colors.text;
    this.plot.paint(colors);
  }

  /** Show what `count` (edges -> counts per sector and in all) gives for the bins in view,
   * and a mark for each of `rows`, in the colour that `colorOf` gives it. */
  setCounts(count, rows, colorOf) {
    this.count = count;
    this.colorOf = colorOf;
    this.rows = rows?.filter((row) => this.events.isDated[row]);
    this.draw();
  }

  setHighlight(row, reveal) {
    this.highlight = row;
    if (reveal && row >= 0 && this.events.isDated[row]) {
      const { first, last } = this.events;
      const near = first[row] === OPEN_START ? last[row] : first[row];
      this.reveal([near, near]);
    }
    this.drawMarks();
  }

  /** Mark the days of an event that groups do not tell; with `reveal`, bring them into view. */
  setPointed(days, reveal) {
    this.pointed.set(days);
    if (reveal && this.pointed.days) this.reveal([this.pointed.day, this.pointed.day]);
    this.drawBrush();
  }

  draw() {
    const { unit, edges } = this.bins(this.focus, Math.min(FOCUS_BINS, Math.max(24, this.width / 5)));
    const { edges: wholeEdges } = this.bins(this.extent, OVERVIEW_BINS);
    this.unit = unit;
    this.tools.caption.textContent = this.labels.perUnit[unit.name];
    this.edges = edges;
    this.counts = this.count(edges);
    this.plot.draw({ counts: this.counts, edges, wholeCounts: this.count(wholeEdges).at(-1), wholeEdges });
    this.marks?.layout(this.rows, (day) => this.scale.pixelOf(day), this.width, this.marksHeight);
    this.drawBrush();
    this.drawMarks();
    this.handlers.onDraw();
  }

  /** {unit, edges} of at most so many bins of a stretch, none finer than what is counted. */
  bins(stretch, most) {
    const bins = binEdges(...stretch, most);
    return this.grain ? this.grain.binned(bins, stretch) : bins;
  }

  /** Take another Grain, with the counts that go with it soon to come. */
  setGrain(grain) {
    this.grain = grain;
  }

  drawMarks() {
    if (!this.marks || !this.text) return;
    this.marks.draw({
      interval: this.interval,
      highlight: this.highlight,
      text: this.text,
      colorOf: this.colorOf,
      width: this.width,
      height: this.marksHeight,
    });
  }

  // --- the interval ---

  setInterval(interval) {
    this.interval = interval;
    this.drawBrush();
    this.drawMarks();
    this.stretch.say(interval, this.scale, this.words);
  }

  brushTo(wanted, live) {
    const interval = wanted && this.grain ? this.grain.snapped(wanted) : wanted;
    this.setInterval(interval);
    this.handlers.onBrush(interval, { live });
  }

  /** Bring an interval into view, if nothing of it is. */
  reveal(interval) {
    if (!interval) return;
    const [low, high] = this.extent;
    const [from, to] = this.focus;
    const [first, last] = [Math.max(low, interval[0]), Math.min(high, interval[1])];
    if (first > last || (first <= to && last >= from)) return;
    const half = Math.max(to - from, 1.5 * (last - first)) / 2;
    const middle = (first + last) / 2;
    this.setFocus(middle - half, middle + half);
  }

  drawBrush() {
    this.stretch.draw(this.interval, this.scale);
    this.pointed.draw(this.scale);
  }

  /** "March 2024: 12 events". */
  binWords(bin) {
    const count = this.counts.at(-1)[bin];
    const when = this.words.bin(this.unit, this.edges[bin], this.edges[bin + 1] - 1);
    return this.plural(this.labels.binReadout, count, { when, count: this.format(count) });
  }

  // --- zoom and pan ---

  setFocus(first, last) {
    this.scale.setFocus(first, last);
    this.drawBrush();
    this.refocus();
    clearTimeout(this.focusing);
    this.focusing = setTimeout(() => this.handlers.onFocus(this.focus), 400);
  }

  pan(share) {
    const [first, last] = this.focus;
    const days = (last - first) * share;
    this.setFocus(first + days, last + days);
  }

  zoom(factor, around = (this.focus[0] + this.focus[1]) / 2) {
    const [first, last] = this.focus;
    this.setFocus(around - (around - first) * factor, around + (last - around) * factor);
  }

  destroy() {
    clearTimeout(this.focusing);
    this.refocus.cancel();
    this.plot.destroy();
  }
}
