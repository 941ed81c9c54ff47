// Stories: curated views of the one model, stepped through with buttons and keys.
//
// A step sets the selection, the event that is pointed out, and how map and timeline lie.
// In between the view is the reader's: the step is kept, and can be returned to.

import { parseInterval } from "./calendar.js";
import { StoryBar } from "./story_bar.js";

const GLIDE_MILLISECONDS = 500;
// Around the places of a selection, in degrees, and around its events, in days.
const LEAST_MARGIN_DEGREES = 1.2;
const LEAST_MARGIN_DAYS = 20;
// Parts that use arrow keys, letters or Escape themselves.
const OWN_KEYS = "input, textarea, select, dialog, [contenteditable], [role=slider], [role=radio], [role=tab], .lv-canvas";
const STEPS_BY_KEY = { ArrowLeft: -1, ArrowRight: 1 };
// What the remote control of a presenter sends besides.
const STEPS_BY_REMOTE = { ...STEPS_BY_KEY, PageUp: -1, PageDown: 1, " ": 1 };

export class StoryTeller {
  /** @param view a LinkedView, whose selection, highlight, map and timeline follow the steps */
  constructor(view) {
    const { stories, labels } = view.payload;
    this.view = view;
    this.stories = stories;
    this.story = null;
    this.isPresenting = false;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.gliding = 0;
    this.bar = new StoryBar(stories, labels, view, {
      onOpen: (story) => this.open(story, 1),
      onStep: (number) => this.go(number),
      onLeave: () => this.leave(),
      onPresent: () => (this.isPresenting ? this.stopPresenting() : this.present()),
    });
    this.onFullscreen = () => (document.fullscreenElement ? this.settle() : this.stopPresenting());
    document.addEventListener("fullscreenchange", this.onFullscreen);
    // The hand on the timeline comes before its movement, and elsewhere closes the list.
    this.onPointer = ({ target }) => {
      if (view.root.contains(target)) cancelAnimationFrame(this.gliding);
      if (!this.bar.menu.contains(target)) this.bar.menu.open = false;
    };
    document.addEventListener("pointerdown", this.onPointer, true);
  }

  get step() {
    return this.story.steps[this.number - 1];
  }

  /** Go on where the address says, once both views are there. */
  begin({ story, step, map, focus } = {}) {
    const asked = this.stories.find(({ id }) => id === story);
    if (!asked) return;
    const number = Math.min(Math.max(1, Math.floor(Number(step)) || 1), asked.steps.length);
    this.calmly(() => {
      const isBare = !Object.keys(this.view.parameters()).length && !this.view.highlight;
      if (isBare) return this.open(asked, number, { isSpoken: false });
      this.show(asked, number, false);
      this.layMap(map ? { map } : this.step.look);
      if (!focus) this.layTimeline(this.step.look);
    });
  }

  /** Do `work` without movement. */
  calmly(work) {
    const { calm } = this;
    this.calm = { matches: true };
    work();
    this.calm = calm;
  }

  open(story, number, { isSpoken = true } = {}) {
    this.show(story, number, isSpoken);
    this.tell();
    if (isSpoken) this.bar.focus();
  }

  show(story, number, isSpoken) {
    if (story !== this.story) this.bar.open(story);
    this.story = story;
    this.number = number;
    this.bar.show(number, isSpoken);
    this.changed();
    this.view.root.dataset.storyStep = `${story.id}/${number}`;
    this.view.handlers.onLook?.({ story: story.id, step: String(number) });
  }

  go(number) {
    if (number < 1 || number > this.story.steps.length) return;
    this.show(this.story, number, true);
    this.tell();
  }

  /** Show what the step shows. */
  tell() {
    const { view, step } = this;
    view.player?.stop();
    view.choosing.take(step.selection);
    if (view.highlight !== step.event) {
      view.setHighlight(step.event, false);
      view.handlers.onEvent?.(step.event);
    }
    view.handlers.onSelect?.(view.parameters());
    this.layMap(step.look);
    this.layTimeline(step.look);
    this.changed();
  }

  /** The selection or the highlight is another one: is it still the step's? */
  changed() {
    if (!this.story) return;
    const { view, step } = this;
    const isStep = JSON.stringify(view.parameters()) === JSON.stringify(step.selection) && view.highlight === step.event;
    this.bar.setAway(!isStep);
  }

  leave() {
    if (!this.story) return;
    this.stopPresenting();
    cancelAnimationFrame(this.gliding);
    this.story = null;
    delete this.view.root.dataset.storyStep;
    this.view.handlers.onLook?.({ story: "", step: "" });
    this.bar.close();
  }

  // --- how map and timeline lie ---

