import { readFileSync } from "node:fs";
import { assetPath } from "../assets.js";
import { type Face, readFace } from "./truetype.js";

/** The faces that every static picture is set in; nothing of the machine's own fonts is ever used. */
export const FONT_FILES = {
  regular: "lib/figures/fonts/OpenSans-Regular.ttf",
  bold: "lib/figures/fonts/OpenSans-Bold.ttf",
  fallback: "lib/figures/fonts/DejaVuSans.ttf",
  fallbackBold: "lib/figures/fonts/DejaVuSans-Bold.ttf",
} as const;

export const FONT_FAMILY = "Open Sans";
/** Takes a whole text when Open Sans lacks one of its glyphs (arrows, many mathematical signs). */
export const FALLBACK_FAMILY = "DejaVu Sans";

const faces = new Map<keyof typeof FONT_FILES, Face>();

function face(name: keyof typeof FONT_FILES): Face {
  const known = faces.get(name);
  if (known) return known;
  const path = assetPath(FONT_FILES[name]);
  const made = readFace(readFileSync(path), path);
  faces.set(name, made);
  return made;
}

/** Whether Open Sans lacks a glyph of this text, so that the fallback face sets it. */
export function needsFallback(text: string): boolean {
  const regular = face("regular");
  for (const char of text) {
    if (char.codePointAt(0)! >= 0x20 && regular.advance(char.codePointAt(0)!) === undefined) return true;
  }
  return false;
}

export interface TextStyle {
  /** Size in pixels. */
  readonly size: number;
  readonly bold?: boolean;
}

export interface TextExtent {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
}

/** A glyph that neither face has is drawn as a box of about this width. */
const MISSING_ADVANCE = 0.6;

/** Width and vertical extent of one line of text in the bundled faces, in pixels. */
export function measureText(text: string, style: TextStyle): TextExtent {
  const { size, bold = false } = style;
  const fallback = needsFallback(text);
  const used = face(fallback ? (bold ? "fallbackBold" : "fallback") : bold ? "bold" : "regular");
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    width += code < 0x20 ? 0 : (used.advance(code) ?? MISSING_ADVANCE);
  }
  return { width: width * size, ascent: used.ascent * size, descent: used.descent * size };
}
