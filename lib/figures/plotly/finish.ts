import { FALLBACK_FAMILY, FONT_FAMILY, needsFallback } from "./typeface.js";

const decode = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replace(/&\w+;/g, "x");

/**
 * Mends plotly's SVG for use outside a browser: quotes around font names, and the fallback family for a text that has a
 * glyph which Open Sans lacks (a rasteriser would move such a text to another face and lose its weight).
 */
export function finishSvg(svg: string): string {
  return svg
    .replace(/TOBESTRIPPED/g, "'")
    .replace(/&quot;TOBESTRIPPED|TOBESTRIPPED&quot;/g, "'")
    .replace(/<text\b[^>]*>.*?<\/text>/gs, (block) => {
      if (!needsFallback(decode(block.replace(/<[^>]*>/g, "")))) return block;
      return block
        .replace(/font-family: [^;"]*;/g, `font-family: '${FALLBACK_FAMILY}', '${FONT_FAMILY}';`)
        .replace(/font-family="[^"]*"/g, `font-family="${FALLBACK_FAMILY}, ${FONT_FAMILY}"`);
    });
}

/** resvg blurs `pixelated` images; the older keyword keeps their pixels. */
export function forResvg(svg: string): string {
  return svg.replace(/style="([^"]*image-rendering:[^"]*)"/g, (_, style: string) => {
    const rest = style.replace(/image-rendering:[^;]*;?\s*/g, "").trim();
    return `style="${rest}${rest && !rest.endsWith(";") ? "; " : ""}image-rendering: optimizeSpeed;"`;
  });
}