  layMap({ map }) {
    if (map) this.view.map?.lookAt(map, this.calm.matches);
    else this.view.map?.show(this.placeBounds(), this.calm.matches);
  }

  layTimeline({ focus }) {
    const stretch = parseInterval(focus) ?? this.eventSpan();
    if (stretch) this.glide(stretch);
  }

  /** Around the places of the selected events; regions and countries are too wide to tell. */
  placeBounds() {
    const { setOfRow, offsets, values } = this.view.model.facet("place");
    const points = new Map(
      this.view.map.places.filter(({ level }) => level !== "region").map(({ index, position }) => [index, position]),
    );
    const found = [];
    const sets = new Set();
    for (const row of this.view.model.selected()) sets.add(setOfRow[row]);
    for (const set of sets) {
      for (let j = offsets[set]; j < offsets[set + 1]; j++) if (points.has(values[j])) found.push(points.get(values[j]));
    }
    if (!found.length) return this.view.map.spec.bounds;
    const sides = [0, 1].map((axis) => {
      const degrees = found.map((point) => point[axis]);
      const [least, most] = [Math.min(...degrees), Math.max(...degrees)];
      const margin = LEAST_MARGIN_DEGREES + (most - least) / 12;
      return [least - margin, most + margin];
    });
    return [sides[0][0], sides[1][0], sides[0][1], sides[1][1]];
  }

  /** The days from the first of the selected events to the last, with room around them. */
  eventSpan() {
    const { days, start, end } = this.view.model.rows;
    const [from, to] = this.view.timeline?.extent ?? [0, 0];
    let [first, last] = [Infinity, -Infinity];
    for (const row of this.view.model.selected()) {
      if (start[row] > end[row]) continue;
      first = Math.min(first, Math.max(from, days[start[row]]));
      last = Math.max(last, Math.min(to, days[end[row]]));
    }
    const margin = Math.max(LEAST_MARGIN_DAYS, (last - first) / 10);
    return first <= last ? [first - margin, last + margin] : null;
  }

  /** Move the timeline to a stretch of days. */
  glide(target) {
    const { timeline } = this.view;
    cancelAnimationFrame(this.gliding);
    if (!timeline) return;
    if (this.calm.matches) return timeline.setFocus(...target);
    const from = [...timeline.focus];
    // A busy machine may draw the first frame late: the way begins with it, and none of it is jumped over.
    let begun = null;
    const tick = (now) => {
      begun ??= now;
      const share = Math.min(1, (now - begun) / GLIDE_MILLISECONDS);
      const eased = 1 - (1 - share) ** 3;
      timeline.setFocus(...from.map((day, i) => day + (target[i] - day) * eased));
      if (share < 1) this.gliding = requestAnimationFrame(tick);
    };
    this.gliding = requestAnimationFrame(tick);
  }

  // --- presenting ---

  async present() {
    const { root } = this.view;
    this.isPresenting = true;
    root.classList.add("lv-presenting");
    this.bar.setPresenting(true);
    this.bar.focus();
    this.settle();
    try {
      await root.requestFullscreen?.();
    } catch {
      // Where a browser or a frame allows no full screen, the view fills the window.
    }
  }

  stopPresenting() {
    if (!this.isPresenting) return;
    this.isPresenting = false;
    this.view.root.classList.remove("lv-presenting");
    this.bar.setPresenting(false);
    if (document.fullscreenElement) document.exitFullscreen();
    this.settle();
  }

  /** The room is another one: show the step's places in it. */
  settle() {
    if (this.story) requestAnimationFrame(() => this.story && this.calmly(() => this.layMap(this.step.look)));
  }

  /** A key that nothing else wanted. */
  pressed(event) {
    const { target, key } = event;
    if (!this.story || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { root, player } = this.view;
    if (!(root.contains(target) || target.contains?.(root)) || target.closest?.(OWN_KEYS)) return;
    const by = (this.isPresenting ? STEPS_BY_REMOTE : STEPS_BY_KEY)[key];
    if (by) {
      // The space bar presses the button that has the focus.
      if (key === " " && target.closest?.("button, a")) return;
      event.preventDefault();
      this.go(this.number + by);
    } else if (key.toLowerCase() === "f") {
      this.bar.full.click();
    } else if (key === "Escape" && !player?.isPlaying) {
      if (this.isPresenting) this.stopPresenting();
      else if (this.view.payload.controls !== false) this.leave();
    }
  }

  destroy() {
    cancelAnimationFrame(this.gliding);
    document.removeEventListener("fullscreenchange", this.onFullscreen);
    document.removeEventListener("pointerdown", this.onPointer, true);
  }
}
