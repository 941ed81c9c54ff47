// First script of a self-contained file: it unpacks the parts that lie in the file, each
// gzip in base 64 in a script element, and starts the one that shows the others.
"use strict";

/** The bytes of a part of this file. */
async function partOfFile(name) {
  const element = document.querySelector(`script[data-part="${name}"]`);
  const text = element.textContent;
  element.remove();
  const packed = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(text)
    : Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Run a part that is a script; the file's security policy knows each by its hash. */
async function runPart(name, type) {
  const bytes = await partOfFile(name);
  const script = document.createElement("script");
  if (type) script.type = type;
  script.textContent = new TextDecoder().decode(bytes);
  document.head.append(script);
}

runPart("host", "module").catch((error) => {
  const place = document.getElementById("linked-view");
  place.textContent = `${place.dataset.failed} (${error.message})`;
});
