// The row of buttons above the timeline: playback, shift, zoom.

import { element, fill } from "./dom.js";

/**
 * @param labels messages, with playModes, playSteps and playSpeeds
 * @param units of a time axis by which playback may step
 * @param handlers {onZoom(factor), onPan(share of what is in view), onWhole(), onPlay(),
 *   onPlayStep(1 or -1), onPlaySet(name, value)}
 */
export function timelineTools(labels, units, handlers) {
  const tool = (text, label, onclick) =>
    element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick }, text);
  // Where there is little room, a group goes to the next row as one.
  const group = (...tools) => element("span", { class: "lv-group" }, ...tools);
  const choice = (label, name, options) =>
    element(
      "select",
      { class: "lv-pick", title: label, "aria-label": label, onchange: (event) => handlers.onPlaySet(name, event.target.value) },
      ...Object.entries(options).map(([value, text]) => element("option", { value, selected: value === "normal" }, text)),
    );
  const steps = { "": labels.playSteps.glide, ...Object.fromEntries(units.map(({ name }) => [name, labels.playSteps[name]])) };
  const caption = element("span", { class: "lv-caption" });
  const play = element("button", { type: "button", class: "lv-tool lv-play", onclick: () => handlers.onPlay() });
  const root = element(
    "div",
    { class: "lv-tools" },
    caption,
    group(
      tool("⏮", labels.stepBack, () => handlers.onPlayStep(-1)),
      play,
      tool("⏭", labels.stepForth, () => handlers.onPlayStep(1)),
    ),
    choice(labels.playMode, "mode", labels.playModes),
    choice(labels.playStep, "step", steps),
    choice(labels.playSpeed, "speed", labels.playSpeeds),
    group(
      tool("‹", labels.earlier, () => handlers.onPan(-0.5)),
      tool("›", labels.later, () => handlers.onPan(0.5)),
      tool("+", labels.zoomIn, () => handlers.onZoom(0.5)),
      tool("−", labels.zoomOut, () => handlers.onZoom(2)),
      tool("⟷", labels.wholeSpan, () => handlers.onWhole()),
    ),
  );
  const showPlaying = (isPlaying) => {
    const label = isPlaying ? labels.pause : labels.play;
    play.textContent = isPlaying ? "❚❚" : "▶";
    play.title = label;
    play.setAttribute("aria-label", label);
  };
  showPlaying(false);
  return { root, caption, showPlaying };
}

/** How marks and background are to be read: [[kind, text]]. */
export function legendTexts(labels, layout) {
  const { marks, milestones = [] } = layout.meta ?? {};
  const kinds = marks ? ["day", "imprecise", "planned", "attested"] : [];
  if (layout.shapes?.some(({ name }) => name === "today")) kinds.push("today");
  const era = fill(labels.legend.era, { milestones: milestones.join("; ") });
  return [...kinds.map((kind) => [kind, labels.legend[kind]]), ...(milestones.length ? [["era", era]] : [])];
}

/** The legend of a figure with this layout. */
export function timelineLegend(labels, layout) {
  const entry = ([kind, text]) =>
    element("span", {}, element("i", { class: `lv-key lv-key-${kind}`, "aria-hidden": "true" }), text);
  const entries = legendTexts(labels, layout).map(entry);
  return entries.length ? element("p", { class: "lv-legend" }, ...entries) : "";
}
