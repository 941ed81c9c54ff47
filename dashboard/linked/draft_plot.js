// The timeline's figure as drawn by ourselves, until plotly is there: the same areas and
// axes from the same numbers. Plotly takes half a second to be read; nobody waits for it.

import { dayOf } from "./calendar.js";
import { svgElement, tenth } from "./svg.js";

const PLOTLY_FONT = '"Open Sans", verdana, arial, sans-serif';
const PLOTLY_FONT_SIZE = 12;
const TICK = 5;

/**
 * @param layout the figure's own: width, height, margin, axes with domain, tickvals and range, shapes
 * @param colors {text, grid}
 * @param parts per subplot {areas: [{shape, color}], ticks: [{day, text}], pixelOf(day)}:
 *   `focus`, above, and `whole`, the strip of the whole span
 */
export function draftPlot(layout, colors, { focus, whole }) {
  const { width, height, margin, xaxis, yaxis, yaxis2 } = layout;
  const across = width - margin.l - margin.r;
  const down = height - margin.t - margin.b;
  const at = (share) => margin.t + (1 - share) * down;
  const line = (d, dash) =>
    svgElement("path", { d, fill: "none", stroke: colors.grid, "shape-rendering": "crispEdges", "stroke-dasharray": dash });
  const text = (x, y, anchor, words) =>
    svgElement("text", { x, y, "text-anchor": anchor, fill: colors.text, "font-family": PLOTLY_FONT, "font-size": PLOTLY_FONT_SIZE }, words);
  const areas = ({ areas: shapes }, [, top]) =>
    svgElement(
      "g",
      { transform: `translate(${margin.l} ${at(top)})` },
      ...shapes.map(({ shape, color }) => svgElement("path", { d: shape, fill: color })),
    );
  const grid = ({ ticks, pixelOf }, [bottom, top]) =>
    ticks
      .map(({ day }) => pixelOf(day))
      .filter((x) => x > 0.5 && x < across - 0.5)
      .map((x) => line(`M${tenth(margin.l + x)} ${at(top)}V${at(bottom)}`));
  const axis = ({ ticks, pixelOf }, y) => [
    line(`M${margin.l} ${y}h${across}`),
    ...ticks.flatMap(({ day, text: words }) => {
      const x = tenth(margin.l + pixelOf(day));
      return [line(`M${x} ${y}v${TICK}`), text(x, y + 20, "middle", words)];
    }),
  ];
  const [least, most] = yaxis.range;
  const levels = yaxis.tickvals.map((value, i) => {
    const [bottom, top] = yaxis.domain.map(at);
    return { y: tenth(bottom + ((top - bottom) * (value - least)) / (most - least)), words: yaxis.ticktext[i] };
  });
  const shape = ({ type, xref, x0, x1, y0, y1, fillcolor, line: { color, dash } = {} }) => {
    const { pixelOf } = xref === "x2" ? whole : focus;
    const [from, to] = [x0, x1].map((iso) => margin.l + Math.max(0, Math.min(across, pixelOf(dayOf(iso)))));
    if (type === "rect") return svgElement("rect", { x: from, y: at(y1), width: to - from, height: at(y0) - at(y1), fill: fillcolor });
    const isInView = pixelOf(dayOf(x0)) >= 0 && pixelOf(dayOf(x0)) <= across;
    return isInView ? svgElement("path", { d: `M${tenth(from)} ${at(y0)}V${at(y1)}`, stroke: color, "stroke-dasharray": dash === "dot" ? "1 3" : null }) : "";
  };
  const shapes = layout.shapes ?? [];
  return svgElement(
    "svg",
    { width, height, class: "lv-draft", "aria-hidden": "true" },
    ...shapes.filter(({ layer }) => layer === "below").map(shape),
    ...grid(focus, yaxis.domain),
    ...grid(whole, yaxis2.domain),
    ...levels.flatMap(({ y, words }) => [
      line(`M${margin.l} ${y}h${across}M${margin.l - 1} ${y}h${-TICK}`),
      text(margin.l - 8.4, y + 4.2, "end", words),
    ]),
    areas(focus, yaxis.domain),
    areas(whole, yaxis2.domain),
    line(`M${margin.l - 0.5} ${at(yaxis.domain[1])}V${at(yaxis.domain[0])}`),
    ...axis(focus, at(xaxis.position)),
    ...axis(whole, at(yaxis2.domain[0])),
    ...shapes.filter(({ layer }) => layer !== "below").map(shape),
  );
}
