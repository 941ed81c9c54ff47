// "Save as picture": what it shows, its shape and kind of file, and a preview of it.

import { element, fill } from "./dom.js";
import { PICTURE_PARTS, PICTURE_SIZES, Picture } from "./picture.js";
import { pngOf, saveFile } from "./picture_files.js";
import { Cancelled, NoFilm, filmOf, playFrames } from "./picture_film.js";
import { missingLetters } from "./picture_fonts.js";
import { pdfOf } from "./picture_pdf.js";

const SCALES = [1, 2, 3, 4];
const FORMATS = ["png", "svg", "pdf", "webm"];
// Kinds of file that can leave the background out.
const SEE_THROUGH = new Set(["png", "svg"]);

export class PictureDialog {
  constructor(view) {
    this.view = view;
    this.labels = view.payload.labels.picture;
    this.number = new Intl.NumberFormat(view.payload.locale, { style: "percent" });
    this.button = element("button", { type: "button", class: "lv-clear lv-picture-open", "aria-haspopup": "dialog", onclick: () => this.open() }, this.labels.open);
    this.busy = null;
  }

  /** A picture as a file, without the dialog; `hooks` are those of filmOf. */
  async file({ format, scale = 1, ...options }, hooks = {}) {
    const { view } = this;
    await view.complete;
    if (format === "webm") return filmOf(view, { ...options, isTransparent: false }, hooks);
    const isTransparent = SEE_THROUGH.has(format) && options.isTransparent;
    const picture = await new Picture(view, { ...options, isTransparent }).prepare();
    if (format === "png") return pngOf(picture, scale);
    if (format === "pdf") return pdfOf(picture);
    return new Blob([picture.text()], { type: "image/svg+xml" });
  }

  /** The letters of a picture that no font here has. */
  async missing(options) {
    await this.view.complete;
    const picture = await new Picture(this.view, options).prepare();
    return missingLetters(picture.document([...picture.still(), ...picture.moving()]).textContent);
  }

  /** The playback as PNG images, in base 64; `hooks` are those of filmOf. */
  async frames(options, { scale, rate, seconds }, { onProgress, isCancelled }) {
    await this.view.complete;
    const images = [];
    const onFrame = (canvas, index, count) => {
      images.push(canvas.toDataURL("image/png").split(",")[1]);
      onProgress((index + 1) / count);
    };
    await playFrames(this.view, { ...options, isTransparent: false }, { scale, rate, seconds, onFrame, isCancelled });
    return images;
  }

  build() {
    const { labels } = this;
    const changed = () => this.changed();
    const choice = (name, options) => {
      const list = element("select", { name, class: "lv-pick", onchange: changed }, ...Object.entries(options).map(([value, text]) => element("option", { value }, text)));
      return [list, element("label", { class: "lv-field" }, labels[name], list)];
    };
    const only = (names, texts) => Object.fromEntries(names.map((name) => [name, texts[name]]));
    const { has } = this.view;
    const [part, partField] = choice("part", only(PICTURE_PARTS.filter((name) => has[name] ?? (has.map && has.timeline)), labels.parts));
    const [ratio, ratioField] = choice("ratio", only(Object.keys(PICTURE_SIZES), labels.ratios));
    const [format, formatField] = choice("format", only(FORMATS.filter((name) => name !== "webm" || has.timeline), labels.formats));
    const [scale, scaleField] = choice("scale", Object.fromEntries(SCALES.map((n) => [n, ""])));
    scale.value = "2";
    const transparent = element("input", { type: "checkbox", name: "transparent", onchange: changed });
    this.fields = { part, ratio, format, scale, transparent };
    this.image = element("img", { alt: labels.preview, class: "lv-picture-preview" });
    this.progress = element("progress", { max: "1", value: "0", hidden: true, "aria-label": labels.making });
    this.status = element("p", { class: "lv-picture-status", role: "status" });
    const action = (text, onclick, extra = "") => element("button", { type: "button", class: `lv-clear ${extra}`, onclick }, text);
    this.save = action(labels.save, () => this.run((file, name) => this.saved(file, name)), "lv-first");
    this.copy = action(labels.copy, () => this.run((file) => this.copied(file)));
    this.cancel = action(labels.close, () => (this.busy ? this.busy.abort() : this.root.close()));
    this.root = element(
      "dialog",
      { class: "lv-dialog", "aria-label": labels.open, oncancel: (event) => this.busy && this.stay(event), onclose: () => this.closed() },
      element("h2", {}, labels.open),
      element("div", { class: "lv-picture-stage" }, this.image),
      element("div", { class: "lv-fields" }, partField, ratioField, formatField, scaleField, element("label", { class: "lv-field lv-check" }, transparent, labels.transparent)),
      this.progress,
      this.status,
      element("div", { class: "lv-actions" }, this.save, this.copy, this.cancel),
    );
    this.view.root.append(this.root);
  }

