// Keys that step the slides which the view stands on. A click in a frame takes the keyboard from
// the document around it: what means nothing in the view goes back there, as reveal.js takes it.

const KEY_CODES = { PageUp: 33, PageDown: 34, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };
const USES_KEYS = "input, textarea, select, dialog, [contenteditable], [role=slider], [role=radio], [role=tab], .lv-canvas";

/** Call it once the view is made: what the view takes for itself, it takes first. */
export function passKeysOn() {
  if (window.parent === window) return;
  document.addEventListener("keydown", ({ key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey }) => {
    const code = KEY_CODES[key];
    if (!code || defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || target.closest?.(USES_KEYS)) return;
    window.parent.postMessage(JSON.stringify({ method: "triggerKey", args: [code] }), "*");
  });
  // The map moves by arrow keys for who came to it by keys.
  document.addEventListener("click", () => {
    const focused = document.activeElement;
    if (focused?.closest(".lv-canvas") && !focused.matches(":focus-visible")) focused.blur();
  });
}
