// Host 1: a Streamlit component (v2). Streamlit calls the default export when the component
// appears and again after every rerun and change of theme, with the same parent element.

import { mount } from "./linked.js";

const views = new WeakMap();

/** Bytes of base 64 text. */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

/** Keep what is looked at in the address, without a word to the server. */
function rememberLook(look) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(look)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  window.history.replaceState(window.history.state, "", address);
}

export default function host({ data, parentElement, setStateValue }) {
  const isInline = Object.keys(data.inline).length > 0;
  const known = views.get(parentElement);
  if (known && known.version === data.version && known.isInline === isInline) {
    known.send = setStateValue;
    known.ready.then((view) => {
      view.theme();
      view.setHighlight(data.highlight);
      if (data.revision !== known.revision) view.select(data.selection);
      known.revision = data.revision;
    });
    return known.cleanUp;
  }
  known?.cleanUp();
  const entry = { version: data.version, revision: data.revision, isInline, send: setStateValue };
  const inline = Object.fromEntries(Object.entries(data.inline).map(([name, text]) => [name, bytesOf(text)]));
  const { selection, highlight, look } = data;
  // A serial tells Python a choice made again from one that it has already taken.
  let serial = Date.now();
  entry.ready = mount(
    parentElement.querySelector("[data-linked-host]"),
    { ...data.payload, selection, highlight, look, inline },
    {
      onSelect: (parameters) => entry.send("selection", { parameters, serial: ++serial }),
      onEvent: (id) => entry.send("event", { id, serial: ++serial }),
      onMissing: () => isInline || entry.send("missing", true),
      onLook: rememberLook,
    },
  );
  entry.cleanUp = () => {
    views.delete(parentElement);
    entry.ready.then((view) => view.destroy());
  };
  views.set(parentElement, entry);
  return entry.cleanUp;
}
