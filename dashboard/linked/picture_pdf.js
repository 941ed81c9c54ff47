// A picture as a PDF of one page: the page has the slide's size, the picture lies on it
// without loss at 288 dots an inch, and its words once more as text that is not seen. (Fonts
// of the system cannot be put into a file by a page; the command line, which prints with
// Chromium, makes a PDF of lines and letters.)

import { canvasOf } from "./picture_files.js";
import { hiddenText, linesOf } from "./picture_pdf_text.js";

const SCALE = 3;
// A slide's pixel is a 96th of an inch, a PDF's point a 72nd.
const POINTS_PER_PIXEL = 0.75;

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Red, green and blue of an image, each line as differences to the line above it, which
 * compress well (PNG's filter "up", PDF's predictor 12). */
function upFiltered({ data, width, height }) {
  const line = width * 3 + 1;
  const out = new Uint8Array(line * height);
  for (let y = 0; y < height; y++) {
    out[y * line] = 2;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      const to = y * line + 1 + x * 3;
      for (let c = 0; c < 3; c++) out[to + c] = data[from + c] - (y ? data[from + c - width * 4] : 0);
    }
  }
  return out;
}

/** A text string of PDF in UTF-16, whatever it holds. */
function pdfString(text) {
  const units = Array.from(`\ufeff${text}`, (letter) => Array.from({ length: letter.length }, (_, i) => letter.charCodeAt(i))).flat();
  return `<${units.map((unit) => unit.toString(16).padStart(4, "0")).join("")}>`;
}

/** Objects, numbered from 1, as a file; each is [dictionary or text, bytes of its stream]. */
function pdfFile(objects, trailer) {
  const encoder = new TextEncoder();
  const parts = [];
  let length = 0;
  const put = (part) => {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  // Four bytes beyond ASCII tell programs that pass files on that this one is binary.
  put("%PDF-1.7\n%");
  put(Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3, 0x0a));
  const offsets = objects.map(([head, stream], i) => {
    const offset = length;
    put(`${i + 1} 0 obj\n${head}\n`);
    if (stream) {
      put("stream\n");
      put(stream);
      put("\nendstream\n");
    }
    put("endobj\n");
    return offset;
  });
  const table = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  put(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`);
  put(`trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${table}\n%%EOF\n`);
  return new Blob(parts, { type: "application/pdf" });
}

const streamOf = (text) => {
  const bytes = new TextEncoder().encode(text);
  return [`<< /Length ${bytes.length} >>`, bytes];
};

/** @param picture one that is not transparent: paper has no colour of its own to leave */
export async function pdfOf(picture) {
  const canvas = await canvasOf(picture, SCALE);
  const { width, height } = canvas;
  const pixels = await deflated(upFiltered(canvas.getContext("2d").getImageData(0, 0, width, height)));
  const [w, h] = [picture.width * POINTS_PER_PIXEL, picture.height * POINTS_PER_PIXEL];
  const words = hiddenText(linesOf(picture.document([...picture.still(), ...picture.moving()])), h, POINTS_PER_PIXEL);
  const { about, locale } = picture.view.payload;
  return pdfFile(
    [
      [`<< /Type /Catalog /Pages 2 0 R /Lang (${locale.replace(/[^A-Za-z0-9-]/g, "")}) /ViewerPreferences << /DisplayDocTitle true >> >>`],
      ["<< /Type /Pages /Kids [3 0 R] /Count 1 >>"],
      [`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Contents 4 0 R /Resources << /XObject << /Picture 5 0 R >> /Font << /Words 7 0 R >> >> >>`],
      streamOf(`q ${w} 0 0 ${h} 0 0 cm /Picture Do Q\n${words.content}`),
      [
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode ` +
          `/DecodeParms << /Predictor 12 /Colors 3 /BitsPerComponent 8 /Columns ${width} >> /Length ${pixels.length} >>`,
        pixels,
      ],
      [`<< /Title ${pdfString(about.title)} /Subject ${pdfString(picture.words())} >>`],
      ["<< /Type /Font /Subtype /Type0 /BaseFont /Words /Encoding /Identity-H /DescendantFonts [8 0 R] /ToUnicode 10 0 R >>"],
      ["<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Words /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 9 0 R >>"],
      ["<< /Type /FontDescriptor /FontName /Words /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"],
      streamOf(words.toUnicode),
    ],
    "/Root 1 0 R /Info 6 0 R",
  );
}
