// The timeline: a plotly figure from Python, kept in step with the counts, and the brush.
//
// The figure (dashboard/views/timeline.py) has one stacked step area per sector over the
// focus window and one area over the whole span. Heights are square roots of the number
// of events, split by the sectors' shares: one event stays visible beside a hundred.
// The brush is ours, from pointer events: plotly reports a selection ten times a second.

import { binEdges, isoOf } from "./calendar.js";
import { OPEN_END, OPEN_START } from "./counts.js";
import { element, onNextFrame } from "./dom.js";
import { Marks } from "./marks.js";

const SNAP_PIXELS = 3; // at most; narrow bins snap less, so that every move counts
const HANDLE_PIXELS = 7;
const CLICK_PIXELS = 3;
const FOCUS_BINS = 160;
const OVERVIEW_BINS = 120;
// Few enough that every event of a full day finds a place.
const LEAST_DAYS = 2;
// Below so many days, plotly would write hours on the axis.
const DAILY_TICKS = 10;

// As text: given numbers, plotly would take the axis for one of numbers.
const toDates = (edges) => Array.from(edges, isoOf);
const withLast = (values) => [...values, values.at(-1) ?? 0];

/** Round numbers up to `most`, for an axis of square roots. */
function countTicks(most) {
  const ticks = [1, 2, 5].flatMap((n) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((p) => n * p));
  const fitting = ticks.filter((tick) => tick <= most).sort((a, b) => a - b);
  // On a square-root axis, ticks a factor of four apart are evenly spaced.
  const kept = [];
  for (const tick of fitting.reverse()) {
    if (!kept.length || Math.sqrt(kept.at(-1)) - Math.sqrt(tick) > Math.sqrt(most) / 4) kept.push(tick);
  }
  return kept.length ? kept : [1];
}

