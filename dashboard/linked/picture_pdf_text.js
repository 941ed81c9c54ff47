// The words of a picture as text of a PDF that nobody sees: whoever searches, selects, copies
// or listens gets them, while the eye gets the picture.
//
// The font has no glyphs: its codes only mean letters (ToUnicode), and each line is stretched
// to the width that it has in the picture.

const HIDDEN = "position: fixed; left: 0; top: 0; opacity: 0; pointer-events: none";
const hex4 = (number) => number.toString(16).padStart(4, "0");
const utf16 = (text) => Array.from({ length: text.length }, (_, i) => hex4(text.charCodeAt(i))).join("");
const fixed = (value) => (Math.round(value * 1000) / 1000).toString();

/** The texts that stand by themselves, without halos: lines of several, and a text in pieces as a whole. */
function textLines(svg) {
  return [...svg.querySelectorAll("text:not([aria-hidden])")].flatMap((text) => {
    const lines = [...text.querySelectorAll("tspan")].filter((part) => part.hasAttribute("x"));
    return lines.length ? lines : [text];
  });
}

/** Where a line stands: {text, size, width, matrix: of the picture's pixels}. */
function placed(node, svg) {
  const text = node.textContent.trim();
  if (!text || !node.getNumberOfChars()) return null;
  const { x, y } = node.getStartPositionOfChar(0);
  const { a, b, c, d, e, f } = svg.getScreenCTM().inverse().multiply(node.getScreenCTM()).translate(x, y);
  const size = parseFloat(getComputedStyle(node).fontSize);
  return { text, size, width: node.getComputedTextLength(), matrix: [a, b, c, d, e, f] };
}

/** The lines of text of a picture, in the order in which it is drawn. */
export function linesOf(svg) {
  const stage = document.createElement("div");
  stage.style.cssText = HIDDEN;
  stage.setAttribute("aria-hidden", "true");
  stage.append(svg);
  document.body.append(stage);
  try {
    return textLines(svg).map((node) => placed(node, svg)).filter(Boolean);
  } finally {
    stage.remove();
  }
}

/**
 * The lines as content of a page and the font that they are written in.
 * @param height of the page in points; @param unit points a pixel
 * @returns {content, toUnicode: texts of streams, letters: how many codes there are}
 */
export function hiddenText(lines, height, unit) {
  const codes = new Map();
  const codeOf = (letter) => {
    if (!codes.has(letter)) codes.set(letter, codes.size + 1);
    return hex4(codes.get(letter));
  };
  const content = lines.map(({ text, size, width, matrix: [a, b, c, d, e, f] }) => {
    const letters = Array.from(text);
    const stretch = (100 * width) / (letters.length * size);
    // A page counts upwards, a picture downwards.
    const place = [a * unit, -b * unit, -c * unit, d * unit, e * unit, height - f * unit].map(fixed).join(" ");
    return `/Words ${fixed(size)} Tf ${fixed(stretch)} Tz ${place} Tm <${letters.map(codeOf).join("")}> Tj`;
  });
  const pairs = [...codes].map(([letter, code]) => `<${hex4(code)}> <${utf16(letter)}>`);
  const blocks = [];
  // So many a block are allowed.
  for (let i = 0; i < pairs.length; i += 100) {
    const some = pairs.slice(i, i + 100);
    blocks.push(`${some.length} beginbfchar\n${some.join("\n")}\nendbfchar`);
  }
  const toUnicode = [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Words def /CMapType 2 def",
    "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ...blocks,
    "endcmap CMapName currentdict /CMap defineresource pop end end",
  ].join("\n");
  return { content: `BT 3 Tr ${content.join("\n")} ET`, toUnicode };
}
