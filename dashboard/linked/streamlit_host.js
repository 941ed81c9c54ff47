// Host 1: a Streamlit component (v2). Streamlit calls the default export when the component
// appears and again after every rerun and change of theme, with the same parent element.

import { mount } from "./linked.js";

const views = new WeakMap();

/** A column of an Arrow table as one typed array. */
function flat(table, name) {
  const chunks = table.getChild(name).data.map(({ values, offset, length }) => values.subarray(0, length, offset));
  return joined(chunks);
}

function joined(chunks) {
  if (chunks.length === 1) return chunks[0];
  const result = new chunks[0].constructor(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}

/** The columns of dashboard/columns.py, out of their Arrow table. */
function columnsOf(table) {
  const offsets = [];
  const indices = [];
  let before = 0;
  for (const { valueOffsets, children, length } of table.getChild("places").data) {
    const start = valueOffsets[0];
    const end = valueOffsets[length];
    const shifted = Int32Array.from(valueOffsets.subarray(0, length), (offset) => offset - start + before);
    offsets.push(shifted);
    indices.push(children[0].values.subarray(start, end));
    before += end - start;
  }
  offsets.push(Int32Array.of(before));
  return {
    first: flat(table, "first"),
    last: flat(table, "last"),
    sectors: flat(table, "sectors"),
    weight: flat(table, "weight"),
    placeOffsets: joined(offsets),
    placeIndex: joined(indices),
  };
}

export default function host({ data, parentElement, setStateValue }) {
  const known = views.get(parentElement);
  if (known && known.version === data.version) {
    known.send = setStateValue;
    known.ready.then((view) => {
      view.theme();
      if (data.revision !== known.revision) view.select(data.selection);
      known.revision = data.revision;
    });
    return known.cleanUp;
  }
  known?.cleanUp();
  const entry = { version: data.version, revision: data.revision, send: setStateValue };
  const payload = { ...data.payload, selection: data.selection, columns: columnsOf(data.columns) };
  const container = parentElement.querySelector("[data-linked-host]");
  // The serial tells Python a selection made again from one that it has already taken.
  let serial = Date.now();
  const onSelect = (parameters) => entry.send("selection", { parameters, serial: ++serial });
  entry.ready = mount(container, payload, { onSelect });
  entry.cleanUp = () => {
    views.delete(parentElement);
    entry.ready.then((view) => view.destroy());
  };
  views.set(parentElement, entry);
  return entry.cleanUp;
}