export class Timeline {
  /**
   * @param spec the figure as plotly's JSON
   * @param plotly the Plotly global
   * @param extent first and last day of the whole span
   * @param focus first and last day shown at first
   * @param events what the marks show, per row, or null for none
   * @param handlers {onBrush(interval|null, {live}): live while the hand is down;
   *   onBrushStart(); onEvent(row); onFocus(focus); onPlay(); onPlaySet(name, value)}
   */
  constructor(spec, plotly, { extent, focus, labels, format, plural, locale, plotlyLocale, events, handlers }) {
    this.spec = structuredClone(spec);
    this.plotly = plotly;
    this.extent = extent;
    this.focus = this.clamped(...focus);
    this.labels = labels;
    this.format = format;
    this.plural = plural;
    this.handlers = handlers;
    this.interval = null;
    this.highlight = -1;
    this.events = events;
    this.settings = {
      staticPlot: true,
      displayModeBar: false,
      locale,
      locales: { [locale]: plotlyLocale },
    };
    this.dayWords = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    this.monthWords = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
    this.sectorTraces = [];
    this.spec.data.forEach((trace, index) => {
      if (trace.meta?.role === "sector") this.sectorTraces.push({ index, position: trace.meta.position });
      if (trace.meta?.role === "overview") this.overviewTrace = index;
    });
    this.plot = element("div", { class: "lv-plot" });
    this.brush = element("div", { class: "lv-brush", hidden: true });
    this.cursor = element("div", { class: "lv-cursor", hidden: true });
    this.readout = element("div", { class: "lv-readout", hidden: true });
    this.canvas = element("canvas", { class: "lv-marks", "aria-hidden": "true" });
    this.marks = events && this.spec.layout.meta?.marks ? new Marks(this.canvas, events) : null;
    this.surface = element(
      "div",
      { class: "lv-surface", tabindex: "0", role: "slider", "aria-label": labels.brush },
      this.canvas,
      this.brush,
      this.cursor,
    );
    this.window = element("div", { class: "lv-window" });
    this.overview = element("div", { class: "lv-overview", title: labels.overview }, this.window);
    const zoom = (text, label, factor) =>
      element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick: () => this.zoom(factor) }, text);
    this.caption = element("span", { class: "lv-caption" });
    const shift = (label, text, share) =>
      element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick: () => this.pan(share) }, text);
    const choice = (label, name, options) =>
      element(
        "select",
        { class: "lv-pick", title: label, "aria-label": label, onchange: (event) => handlers.onPlaySet(name, event.target.value) },
        ...Object.entries(options).map(([value, text]) => element("option", { value, selected: value === "normal" }, text)),
      );
    this.playButton = element("button", { type: "button", class: "lv-tool lv-play", onclick: () => handlers.onPlay() });
    this.tools = element(
      "div",
      { class: "lv-tools" },
      this.caption,
      this.playButton,
      choice(labels.playMode, "mode", labels.playModes),
      choice(labels.playSpeed, "speed", labels.playSpeeds),
      shift(labels.earlier, "‹", -0.5),
      shift(labels.later, "›", 0.5),
      zoom("+", labels.zoomIn, 0.5),
      zoom("−", labels.zoomOut, 2),
      element("button", { type: "button", class: "lv-tool", title: labels.wholeSpan, "aria-label": labels.wholeSpan, onclick: () => this.setFocus(...this.extent) }, "⟷"),
    );
    this.showPlaying(false);
    this.root = element(
      "div",
      { class: "lv-timeline", role: "group", "aria-label": labels.timeline },
      this.tools,
      element("div", { class: "lv-stage" }, this.plot, this.surface, this.overview, this.readout),
      this.marks ? this.legend() : "",
    );
    this.refocus = onNextFrame(() => this.draw());
    this.listen();
  }

  async mount() {
    const { width } = this.root.getBoundingClientRect();
    this.spec.layout.width = Math.max(280, Math.floor(width));
    await this.plotly.newPlot(this.plot, this.spec.data, this.spec.layout, this.settings);
    this.place();
  }

  /** Lay our surfaces over the plot areas, as the figure's own margins and domains say. */
  place() {
    const { layout } = this.spec;
    const { l, r, t, b } = layout.margin;
    const height = layout.height - t - b;
    this.width = layout.width - l - r;
    const box = (node, [bottom, top]) => {
      node.style.left = `${l}px`;
      node.style.width = `${this.width}px`;
      node.style.top = `${t + (1 - top) * height}px`;
      node.style.height = `${(top - bottom) * height}px`;
    };
    const [low] = layout.meta?.marks ?? layout.yaxis.domain;
    box(this.surface, [low, layout.yaxis.domain[1]]);
    if (this.marks) {
      const [bottom, top] = layout.meta.marks;
      this.marksHeight = (top - bottom) * height;
      this.marksTop = (layout.yaxis.domain[1] - top) * height;
      this.canvas.style.top = `${this.marksTop}px`;
      this.canvas.style.width = `${this.width}px`;
      this.canvas.style.height = `${this.marksHeight}px`;
    }
    box(this.overview, layout.yaxis2.domain);
    this.readout.style.top = `${t}px`;
    this.drawBrush();
  }

  resize() {
    const width = Math.max(280, Math.floor(this.root.getBoundingClientRect().width));
    if (width === this.spec.layout.width) return;
    this.spec.layout.width = width;
    this.plotly.relayout(this.plot, { width });
    this.place();
    this.refocus();
  }

  /** Take the theme's colours. */
  paint({ text, grid }) {
    this.text = text;
    const background = "rgba(0,0,0,0)";
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid };
    const update = { "font.color": text, paper_bgcolor: background, plot_bgcolor: background };
    for (const name of ["xaxis", "yaxis", "xaxis2", "yaxis2"]) {
      for (const [key, value] of Object.entries(axis)) update[`${name}.${key}`] = value;
    }
    this.plotly.relayout(this.plot, update);
  }

  /** Show what `count` (edges -> counts per sector and in all) gives for the bins in view,
   * and a mark for each of `rows`. */
  setCounts(count, rows) {
    this.count = count;
    this.rows = rows?.filter((row) => this.events.isDated[row]);
    this.draw();
  }

  setHighlight(row, reveal) {
    this.highlight = row;
    if (reveal && row >= 0 && this.events.isDated[row]) {
      const { first, last } = this.events;
      const near = first[row] === OPEN_START ? last[row] : first[row];
      const [from, to] = this.focus;
      if (near < from || near > to) this.setFocus(near - (to - from) / 2, near + (to - from) / 2);
    }
    this.drawMarks();
  }

  drawMarks() {
    if (!this.marks || !this.text) return;
    this.marks.draw({
      interval: this.interval,
      highlight: this.highlight,
      text: this.text,
      width: this.width,
      height: this.marksHeight,
    });
  }

  /** How the marks are to be read. */
  legend() {
    const entry = (kind) =>
      element("span", {}, element("i", { class: `lv-key lv-key-${kind}`, "aria-hidden": "true" }), this.labels.legend[kind]);
    return element("p", { class: "lv-legend" }, ...["day", "imprecise", "planned", "attested"].map(entry));
  }

  showPlaying(isPlaying) {
    const label = isPlaying ? this.labels.pause : this.labels.play;
    this.playButton.textContent = isPlaying ? "❚❚" : "▶";
    this.playButton.title = label;
    this.playButton.setAttribute("aria-label", label);
  }

  draw() {
    const [first, last] = this.focus;
    const { unit, edges } = binEdges(first, last, Math.min(FOCUS_BINS, Math.max(24, this.width / 5)));
    this.unit = unit;
    this.caption.textContent = this.labels.perUnit[unit.name];
    this.edges = edges;
    this.counts = this.count(edges);
    const all = this.counts.at(-1);
    const shares = new Float64Array(all.length);
    for (const { position } of this.sectorTraces) {
      this.counts[position].forEach((n, bin) => (shares[bin] += n));
    }
    const heights = this.sectorTraces.map(({ position }) =>
      withLast(
        Array.from(this.counts[position], (n, bin) =>
          shares[bin] ? (n / shares[bin]) * Math.sqrt(all[bin]) : 0,
        ),
      ),
    );
    const whole = binEdges(...this.extent, OVERVIEW_BINS);
    const overview = this.count(whole.edges).at(-1);
    const most = all.reduce((a, b) => Math.max(a, b), 1);
    const ticks = countTicks(most);
    const x = toDates(edges);
    this.plotly.update(
      this.plot,
      {
        x: [...this.sectorTraces.map(() => x), toDates(whole.edges)],
        y: [...heights, withLast(Array.from(overview, Math.sqrt))],
      },
      {
        "xaxis.range": toDates([first, last + 1]),
        "xaxis.dtick": last - first < DAILY_TICKS ? 86400000 : null,
        "xaxis2.range": toDates([this.extent[0], this.extent[1] + 1]),
        "yaxis.range": [0, Math.sqrt(most) * 1.06],
        "yaxis2.range": [0, Math.sqrt(overview.reduce((a, b) => Math.max(a, b), 1)) * 1.06],
        "yaxis.tickvals": ticks.map(Math.sqrt),
        "yaxis.ticktext": ticks.map((tick) => this.format(tick)),
      },
      [...this.sectorTraces.map(({ index }) => index), this.overviewTrace],
    );
    this.marks?.layout(this.rows, (day) => this.pixelOf(day), this.width, this.marksHeight);
    this.drawBrush();
    this.drawMarks();
  }

  // --- where a day lies, and what day a pixel is ---

  pixelOf(day) {
    const [first, last] = this.focus;
    return ((day - first) / (last + 1 - first)) * this.width;
  }

  dayAt(pixel) {
    const [first, last] = this.focus;
    return first + (pixel / this.width) * (last + 1 - first);
  }

  /** The boundary between days nearest to `pixel`; the edge of a bin within reach of it wins. */
  boundaryAt(pixel) {
    const exact = this.dayAt(pixel);
    let nearest = Math.round(exact);
    let reach = Math.min(SNAP_PIXELS, this.width / this.edges.length / 5);
    for (const edge of this.edges) {
      const distance = Math.abs(this.pixelOf(edge) - pixel);
      if (distance <= reach) [nearest, reach] = [edge, distance];
    }
    return nearest;
  }

  setInterval(interval) {
    this.interval = interval;
    this.drawBrush();
    this.drawMarks();
    this.sayInterval();
  }

  /** The chosen stretch as the value of a slider, for who does not see it. */
  sayInterval() {
    const [first, last] = this.interval ?? [OPEN_START, OPEN_END];
    const value = {
      "aria-valuemin": this.extent[0],
      "aria-valuemax": this.extent[1],
      "aria-valuenow": Math.max(this.extent[0], Math.min(this.extent[1], first)),
      "aria-valuetext": this.interval
        ? this.dayWords.formatRange(...[Math.max(first, this.extent[0]), Math.min(last, this.extent[1])].map((day) => new Date(isoOf(day))))
        : this.labels.brushNone,
    };
    for (const [name, text] of Object.entries(value)) this.surface.setAttribute(name, text);
  }

  drawBrush() {
    this.brush.hidden = !this.interval;
    if (this.interval) {
      const [first, last] = this.interval;
      const left = Math.max(-2, first === OPEN_START ? -2 : this.pixelOf(first));
      const right = Math.min(this.width + 2, last === OPEN_END ? this.width + 2 : this.pixelOf(last + 1));
      const outside = right < 0 || left > this.width;
      this.brush.hidden = outside;
      this.brush.style.transform = `translateX(${left}px)`;
      this.brush.style.width = `${Math.max(2, right - left)}px`;
    }
    const span = this.extent[1] + 1 - this.extent[0];
    const at = (day) => ((day - this.extent[0]) / span) * this.width;
    this.window.style.transform = `translateX(${at(this.focus[0])}px)`;
    this.window.style.width = `${Math.max(4, at(this.focus[1] + 1) - at(this.focus[0]))}px`;
  }

  // --- zoom and pan ---

  /** The stretch nearest to [first, last] that lies in the whole span and is not too short. */
  clamped(first, last) {
    const span = Math.max(LEAST_DAYS, Math.min(last - first, this.extent[1] - this.extent[0]));
    const start = Math.min(Math.max(first, this.extent[0]), this.extent[1] - span);
    return [Math.round(start), Math.round(start + span)];
  }

  setFocus(first, last) {
    this.focus = this.clamped(first, last);
    this.drawBrush();
    this.refocus();
    clearTimeout(this.focusing);
    this.focusing = setTimeout(() => this.handlers.onFocus(this.focus), 400);
  }

  pan(share) {
    const days = (this.focus[1] - this.focus[0]) * share;
    this.setFocus(this.focus[0] + days, this.focus[1] + days);
  }

  zoom(factor, around = (this.focus[0] + this.focus[1]) / 2) {
    const [first, last] = this.focus;
    this.setFocus(around - (around - first) * factor, around + (last - around) * factor);
  }

  // --- the hand ---

  listen() {
    this.dragOn(this.surface, (pixel, event) => this.beginBrush(pixel, event));
    this.dragOn(this.overview, (pixel) => this.beginWindow(pixel));
    this.overview.addEventListener("dblclick", () => this.setFocus(...this.extent));
    this.surface.addEventListener("pointermove", (event) => this.hover(event));
    this.surface.addEventListener("pointerleave", () => this.leave());
    this.surface.addEventListener("keydown", (event) => this.pressed(event));
    this.surface.addEventListener("keyup", () => this.released());
    this.surface.addEventListener("blur", () => this.released());
    this.surface.addEventListener(
      "wheel",
      (event) => {
        // The plain wheel scrolls the page; with Ctrl (or a pinch) it zooms, sideways it pans.
        const pixel = event.clientX - this.surface.getBoundingClientRect().left;
        if (event.ctrlKey) {
          this.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 100)) * 0.4), this.dayAt(pixel));
        } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          const days = this.dayAt(event.deltaX) - this.dayAt(0);
          this.setFocus(this.focus[0] + days, this.focus[1] + days);
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
      };
      node.addEventListener("pointermove", move);
      node.addEventListener("pointerup", end);
      node.addEventListener("pointercancel", end);
    });
  }

  /** A drag on the focus area: a new brush, one edge of it, or all of it. */
  beginBrush(pixel, event) {
    this.handlers.onBrushStart();
    const mark = this.markAt(event);
    const before = this.interval;
    const edges = before && [this.pixelOf(before[0]), this.pixelOf(before[1] + 1)];
    const near = (edge) => edges && Math.abs(pixel - edges[edge]) <= HANDLE_PIXELS;
    let shape;
    if (near(0) || near(1)) {
      const fixed = near(1) ? before[0] : before[1] + 1;
      shape = (at) => [fixed, this.boundaryAt(at)];
    } else if (edges && pixel > edges[0] && pixel < edges[1] && this.isFinite(before)) {
      shape = (at) => {
        const shift = Math.round(this.dayAt(at) - this.dayAt(pixel));
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
        const [one, other] = shape(Math.max(0, Math.min(this.width, at))).sort((a, b) => a - b);
        this.brushTo([one, Math.max(one, other - 1)], true);
      },
      end: (cancelled) => {
        if (cancelled) this.brushTo(before, false);
        else if (moved) this.brushTo(this.interval, false);
        else if (mark >= 0) this.handlers.onEvent(mark);
        else this.brushTo(null, false); // a click beside or inside the brush clears it
      },
    };
  }

  /** Arrows move the stretch by a bin, with Shift its end; Escape clears it. */
  pressed(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.interval) {
      this.handlers.onBrushStart();
      this.isKeyed = false;
      this.brushTo(null, false);
    } else if (step) {
      event.preventDefault();
      if (!this.isKeyed) this.handlers.onBrushStart();
      this.isKeyed = true;
      this.brushTo(this.stepped(step, event.shiftKey), true);
    }
  }

  /** The interval one bin further, or with its end there; at first the bin in the middle. */
  stepped(step, isEnd) {
    const { edges, interval } = this;
    if (!interval || !this.isFinite(interval)) {
      const middle = Math.floor((edges.length - 1) / 2);
      return [edges[middle], edges[middle + 1] - 1];
    }
    const [first, last] = interval;
    const bin = edges[1] - edges[0];
    const next = (day) =>
      step > 0 ? (edges.find((edge) => edge > day) ?? day + bin) : (edges.findLast((edge) => edge < day) ?? day - bin);
    const [low, high] = this.extent;
    const moved = isEnd
      ? [first, Math.min(high, next(last + 1) - 1)]
      : [next(first), next(last + 1) - 1];
    if (moved[0] < low || moved[1] > high || moved[1] < moved[0]) return interval;
    const [from, to] = this.focus;
    const out = Math.max(0, moved[1] - to) || Math.min(0, (isEnd ? moved[1] : moved[0]) - from);
    if (out) this.setFocus(from + out, to + out);
    return moved;
  }

  released() {
    if (!this.isKeyed) return;
    this.isKeyed = false;
    this.brushTo(this.interval, false);
  }

  isFinite([first, last]) {
    return first !== OPEN_START && last !== OPEN_END;
  }

  brushTo(interval, live) {
    this.setInterval(interval);
    this.handlers.onBrush(interval, { live });
  }

  /** A drag on the overview moves the window, or draws a new one. */
  beginWindow(pixel) {
    const dayAt = (at) => this.extent[0] + (at / this.width) * (this.extent[1] + 1 - this.extent[0]);
    const [first, last] = this.focus;
    const day = dayAt(pixel);
    const inside = day >= first && day <= last && last - first < (this.extent[1] - this.extent[0]) * 0.98;
    return {
      move: (at) => {
        if (Math.abs(at - pixel) <= CLICK_PIXELS) return;
        const now = dayAt(Math.max(0, Math.min(this.width, at)));
        if (inside) this.setFocus(first + now - day, last + now - day);
        else this.setFocus(Math.min(day, now), Math.max(day, now));
      },
      end: () => {},
    };
  }

  markAt(event) {
    if (!this.marks) return -1;
    const box = this.canvas.getBoundingClientRect();
    return this.marks.at(event.clientX - box.left, event.clientY - box.top, this.marksHeight);
  }

  hover(event) {
    if (event.buttons) return; // a drag has other things to show
    const pixel = event.clientX - this.surface.getBoundingClientRect().left;
    const bin = this.edges.findIndex((edge, i) => this.pixelOf(edge) <= pixel && this.pixelOf(this.edges[i + 1]) > pixel);
    if (bin < 0 || bin >= this.edges.length - 1) return;
    const near = this.interval && [this.interval[0], this.interval[1] + 1].some((day) => Math.abs(this.pixelOf(day) - pixel) <= HANDLE_PIXELS);
    this.surface.classList.toggle("lv-at-edge", Boolean(near));
    this.cursor.hidden = false;
    this.cursor.style.transform = `translateX(${this.pixelOf(this.edges[bin])}px)`;
    this.cursor.style.width = `${Math.max(1, this.pixelOf(this.edges[bin + 1]) - this.pixelOf(this.edges[bin]))}px`;
    this.readout.hidden = false;
    const mark = this.markAt(event);
    this.surface.classList.toggle("lv-on-mark", mark >= 0);
    this.readout.textContent =
      mark >= 0
        ? [this.events.dates[mark], this.events.titles[mark]].filter(Boolean).join(": ")
        : this.plural(this.labels.binReadout, this.counts.at(-1)[bin], {
            when: this.binName(this.edges[bin], this.edges[bin + 1] - 1),
            count: this.format(this.counts.at(-1)[bin]),
          });
    const { l } = this.spec.layout.margin;
    const half = this.readout.offsetWidth / 2;
    const middle = Math.max(half, Math.min(this.width - half, pixel));
    this.readout.style.left = `${l + middle}px`;
  }

  leave() {
    this.cursor.hidden = true;
    this.readout.hidden = true;
  }

  binName(first, last) {
    const date = (day) => new Date(isoOf(day));
    if (this.unit.name === "day") return this.dayWords.format(date(first));
    if (this.unit.name === "month") return this.monthWords.format(date(first));
    if (this.unit.name === "year") return isoOf(first).slice(0, 4);
    return this.dayWords.formatRange(date(first), date(last));
  }

  destroy() {
    clearTimeout(this.focusing);
    this.refocus.cancel();
    this.plotly.purge(this.plot);
  }
}
