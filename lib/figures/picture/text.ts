import { FALLBACK_FAMILY, FONT_FAMILY, measureText, needsFallback } from "../plotly/typeface.js";

/** Ink and paper of every picture; the charts use the same. */
export const INK = {
  title: "#1a1a1a",
  text: "#333333",
  note: "#6b6b6b",
  rule: "#b8b8b8",
  paper: "#ffffff",
} as const;
export const SIZES = { title: 15, label: 12, note: 11 } as const;

export interface TextOptions {
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Quarter turn against the clock. */
  readonly upright?: boolean;
}

export const escapeXml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Rounded to a hundredth of a pixel: the same text on every machine. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);

/** One line of text with its baseline at (x, y). */
export function svgText(text: string, x: number, y: number, options: TextOptions = {}): string {
  const { size = SIZES.label, bold = false, fill = INK.text, anchor = "start", upright = false } = options;
  const family = needsFallback(text) ? `'${FALLBACK_FAMILY}'` : `'${FONT_FAMILY}', sans-serif`;
  return (
    `<text x="${px(x)}" y="${px(y)}" font-family="${family}" font-size="${size}" fill="${fill}"` +
    `${bold ? ' font-weight="700"' : ""}${anchor === "start" ? "" : ` text-anchor="${anchor}"`}` +
    `${upright ? ` transform="rotate(-90 ${px(x)} ${px(y)})"` : ""}>${escapeXml(text)}</text>`
  );
}

export function textWidth(text: string, size: number = SIZES.label, bold = false): number {
  return measureText(text, { size, bold }).width;
}

/** Lines that fit a width; a word that does not is left whole. */
export function wrapText(
  text: string,
  width: number,
  size: number = SIZES.label,
  bold = false,
): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && textWidth(longer, size, bold) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

/** A text cut to a width, with an ellipsis. */
export function fitText(text: string, width: number, size: number = SIZES.label): string {
  if (textWidth(text, size) <= width) return text;
  let short = text;
  while (short.length > 1 && textWidth(`${short}…`, size) > width) short = short.slice(0, -1);
  return `${short.trimEnd()}…`;
}
