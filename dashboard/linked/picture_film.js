// A film of the playback. Every frame is a picture of its moment, made and encoded one
// after the other: the film runs evenly, however slow the machine is that makes it.

import { Picture } from "./picture.js";
import { imageOf } from "./picture_files.js";
import { webmFile } from "./webm.js";

const FILM_SECONDS = 12;
const FILM_RATE = 15;
// How long the last moment stays.
const REST_SECONDS = 1.5;
const KEY_SECONDS = 2;
const BITS_PER_SECOND = 2_500_000;
const CODECS = { "vp09.00.40.08": "V_VP9", vp8: "V_VP8" };

/** What ends the making of a film that is not wanted any more. */
export class Cancelled extends Error {}

/** What a browser lacks for making films. */
export class NoFilm extends Error {}

/**
 * Let the view play, and give a picture of each moment.
 * @param options as those of Picture
 * @param scale, rate, seconds of the film
 * @param onFrame(canvas, index, count): takes the frame before the next is drawn
 * @param isCancelled asked before every frame
 */
export async function playFrames(view, options, { scale = 1, rate = FILM_RATE, seconds = FILM_SECONDS, onFrame, isCancelled = () => false }) {
  view.player.stop();
  const { focus } = view.timeline;
  const before = view.model.interval;
  const { at } = view.player.plan();
  const count = Math.round(seconds * rate);
  const show = (interval) => {
    view.model.setInterval(interval);
    view.timeline.setInterval(interval);
    view.showMap(false);
    view.showNumbers(true);
  };
  try {
    // Names stand still where they have room when everything that will be seen is there.
    show(focus);
    const picture = await new Picture(view, { ...options, allSectors: true }).prepare();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: picture.width * scale, height: picture.height * scale });
    const context = canvas.getContext("2d");
    const below = await imageOf(picture.document(picture.still(), scale));
    for (let i = 0; i < count; i++) {
      if (isCancelled()) throw new Cancelled();
      show(at(i / (count - 1)));
      const above = await imageOf(picture.document(picture.moving(), scale));
      context.clearRect(0, 0, canvas.width, canvas.height);
      for (const layer of [below, above]) context.drawImage(layer, 0, 0, canvas.width, canvas.height);
      await onFrame(canvas, i, count);
    }
    return picture;
  } finally {
    show(before);
    view.showNumbers();
  }
}

/** The first of our codecs that the browser can write, with its settings. */
async function encoding(width, height) {
  if (!window.VideoEncoder) throw new NoFilm();
  for (const codec of Object.keys(CODECS)) {
    const settings = { codec, width, height, bitrate: BITS_PER_SECOND, framerate: FILM_RATE };
    if ((await VideoEncoder.isConfigSupported(settings)).supported) return settings;
  }
  throw new NoFilm();
}

/** A film of the playback as a WebM file. */
export async function filmOf(view, options, { onProgress = () => {}, isCancelled, scale = 1, seconds = FILM_SECONDS } = {}) {
  const size = { width: 0, height: 0 };
  const frames = [];
  let failure = null;
  let encoder = null;
  let settings = null;
  const encode = (canvas, index) => {
    // In microseconds.
    const frame = new VideoFrame(canvas, { timestamp: Math.round((index * 1e6) / FILM_RATE) });
    encoder.encode(frame, { keyFrame: index % (KEY_SECONDS * FILM_RATE) === 0 });
    frame.close();
  };
  const begin = async ({ width, height }) => {
    Object.assign(size, { width, height });
    settings = await encoding(width, height);
    encoder = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        frames.push({ time: Math.round(chunk.timestamp / 1000), isKey: chunk.type === "key", data });
      },
      error: (error) => (failure = error),
    });
    encoder.configure(settings);
  };
  let last = null;
  try {
    const picture = await playFrames(view, options, {
      scale,
      seconds,
      isCancelled,
      onFrame: async (canvas, index, count) => {
        if (!encoder) await begin(canvas);
        encode(canvas, index);
        last = { canvas, index };
        onProgress((index + 1) / count);
        // Time for the browser to draw, and for the encoder to keep up.
        do await new Promise((resolve) => setTimeout(resolve));
        while (encoder.encodeQueueSize > 4 && !failure);
        if (failure) throw failure;
      },
    });
    const rest = Math.round(REST_SECONDS * FILM_RATE);
    for (let i = 1; i <= rest; i++) encode(last.canvas, last.index + i);
    await encoder.flush();
    const duration = ((last.index + rest + 1) * 1000) / FILM_RATE;
    return webmFile(frames, { ...size, duration, codec: CODECS[settings.codec], title: picture.view.payload.about.title });
  } finally {
    if (encoder && encoder.state !== "closed") encoder.close();
  }
}
