// Where a time axis is labelled: at round days, as many as there is room for.

import { floorTo, nextEdge } from "./calendar.js";

// Steps from tick to tick, the finest first, with the room in pixels that their names need.
const STEPS = [
  { step: 1, form: "day", room: 110 },
  { step: 7, form: "day", room: 110 },
  ...[1, 3, 6].map((months) => ({ months, form: "month", room: 96 })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((years) => ({ months: 12 * years, form: "year", room: 70 })),
];
const DAYS_A_MONTH = 30.4;

/**
 * The ticks between two days.
 * @param pixelOf day -> pixel, over `width` pixels
 * @param nameOf (form, day) -> its name, by the form "day", "month" or "year"
 * @param margins {l, r}: how far a name may reach beyond either end, in pixels
 * @returns [{day, text}]; a name that would reach too far is ""
 */
export function timeTicks(first, last, { width, pixelOf, nameOf, margins }) {
  const pixels = width / (last + 1 - first);
  const fitting = STEPS.find(({ step, months, room }) => (step ?? months * DAYS_A_MONTH) * pixels >= room) ?? STEPS.at(-1);
  const ticks = [];
  for (let day = floorTo(fitting, first); day <= last + 1; day = nextEdge(fitting, day)) {
    if (day < first) continue;
    const text = nameOf(fitting.form, day);
    const half = (fitting.room - 30) / 2;
    const isCut = pixelOf(day) - half < -margins.l || pixelOf(day) + half > width + margins.r + 10;
    ticks.push({ day, text: isCut && fitting.form !== "year" ? "" : text });
  }
  return ticks;
}
