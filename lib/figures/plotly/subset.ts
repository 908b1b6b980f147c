import { deflateSync } from "node:zlib";
import { readCmap } from "./truetype.js";

// A WOFF (W3C WOFF File Format 1.0) with the outlines of a few glyphs: what an SVG file needs to look the same on a
// machine that has not got its font. Outlines that are not used are emptied, so glyph numbers and all other tables stay.

/** Tables that drawing needs; layout features, names of glyphs and signatures are left out. */
const KEPT = [
  "OS/2",
  "cmap",
  "cvt ",
  "fpgm",
  "gasp",
  "glyf",
  "head",
  "hhea",
  "hmtx",
  "loca",
  "maxp",
  "name",
  "post",
  "prep",
];

const align = (length: number): number => (length + 3) & ~3;

/** The font with only the glyphs of these texts. */
export function subsetWoff(file: Uint8Array, text: string): Buffer {
  const tables = readTables(file);
  const cmap = tables.get("cmap")!;
  const glyphOf = readCmap(new DataView(cmap.buffer, cmap.byteOffset, cmap.byteLength), 0, "font");
  const wanted = new Set([0, ...Array.from(text, (char) => glyphOf(char.codePointAt(0)!))]);
  const { glyf, loca } = keepGlyphs(tables, wanted);
  const head = Buffer.from(tables.get("head")!);
  head.writeInt16BE(1, 50); // indexToLocFormat: long
  tables.set("glyf", glyf);
  tables.set("loca", loca);
  tables.set("head", head);
  tables.set("name", Buffer.from([0, 0, 0, 0, 0, 6])); // no names
  const post = Buffer.from(tables.get("post")!.subarray(0, 32));
  post.writeUInt32BE(0x00030000, 0); // version 3: no glyph names
  tables.set("post", post);
  return woff(KEPT.flatMap((tag) => (tables.has(tag) ? [[tag, tables.get(tag)!] as const] : [])));
}

function readTables(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map<string, Uint8Array>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + i * 16;
    const tag = Buffer.from(file.subarray(record, record + 4)).toString("latin1");
    const start = view.getUint32(record + 8);
    tables.set(tag, file.subarray(start, start + view.getUint32(record + 12)));
  }
  return tables;
}

/** Outlines of the wanted glyphs and of the parts that they are composed of. */
function keepGlyphs(tables: ReadonlyMap<string, Uint8Array>, wanted: Set<number>) {
  const glyf = Buffer.from(tables.get("glyf")!);
  const loca = Buffer.from(tables.get("loca")!);
  const long = Buffer.from(tables.get("head")!).readInt16BE(50) === 1;
  const count = Buffer.from(tables.get("maxp")!).readUInt16BE(4);
  const offset = (glyph: number): number =>
    long ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2;
  const outline = (glyph: number): Buffer => glyf.subarray(offset(glyph), offset(glyph + 1));
  // A Set hands out what is added while it is walked: parts of parts are found too.
  for (const glyph of wanted) for (const part of partsOf(outline(glyph))) wanted.add(part);
  const pieces: Buffer[] = [];
  const places = Buffer.alloc((count + 1) * 4);
  let end = 0;
  for (let glyph = 0; glyph < count; glyph++) {
    places.writeUInt32BE(end, glyph * 4);
    if (!wanted.has(glyph)) continue;
    const piece = outline(glyph);
    pieces.push(piece, Buffer.alloc(align(piece.length) - piece.length));
    end += align(piece.length);
  }
  places.writeUInt32BE(end, count * 4);
  return { glyf: Buffer.concat(pieces), loca: places };
}

/** Glyphs that a composite outline refers to (OpenType 1.9, "glyf": composite glyph description). */
function partsOf(outline: Buffer): readonly number[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const parts: number[] = [];
  let at = 10;
  for (;;) {
    const flags = outline.readUInt16BE(at);
    parts.push(outline.readUInt16BE(at + 2));
    at += 4 + (flags & 0x1 ? 4 : 2) + (flags & 0x8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    if ((flags & 0x20) === 0) return parts;
  }
}

function checksum(table: Uint8Array): number {
  const padded = Buffer.alloc(align(table.length));
  padded.set(table);
  let sum = 0;
  for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0;
  return sum;
}

function woff(tables: readonly (readonly [string, Uint8Array])[]): Buffer {
  const header = Buffer.alloc(44 + 20 * tables.length);
  const bodies: Buffer[] = [];
  let offset = header.length;
  let whole = 12 + 16 * tables.length;
  for (const [i, [tag, table]] of tables.entries()) {
    const packed = deflateSync(table, { level: 9 });
    const body = packed.length < table.length ? packed : Buffer.from(table);
    const entry = 44 + i * 20;
    header.write(tag, entry, "latin1");
    header.writeUInt32BE(offset, entry + 4);
    header.writeUInt32BE(body.length, entry + 8);
    header.writeUInt32BE(table.length, entry + 12);
    header.writeUInt32BE(checksum(table), entry + 16);
    bodies.push(body, Buffer.alloc(align(body.length) - body.length));
    offset += align(body.length);
    whole += align(table.length);
  }
  header.write("wOFF", 0, "latin1");
  header.writeUInt32BE(0x00010000, 4);
  header.writeUInt32BE(offset, 8);
  header.writeUInt16BE(tables.length, 12);
  header.writeUInt32BE(whole, 16);
  header.writeUInt16BE(1, 20);
  return Buffer.concat([header, ...bodies]);
}
