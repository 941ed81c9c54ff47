// The row of buttons above the timeline: zoom, shift, playback.

import { element } from "./dom.js";

/**
 * @param labels messages, with playModes and playSpeeds
 * @param handlers {onZoom(factor), onPan(share of what is in view), onWhole(), onPlay(),
 *   onPlaySet(name, value)}
 */
export function timelineTools(labels, handlers) {
  const tool = (text, label, onclick) =>
    element("button", { type: "button", class: "lv-tool", title: label, "aria-label": label, onclick }, text);
  const choice = (label, name, options) =>
    element(
      "select",
      { class: "lv-pick", title: label, "aria-label": label, onchange: (event) => handlers.onPlaySet(name, event.target.value) },
      ...Object.entries(options).map(([value, text]) => element("option", { value, selected: value === "normal" }, text)),
    );
  const caption = element("span", { class: "lv-caption" });
  const play = element("button", { type: "button", class: "lv-tool lv-play", onclick: () => handlers.onPlay() });
  const root = element(
    "div",
    { class: "lv-tools" },
    caption,
    play,
    choice(labels.playMode, "mode", labels.playModes),
    choice(labels.playSpeed, "speed", labels.playSpeeds),
    tool("‹", labels.earlier, () => handlers.onPan(-0.5)),
    tool("›", labels.later, () => handlers.onPan(0.5)),
    tool("+", labels.zoomIn, () => handlers.onZoom(0.5)),
    tool("−", labels.zoomOut, () => handlers.onZoom(2)),
    tool("⟷", labels.wholeSpan, () => handlers.onWhole()),
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

/** How the marks are to be read. */
export function markLegend(labels) {
  const entry = (kind) =>
    element("span", {}, element("i", { class: `lv-key lv-key-${kind}`, "aria-hidden": "true" }), labels.legend[kind]);
  return element("p", { class: "lv-legend" }, ...["day", "imprecise", "planned", "attested"].map(entry));
}
