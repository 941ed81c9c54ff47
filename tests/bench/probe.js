// Watches a page from outside and notes when the data behind its pixels changed: the `d` of
// the paths of a chart, the circles of a map (the buffers and textures that WebGL draws from, or
// the arcs drawn on a 2D canvas), and the numbers on the sector buttons. A message, an identical
// upload or the same circles elsewhere are no repaint.
(() => {
  const SECTORS = "[data-sector], [data-testid='stButtonGroup'] button";
  // What our own pages say of themselves: both views are drawn; the libraries draw them.
  const STATES = ["data-ready", "data-complete"];
  const PATHS = ".cartesianlayer path[d], .lv-draft path[d]";
  const log = [];
  const unseen = [];
  const afterFrame = new MessageChannel();
  afterFrame.port1.onmessage = () => {
    const now = performance.now();
    for (const entry of unseen.splice(0)) entry.shown = now;
  };

  /** `at`: when the data changed; `shown`: after the frame in which that can first be seen. */
  function note(kind) {
    const entry = { kind, at: performance.now(), shown: null };
    log.push(entry);
    requestAnimationFrame(() => {
      unseen.push(entry);
      afterFrame.port2.postMessage(null);
    });
  }

  function hash(text) {
    let value = 2166136261;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
    return value;
  }

  // --- what is drawn as elements ---

  const shown = { timeline: hash(""), sectors: hash("") };
  const read = {
    timeline: () => Array.from(document.querySelectorAll(PATHS), (path) => path.getAttribute("d")).join(),
    sectors: () => Array.from(document.querySelectorAll(SECTORS), (button) => button.textContent).join(),
  };
  function look(kind) {
    const now = hash(read[kind]());
    if (now === shown[kind]) return;
    shown[kind] = now;
    note(kind);
  }
  new MutationObserver((records) => {
    let paths = false;
    let sectors = false;
    const states = new Set();
    for (const { type, target, attributeName, addedNodes } of records) {
      if (attributeName === "d") paths ||= target.closest(".cartesianlayer, .lv-draft") !== null;
      else if (STATES.includes(attributeName)) target.getAttribute(attributeName) === "true" && states.add(attributeName.slice(5));
      else {
        const node = type === "characterData" ? target.parentElement : target;
        paths ||= Array.from(addedNodes).some((added) => added.nodeName === "svg") || (addedNodes.length > 0 && node?.closest("svg") !== null);
        sectors = true;
      }
    }
    if (paths) look("timeline");
    if (sectors) look("sectors");
    for (const state of states) note(state);
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["d", ...STATES],
  });

  // --- what is drawn from buffers ---

  const UNIFORM_BUFFER = 0x8a11;
  const READ_FRAMEBUFFER = 0x8ca8;
  const MOST_WORDS = 65536; // of a large upload, this many evenly spaced ones are compared
  const contexts = new WeakMap();

  function stateOf(gl) {
    if (!contexts.has(gl)) {
      contexts.set(gl, {
        bound: new Map(),
        uniforms: new WeakSet(), // they hold the camera, not the data
        current: new Map(), // per length, the contents that the picture on the screen came from
        batch: new Map(),
        changed: false,
        drawnIn: null, // the frame in which the batch was first drawn
        framebuffer: null,
      });
    }
    return contexts.get(gl);
  }

  function contentHash(data) {
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const step = Math.max(1, Math.floor(bytes.length / MOST_WORDS));
    let value = 2166136261 ^ bytes.length;
    for (let i = 0; i < bytes.length; i += step) value = Math.imul(value ^ bytes[i], 16777619);
    return value;
  }

  /** The clock of animations stands still within a frame. */
  const frame = () => document.timeline.currentTime;

  function uploaded(gl, data) {
    if (typeof data !== "object" || data === null) return; // room without content
    const state = stateOf(gl);
    if (state.drawnIn !== null && state.drawnIn !== frame()) {
      for (const [length, values] of state.batch) state.current.set(length, values);
      state.batch = new Map();
      state.drawnIn = null;
    }
    const isBytes = ArrayBuffer.isView(data) || data instanceof ArrayBuffer;
    // An image or canvas: drawn anew, or nobody would have handed it over.
    const value = isBytes ? contentHash(data) : Math.random();
    const length = isBytes ? data.byteLength : -1;
    if (!state.batch.has(length)) state.batch.set(length, new Set());
    state.batch.get(length).add(value);
    if (!state.current.get(length)?.has(value)) state.changed = true;
  }

  // Maps whose circles are seen on a 2D canvas: what WebGL draws there is for other things.
  const flatMaps = new WeakSet();
  const mapOf = ({ canvas }) => canvas.closest?.(".lv-map") ?? canvas;

  function drawn(gl) {
    if (flatMaps.has(mapOf(gl))) return;
    const state = stateOf(gl);
    // What is drawn into a framebuffer is for picking, not for the eye.
    if (!state.changed || state.framebuffer !== null) return;
    state.changed = false;
    if (state.drawnIn === frame()) return; // another layer of the same picture
    state.drawnIn = frame();
    note("map");
  }

  function before(prototype, name, watch) {
    const original = prototype[name];
    if (!original) return;
    prototype[name] = function (...given) {
      watch(this, given);
      return original.apply(this, given);
    };
  }

  for (const { prototype } of [window.WebGLRenderingContext, window.WebGL2RenderingContext]) {
    const bind = (gl, [target, ...rest]) => {
      const buffer = rest.length > 1 ? rest[1] : rest[0];
      const state = stateOf(gl);
      state.bound.set(target, buffer);
      if (target === UNIFORM_BUFFER && buffer) state.uniforms.add(buffer);
    };
    before(prototype, "bindBuffer", bind);
    before(prototype, "bindBufferBase", bind);
    before(prototype, "bindBufferRange", bind);
    const fill = (position) => (gl, given) => {
      const state = stateOf(gl);
      const buffer = state.bound.get(given[0]);
      if (!buffer || !state.uniforms.has(buffer)) uploaded(gl, given[position]);
    };
    before(prototype, "bufferData", fill(1));
    before(prototype, "bufferSubData", fill(2));
    for (const name of ["texImage2D", "texSubImage2D", "texImage3D", "texSubImage3D"]) {
      before(prototype, name, (gl, given) => uploaded(gl, given.findLast((value) => typeof value === "object")));
    }
    before(prototype, "bindFramebuffer", (gl, [target, framebuffer]) => {
      if (target !== READ_FRAMEBUFFER) stateOf(gl).framebuffer = framebuffer;
    });
    for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
      before(prototype, name, (gl) => drawn(gl));
    }
  }

  // --- what is drawn as arcs on a 2D canvas ---

  // Only how large the circles are and how they are divided: where they are is the camera's.
  const circles = new WeakMap();
  const { prototype: flat } = window.CanvasRenderingContext2D;
  before(flat, "arc", (context, [, , radius, from, to]) => {
    if (!circles.has(context)) circles.set(context, { drawn: "", seen: "", isWaiting: false });
    const state = circles.get(context);
    state.drawn += `${radius.toFixed(2)} ${from.toFixed(3)} ${to.toFixed(3)} ${context.fillStyle};`;
    if (state.isWaiting) return;
    state.isWaiting = true;
    // A picture is drawn in one go.
    queueMicrotask(() => {
      const isMap = mapOf(context) !== context.canvas;
      if (isMap) flatMaps.add(mapOf(context));
      if (isMap && state.drawn !== state.seen) note("map");
      Object.assign(state, { seen: state.drawn, drawn: "", isWaiting: false });
    });
  });

  // --- the hand, and asking ---

  const hand = { pointerdown: 0, pointerup: 0 };
  for (const type of Object.keys(hand)) {
    window.addEventListener(type, (event) => (hand[type] = event.timeStamp), { capture: true });
  }

  const isIdle = () => !document.querySelector("[data-testid='stApp']:not([data-test-script-state='notRunning'])");

  /**
   * Resolves to what was noted since `since` once each of `kinds` was, nothing has changed
   * for `quiet` ms and the server's script rests; to null after `patience` ms.
   */
  function settled({ since, kinds, quiet, patience }) {
    const begun = performance.now();
    return new Promise((resolve) => {
      const check = () => {
        const now = performance.now();
        const noted = log.filter(({ at }) => at >= since);
        const last = noted.at(-1);
        const rests = !last || (last.shown !== null && now - last.shown > quiet);
        if (kinds.every((kind) => noted.some((entry) => entry.kind === kind)) && rests && now - since > quiet && isIdle()) {
          resolve(noted);
        } else if (now - begun > patience) resolve(null);
        else setTimeout(check, 50);
      };
      check();
    });
  }

  window.bench = { hand, settled, now: () => performance.now() };
})();
