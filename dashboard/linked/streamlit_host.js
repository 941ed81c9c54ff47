// Host 1: a Streamlit component (v2). Streamlit calls the default export when the component
// appears and again after every rerun and change of theme, with the same parent element.

import { PARAMETERS } from "./choices.js";
import { loadBytes } from "./libraries.js";
import { mount } from "./linked.js";
import { tellOfSaving } from "./saving.js";

// What a reader does who does not want to be carried anywhere.
const HAND = ["wheel", "pointerdown", "keydown"];
// How long, in ms, what was asked for may take to arrive below the view.
const ARRIVAL = 10_000;

const views = new WeakMap();
// The view that is shown. Streamlit may put it up anew, and then gives what it once began with.
let shown = null;

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
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}

/** What is said of groups; without their address where the server does not hand out what is ours. */
function withUrl(groups, isServed) {
  return groups && { ...groups, url: isServed ? groups.url : "" };
}

/** Bring the reader to what the page tells of the chosen events. */
function goBelow() {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  toHeading(isCalm ? "auto" : "smooth");
}

function toHeading(behavior) {
  const heading = document.querySelector(".ec-heading");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ behavior });
}

/** Bring the reader to the heading, and stay there while what follows arrives, unless a hand does something. */
function goToArriving() {
  toHeading("auto");
  const arriving = new MutationObserver(() => toHeading("auto"));
  const done = () => {
    arriving.disconnect();
    for (const type of HAND) window.removeEventListener(type, done);
  };
  // Streamlit puts up a new heading, too.
  arriving.observe(document.querySelector("[data-testid=stMain]") ?? document.body, { childList: true, subtree: true });
  for (const type of HAND) window.addEventListener(type, done);
  setTimeout(done, ARRIVAL);
}

/** Those of `names` that the address holds. */
function addressed(names) {
  const asked = new URLSearchParams(window.location.search);
  return Object.fromEntries(names.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]));
}

/** Give the view what Python found, once. */
async function tellFound(entry, { q, path, bits }) {
  if (!q || entry.found === q) return;
  entry.found = q;
  const view = await entry.ready;
  view.setFound(q, bits ? bytesOf(bits) : await loadBytes(path));
}

export default function host({ data, parentElement, setStateValue }) {
  const isInline = Object.keys(data.inline).length > 0;
  const known = views.get(parentElement);
  if (known && known.version === data.version && known.isInline === isInline) {
    known.send = setStateValue;
    known.ready.then((view) => {
      view.theme();
      // Else the view is ahead of the server: what it has may be newer.
      const { revision, selection, highlight, pointed } = data;
      if (revision === known.revision) return;
      Object.assign(known, { revision, selection, highlight });
      view.select(selection);
      view.payload.pointed = pointed;
      view.setHighlight(highlight);
    });
    tellFound(known, data.found);
    known.tellLook();
    return known.cleanUp;
  }
  known?.cleanUp();
  tellOfSaving();
  // Streamlit says English whatever the page speaks; voices and fonts go by this.
  const payload = JSON.parse(data.payload);
  document.documentElement.lang = payload.locale;
  const { version, revision } = data;
  const before = shown?.version === version ? shown : known;
  const { selection, highlight } = shown?.version === version && shown.revision === revision ? shown : data;
  // A view of other data or in another language lies as the one before it was left.
  const look = { ...data.look, ...before?.look };
  const entry = { version, revision, selection, highlight, look, isInline, send: setStateValue };
  shown = entry;
  const inline = Object.fromEntries(Object.entries(data.inline).map(([name, text]) => [name, bytesOf(text)]));
  // A serial tells Python a choice made again from one that it has already taken, and the revision
  // one that crossed on its way what Python has told since.
  let serial = Date.now();
  let told = JSON.stringify(look);
  const say = (name, value) => {
    told = JSON.stringify(entry.look);
    entry.send(name, { ...value, look: { ...entry.look }, revision: entry.revision, serial: ++serial });
  };
  entry.tellLook = () => told === JSON.stringify(entry.look) || say("look", {});
  const saySelection = (parameters, panel = "", isAddressed = false) => {
    entry.selection = parameters;
    say("selection", { parameters, panel, isAddressed });
    if (panel) goToArriving();
  };
  const sayEvent = (id, isAddressed = false) => {
    entry.highlight = id;
    say("event", { id, isAddressed });
  };
  entry.ready = mount(
    parentElement.querySelector("[data-linked-host]"),
    { ...payload, groups: withUrl(payload.groups, !isInline), selection, highlight, pointed: data.pointed, look, inline },
    {
      finds: true,
      hasPanels: true,
      onSelect: saySelection,
      onEvent: (id) => sayEvent(id),
      onBelow: goBelow,
      onMissing: () => isInline || entry.send("missing", true),
      onLook: (moved) => {
        Object.assign(entry.look, moved);
        rememberLook(moved);
      },
    },
  );
  // The browser went back or forth: the address is what is wanted.
  const travelled = async () => {
    const view = await entry.ready;
    const { event = "" } = addressed(["event"]);
    entry.look = addressed(["map", "focus", "story", "step"]);
    view.select(addressed(PARAMETERS));
    view.lookAt(entry.look);
    saySelection(view.parameters(), "", true);
    if (event !== view.highlight) {
      view.setHighlight(event);
      sayEvent(event, true);
    }
  };
  // Python writes the address too, and knows the look only as it was when the view last spoke.
  const written = ({ navigationType }) => navigationType === "traverse" || rememberLook(entry.look);
  window.addEventListener("popstate", travelled);
  window.navigation?.addEventListener("currententrychange", written);
  entry.cleanUp = () => {
    window.removeEventListener("popstate", travelled);
    window.navigation?.removeEventListener("currententrychange", written);
    views.delete(parentElement);
    entry.ready.then((view) => view.destroy());
  };
  tellFound(entry, data.found);
  views.set(parentElement, entry);
  return entry.cleanUp;
}
