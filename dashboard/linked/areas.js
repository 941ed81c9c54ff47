// The areas of the timeline, drawn at once into the paths that plotly made for them.
//
// A whole update by plotly lays out every axis anew and takes longer than all counting. Where
// only numbers changed, the paths get their new shape here, and plotly hears of it later.

/** Heights of the areas: square roots of the events in all, split by the sectors' shares.
 * @param counts per sector and, last, in all: events per bin
 * @param positions the sectors' positions among `counts`, in the order of the areas */
export function areaHeights(counts, positions) {
  const all = counts.at(-1);
  const parts = new Float64Array(all.length);
  for (const position of positions) counts[position].forEach((n, bin) => (parts[bin] += n));
  return positions.map((position) =>
    Float64Array.from(counts[position], (n, bin) => (parts[bin] ? (n / parts[bin]) * Math.sqrt(all[bin]) : 0)),
  );
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

export class AreaPaths {
  /**
   * @param plot the element that plotly drew into
   * @param subplot plotly's name of the areas' subplot, "xy" or "x2y2"
   */
  constructor(plot, subplot) {
    this.plot = plot;
    this.subplot = subplot;
  }

  /** The paths, in the order of the traces. */
  paths() {
    return this.plot.querySelectorAll(`.cartesianlayer .subplot.${this.subplot} .scatterlayer .js-fill`);
  }

  /**
   * Draw the areas one upon the other; false if plotly has not made as many.
   * @param heights per area and bin
   * @param edges of the bins, in pixels
   * @param height of the subplot in pixels, and `most`, the value at its top
   */
  paint(heights, edges, height, most) {
    const paths = this.paths();
    if (paths.length !== heights.length) return false;
    const rounded = edges.map(px);
    const sums = new Float64Array(rounded.length - 1);
    let bottoms = new Float64Array(sums.length).fill(px(height));
    heights.forEach((values, area) => {
      const tops = Float64Array.from(sums, (sum, bin) => {
        sums[bin] = sum + values[bin];
        return px(height * (1 - sums[bin] / most));
      });
      const path = stepArea(rounded, tops, bottoms);
      // What stays as it is costs no repaint.
      if (paths[area].getAttribute("d") !== path) paths[area].setAttribute("d", path);
      bottoms = tops;
    });
    return true;
  }
}
