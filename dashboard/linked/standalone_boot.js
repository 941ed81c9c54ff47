// First script of a self-contained file: it unpacks the parts that lie in the file, each
// gzip as text in a script element, and starts the one that shows the others.
"use strict";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=:?@^_`{|}~";
const valueOf = new Uint8Array(128);
[...DIGITS].forEach((digit, value) => { valueOf[digit.charCodeAt(0)] = value; });

/** The bytes of text in base 85, five digits for four bytes, the last of them filled up. */
function fromBase85(text) {
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let at = 0, byte = 0; at < text.length; byte += 4) {
    let word = 0;
    for (let digit = 0; digit < 5; digit++) word = word * 85 + valueOf[text.charCodeAt(at++)];
    view.setUint32(byte, word);
  }
  return new Uint8Array(view.buffer);
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The bytes of a part of this file. */
async function partOfFile(name) {
  const element = document.querySelector(`script[data-part="${name}"]`);
  const text = element.textContent;
  element.remove();
  const { size } = element.dataset;
  // Libraries are large: what browsers decode by themselves costs them no time.
  const packed = size ? fromBase85(text).subarray(0, Number(size)) : fromBase64(text);
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
