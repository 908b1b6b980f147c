import { readFileSync } from "node:fs";
import { assetPath } from "../assets.js";
import { subsetWoff } from "./subset.js";
import { FALLBACK_FAMILY, FONT_FAMILY, FONT_FILES } from "./typeface.js";

/**
 * The SVG with the glyphs that it uses, so that it looks the same where Open Sans is not installed, in an `<img>` too.
 * Some kilobytes a face; faces that no text uses are left out.
 */
export function embedFonts(svg: string): string {
  const used: Record<keyof typeof FONT_FILES, string> = {
    regular: "",
    bold: "",
    fallback: "",
    fallbackBold: "",
  };
  for (const [block] of svg.matchAll(/<text\b[^>]*>.*?<\/text>/gs)) {
    const text = unescapeXml(block.replace(/<[^>]*>/g, ""));
    const fallback = block.includes(FALLBACK_FAMILY);
    used[fallback ? "fallback" : "regular"] += text;
    if (/font-weight[:="\s]+(?:bold|[6-9]00)/.test(block)) used[fallback ? "fallbackBold" : "bold"] += text;
  }
  const faces = (Object.keys(used) as (keyof typeof FONT_FILES)[])
    .filter((name) => used[name] !== "")
    .map((name) => {
      const family = name.startsWith("fallback") ? FALLBACK_FAMILY : FONT_FAMILY;
      const weight = /bold/i.test(name) ? 700 : 400;
      const data = subsetWoff(readFileSync(assetPath(FONT_FILES[name])), used[name]).toString("base64");
      return `@font-face{font-family:"${family}";font-weight:${weight};src:url(data:font/woff;base64,${data}) format("woff");unicode-range:${ranges(used[name])}}`;
    });
  if (faces.length === 0) return svg;
  return svg.replace(
    /^(<svg\b[^>]*>(?:<title>[^<]*<\/title>)?)/,
    (start) => `${start}<style>${faces.join("")}</style>`,
  );
}

/**
 * The characters as CSS writes them. Several such pictures may stand in one page under one family: without their ranges
 * the last one's empty outlines would stand for the letters of all others.
 */
function ranges(text: string): string {
  const codes = [...new Set(Array.from(text, (char) => char.codePointAt(0)!))].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code: number): string => code.toString(16);
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}
