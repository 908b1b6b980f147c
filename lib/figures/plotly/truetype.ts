import { FormatError } from "../../errors.js";

/** What text layout needs of a TrueType face: advances and the two vertical extents, in units of the em. */
export interface Face {
  /** Advance of a code point in em, or undefined when the face has no glyph for it. */
  advance(codePoint: number): number | undefined;
  readonly ascent: number;
  /** Positive downwards. */
  readonly descent: number;
}

/**
 * Reads advances from a TrueType file: `cmap` (formats 4 and 12), `hmtx`, `hhea`, `head`. Widths in a browser come from
 * the same tables, so layouts agree; kerning is left out (it moves a label by less than two pixels).
 */
export function readFace(file: Uint8Array, name = "font"): Face {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + i * 16;
    tables.set(String.fromCharCode(...file.subarray(record, record + 4)), view.getUint32(record + 8));
  }
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) {
      throw new FormatError("readFace", `${name} has no table "${tag}"`, { mend: "give a TrueType font" });
    }
    return offset;
  };
  const em = view.getUint16(at("head") + 18);
  const hhea = at("hhea");
  const metrics = view.getUint16(hhea + 34);
  const hmtx = at("hmtx");
  const glyphOf = readCmap(view, at("cmap"), name);
  const known = new Map<number, number | undefined>();
  return {
    ascent: view.getInt16(hhea + 4) / em,
    descent: -view.getInt16(hhea + 6) / em,
    advance(codePoint) {
      if (!known.has(codePoint)) {
        const glyph = glyphOf(codePoint);
        const units = glyph === 0 ? undefined : view.getUint16(hmtx + 4 * Math.min(glyph, metrics - 1));
        known.set(codePoint, units === undefined ? undefined : units / em);
      }
      return known.get(codePoint);
    },
  };
}

/** From code points to glyphs; 0 where there is none. */
export function readCmap(view: DataView, cmap: number, name: string): (codePoint: number) => number {
  const candidates: { readonly format: number; readonly offset: number }[] = [];
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const offset = cmap + view.getUint32(cmap + 4 + i * 8 + 4);
    candidates.push({ format: view.getUint16(offset), offset });
  }
  const best =
    candidates.find(({ format }) => format === 12) ?? candidates.find(({ format }) => format === 4);
  if (!best)
    throw new FormatError("readFace", `${name} has no Unicode cmap`, { mend: "give a TrueType font" });
  return best.format === 12 ? segments12(view, best.offset) : segments4(view, best.offset);
}

function segments12(view: DataView, table: number): (codePoint: number) => number {
  const groups = view.getUint32(table + 12);
  return (codePoint) => {
    for (let i = 0; i < groups; i++) {
      const group = table + 16 + i * 12;
      if (codePoint > view.getUint32(group + 4)) continue;
      const first = view.getUint32(group);
      return codePoint < first ? 0 : view.getUint32(group + 8) + codePoint - first;
    }
    return 0;
  };
}

function segments4(view: DataView, table: number): (codePoint: number) => number {
  const count = view.getUint16(table + 6) / 2;
  const ends = table + 14;
  const starts = ends + count * 2 + 2;
  const deltas = starts + count * 2;
  const ranges = deltas + count * 2;
  return (codePoint) => {
    for (let i = 0; i < count; i++) {
      if (codePoint > view.getUint16(ends + i * 2)) continue;
      const first = view.getUint16(starts + i * 2);
      if (codePoint < first) return 0;
      const delta = view.getUint16(deltas + i * 2);
      const range = view.getUint16(ranges + i * 2);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = view.getUint16(ranges + i * 2 + range + (codePoint - first) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
