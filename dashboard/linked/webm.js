// A WebM file (https://www.webmproject.org/docs/container/) of encoded frames: whole, with
// its length and an index, as MediaRecorder's files are not.

/** A number in as few bytes as it needs. */
function unsigned(value) {
  const bytes = [];
  for (let rest = value; rest > 0 || !bytes.length; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function float(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

const utf8 = (text) => new TextEncoder().encode(text);

/** A number in eight bytes, so that its length does not depend on it. */
function wide(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** An EBML element: its id, the size of what it holds, and that. */
function ebml(id, ...parts) {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const length = wide(size);
  length[0] = 0x01; // the size is written in eight bytes
  const out = new Uint8Array(id.length / 2 + 8 + size);
  out.set(id.match(/../g).map((pair) => parseInt(pair, 16)));
  out.set(length, id.length / 2);
  let at = id.length / 2 + 8;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function simpleBlock({ time, isKey, data }, clusterTime) {
  const head = new Uint8Array(4);
  head[0] = 0x81; // track 1
  new DataView(head.buffer).setInt16(1, time - clusterTime);
  head[3] = isKey ? 0x80 : 0;
  return ebml("A3", head, data);
}

/**
 * @param frames [{time in milliseconds, isKey, data: Uint8Array}], a key frame first
 * @param duration in milliseconds
 * @param codec "V_VP9" or "V_VP8"
 */
export function webmFile(frames, { width, height, duration, codec, title }) {
  const clusters = [];
  for (const frame of frames) {
    if (frame.isKey) clusters.push({ time: frame.time, frames: [] });
    clusters.at(-1).frames.push(frame);
  }
  const info = ebml(
    "1549A966",
    ebml("2AD7B1", unsigned(1e6)), // times are in milliseconds
    ebml("4489", float(duration)),
    ebml("7BA9", utf8(title)),
    ebml("4D80", utf8("locality-dashboard")),
    ebml("5741", utf8("locality-dashboard")),
  );
  const video = ebml("E0", ebml("B0", unsigned(width)), ebml("BA", unsigned(height)));
  const track = ebml("AE", ebml("D7", unsigned(1)), ebml("73C5", unsigned(1)), ebml("9C", unsigned(0)), ebml("86", utf8(codec)), ebml("83", unsigned(1)), video);
  const tracks = ebml("1654AE6B", track);
  const bodies = clusters.map(({ time, frames: inside }) =>
    ebml("1F43B675", ebml("E7", unsigned(time)), ...inside.map((frame) => simpleBlock(frame, time))),
  );
  // The index stands before what it points into: its own length does not depend on where.
  const index = (positions) =>
    ebml(
      "1C53BB6B",
      ...clusters.map(({ time }, i) => ebml("BB", ebml("B3", wide(time)), ebml("B7", ebml("F7", unsigned(1)), ebml("F1", wide(positions[i]))))),
    );
  let at = info.length + tracks.length + index(clusters.map(() => 0)).length;
  const positions = bodies.map((body) => {
    const position = at;
    at += body.length;
    return position;
  });
  const head = ebml(
    "1A45DFA3",
    ebml("4286", unsigned(1)),
    ebml("42F7", unsigned(1)),
    ebml("42F2", unsigned(4)),
    ebml("42F3", unsigned(8)),
    ebml("4282", utf8("webm")),
    ebml("4287", unsigned(4)),
    ebml("4285", unsigned(2)),
  );
  const segment = ebml("18538067", info, tracks, index(positions), ...bodies);
  return new Blob([head, segment], { type: "video/webm" });
}
