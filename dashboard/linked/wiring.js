// How the parts of a linked view hear of one another: each is made with what it tells the view.

import { dayOf, intervalText } from "./calendar.js";
import { Choices } from "./choices.js";
import { Choosing } from "./choosing.js";
import { markedEvents } from "./marks.js";
import { PlaceMap } from "./place_map.js";
import { Timeline } from "./timeline.js";

/** What is chosen in a view. @param view the LinkedView, with its model and details */
export function choosingOf(view) {
  const { payload, handlers, model, details } = view;
  const places = payload.specs.map.deck.layers.find(({ id }) => id === "places").data;
  const choices = new Choices(model, payload.facets, places, details?.texts);
  choices.read(payload.selection ?? {});
  const show = {
    stop: () => view.player?.stop(),
    all: () => view.repaint(),
    interval: (live) => view.showInterval(live),
    brush: () => {
      view.timeline?.setInterval(model.interval);
      view.timeline?.reveal(model.interval);
    },
    unbound: () => view.timeline && leaveInterval(view),
    highlight: (reveal) => view.showHighlight(reveal),
    tools: () => view.controls.showTools(),
  };
  return new Choosing(choices, payload.highlight ?? "", show, handlers);
}

/** The interval that the timeline was moved for is gone: show no fewer events than at first. */
function leaveInterval({ timeline, model, payload, stories }) {
  const inView = ([first, last]) => model.binCounts([first, last + 1]).at(-1)[0];
  const atFirst = payload.focus.map(dayOf);
  if (inView(timeline.focus) < inView(atFirst)) timeline.setFocus(...atFirst);
  timeline.reveal(stories.eventSpan());
}

/** @param view the LinkedView, with the spec of its map and what is chosen */
export function mapOf(view) {
  const { payload, format, plural, choosing } = view;
  return new PlaceMap(view.mapSpec, {
    labels: payload.labels,
    format,
    plural,
    sectors: payload.facets.sector,
    handlers: {
      onPick: (id) => choosing.toggle("place", id),
      onRepaint: () => view.painted(),
      onMove: (look) => view.moved(look),
      onArea: (isOn) => choosing.setArea(isOn ? view.map.bounds() : null),
    },
  });
}

/** @param view the LinkedView, with its model, its details and what is chosen */
export function timelineOf(view) {
  const { payload, format, plural, details, model, choosing, finer } = view;
  return new Timeline(payload.specs.timeline, {
    extent: payload.extent.map(dayOf),
    focus: view.askedFocus() ?? payload.focus.map(dayOf),
    labels: payload.labels,
    format,
    plural,
    locale: payload.locale,
    plotlyLocale: payload.plotlyLocale,
    events: details && markedEvents(model.rows, details),
    grain: finer?.grain,
    note: finer?.words,
    handlers: {
      onBrush: (interval, { live }) => choosing.brush(interval, live),
      onEvent: (row) => choosing.pick(details.ids[row]),
      onFocus: (focus) => view.handlers.onLook?.({ focus: intervalText(focus) }),
      onHold: (isHeld) => finer?.hold(isHeld),
      onDraw: () => finer?.consider(),
    },
  });
}