  /** Escape ends the making of a film before it closes the dialog. */
  stay(event) {
    event.preventDefault();
    this.busy.abort();
  }

  open() {
    if (!this.root) this.build();
    this.view.player?.stop();
    this.status.textContent = "";
    this.root.showModal();
    this.changed();
  }

  closed() {
    this.busy?.abort();
    this.button.focus();
  }

  options() {
    const { part, ratio, format, scale, transparent } = this.fields;
    return { part: part.value, ratio: ratio.value, format: format.value, scale: Number(scale.value), isTransparent: transparent.checked };
  }

  async changed() {
    const { part, ratio, format, isTransparent } = this.options();
    const [width, height] = PICTURE_SIZES[ratio];
    for (const option of this.fields.scale.options) option.textContent = `${width * option.value} × ${height * option.value}`;
    this.fields.scale.closest("label").hidden = format !== "png";
    this.fields.transparent.closest("label").hidden = !SEE_THROUGH.has(format);
    this.copy.hidden = format !== "png" || !window.ClipboardItem;
    this.status.textContent = "";
    this.asked = (this.asked ?? 0) + 1;
    const { asked } = this;
    try {
      const picture = await new Picture(this.view, { part, ratio, isTransparent: isTransparent && SEE_THROUGH.has(format) }).prepare();
      if (asked !== this.asked) return;
      URL.revokeObjectURL(this.image.src);
      this.image.src = URL.createObjectURL(new Blob([picture.text()], { type: "image/svg+xml" }));
      Object.assign(this.image, { width, height });
      this.image.alt = `${this.labels.preview}: ${picture.words()}`;
    } catch (error) {
      this.failed(error);
    }
  }

  /** Make the file and hand it to `finish`; one at a time. */
  async run(finish) {
    if (this.busy) return;
    const { labels } = this;
    const options = this.options();
    const isFilm = options.format === "webm";
    const stop = new AbortController();
    this.busy = stop;
    this.setBusy(true, isFilm);
    try {
      const file = await this.file(options, {
        isCancelled: () => stop.signal.aborted,
        onProgress: (share) => {
          this.progress.value = share;
          // A voice that hears each per cent would hear nothing else.
          if (Math.floor(share * 10) > this.told) this.say(fill(labels.filming, { percent: this.number.format((this.told = Math.floor(share * 10)) / 10) }));
        },
      });
      await finish(file, `${this.view.payload.about.name}-${options.part}.${options.format}`);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = null;
      this.setBusy(false, false);
    }
  }

  setBusy(isBusy, isFilm) {
    for (const node of [...Object.values(this.fields), this.save, this.copy]) node.disabled = isBusy;
    this.told = 0;
    this.progress.value = 0;
    this.progress.hidden = !isFilm;
    this.cancel.textContent = isBusy ? this.labels.cancel : this.labels.close;
    if (isBusy) this.say(this.labels.making);
  }

  say(text) {
    this.status.textContent = text;
    this.status.classList.remove("lv-failed");
  }

  saved(file, name) {
    saveFile(file, name);
    this.say(fill(this.labels.saved, { name }));
  }

  async copied(file) {
    await navigator.clipboard.write([new ClipboardItem({ [file.type]: file })]);
    this.say(this.labels.copied);
  }

  failed(error) {
    const { labels } = this;
    if (error instanceof Cancelled) return this.say(labels.cancelled);
    this.say(fill(labels.failed, { why: error instanceof NoFilm ? labels.noFilm : error.message }));
    this.status.classList.add("lv-failed");
  }

  destroy() {
    this.busy?.abort();
    URL.revokeObjectURL(this.image?.src);
    this.root?.remove();
  }
}
