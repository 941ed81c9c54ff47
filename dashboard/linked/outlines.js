// Reading the outlines that dashboard/linked/outlines.py packs, as GeoJSON.

/** {land, units, regions}: feature collections out of an ArrayBuffer. */
export function unpackOutlines(buffer) {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const bytes = new Uint8Array(buffer, 4 + headerLength);
  let at = 0;
  const step = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const ring = (length, scale) => {
    let x = 0;
    let y = 0;
    return Array.from({ length }, () => {
      x += step();
      y += step();
      return [x / scale, y / scale];
    });
  };
  const feature = (location_id, coordinates) => ({
    type: "Feature",
    properties: { location_id },
    geometry: { type: "MultiPolygon", coordinates },
  });
  const shapes = (entries) =>
    entries.map(({ id, scale, polygons }) =>
      feature(id, polygons.map((lengths) => lengths.map((length) => ring(length, scale)))),
    );
  const collection = (features) => ({ type: "FeatureCollection", features });
  const land = shapes(header.land);
  const units = shapes(header.units);
  const together = (numbers) => numbers.flatMap((number) => units[number].geometry.coordinates);
  return {
    land: collection(land),
    units: collection(units),
    regions: collection(header.regions.map(({ id, units: numbers }) => feature(id, together(numbers)))),
  };
}
