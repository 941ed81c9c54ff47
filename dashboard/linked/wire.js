// Reading a file of columns (dashboard/wire.py): typed arrays over one buffer, no parsing.

const TYPES = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int32: Int32Array };

/** {rows, arrays: {name: typed array}, about: what the file tells of itself} out of an ArrayBuffer. */
export function unpack(buffer) {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const arrays = {};
  for (const [name, { type, offset, length }] of Object.entries(header.arrays)) {
    arrays[name] = new TYPES[type](buffer, 4 + headerLength + offset, length);
  }
  return { rows: header.rows, arrays, about: header.about };
}
