// The areas of the timeline, drawn at once into the paths that plotly made for them.
//
// A whole update by plotly lays out every axis anew and takes longer than all counting. Where
// only numbers changed, the paths get their new shape here, and plotly hears of it later.

/** Heights of the areas: square roots of the events in all, split by the sectors' shares.
 * @param counts per sector and, last, in all: events per bin
 * @param positions the sectors' positions among `counts`, in the order of the areas; null for the
 *   area of bins whose events have no sector */
export function areaHeights(counts, positions) {
  const all = counts.at(-1);
  const parts = new Float64Array(all.length);
  for (const sector of counts.slice(0, -1)) sector.forEach((n, bin) => (parts[bin] += n));
  return positions.map((position) => {
    if (position === null) return Float64Array.from(all, (n, bin) => (parts[bin] ? 0 : Math.sqrt(n)));
    return Float64Array.from(counts[position], (n, bin) => (parts[bin] ? (n / parts[bin]) * Math.sqrt(all[bin]) : 0));
  });
}

const px = (value) => Math.round(value * 100) / 100;

/** One step area between two lines of levels, bin by bin, with `edges` in pixels. */
function stepArea(edges, tops, bottoms) {
  const last = tops.length - 1;
  let path = `M${edges[0]},${tops[0]}`;
  for (let bin = 0; bin <= last; bin++) path += `${bin ? `V${tops[bin]}` : ""}H${edges[bin + 1]}`;
  path += `V${bottoms[last]}`;
  for (let bin = last; bin >= 0; bin--) path += `${bin < last ? `V${bottoms[bin]}` : ""}H${edges[bin]}`;
  return `${path}Z`;
}

/**
 * The shapes of areas one upon the other, as paths.
 * @param heights per area and bin
 * @param edges of the bins, in pixels
 * @param height of the subplot in pixels, and `most`, the value at its top
 */
export function stackedAreas(heights, edges, height, most) {
  const rounded = edges.map(px);
  const sums = new Float64Array(rounded.length - 1);
  let bottoms = new Float64Array(sums.length).fill(px(height));
  return heights.map((values) => {
    const tops = Float64Array.from(sums, (sum, bin) => {
      sums[bin] = sum + values[bin];
      return px(height * (1 - sums[bin] / most));
    });
    const path = stepArea(rounded, tops, bottoms);
    bottoms = tops;
    return path;
  });
}

/** Give the paths that plotly made for a subplot's areas new shapes; false if it has not made as many.
 * @param chart the element that plotly drew into
 * @param subplot plotly's name of it, "xy" or "x2y2" */
export function reshapeAreas(chart, subplot, shapes) {
  // In the order of the traces.
  const paths = chart.querySelectorAll(`.cartesianlayer .subplot.${subplot} .scatterlayer .js-fill`);
  if (paths.length !== shapes.length) return false;
  shapes.forEach((shape, area) => {
    // What stays as it is costs no repaint.
    if (paths[area].getAttribute("d") !== shape) paths[area].setAttribute("d", shape);
  });
  return true;
}
