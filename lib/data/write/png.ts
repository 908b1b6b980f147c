import { crc32, deflateSync } from "node:zlib";
import { ShapeError, ValueError } from "../../errors.js";
import type { Raster } from "../raster/raster.js";
import { paeth } from "../read/png.js";
import { writeWhole } from "./whole.js";

/**
 * The bytes of a PNG of a raster of uint8 or uint16 with one band (grey), two (with alpha), three (colour) or four.
 *
 * @example
 * ```ts
 * import { encodePng, Raster } from "swath/data";
 *
 * const picture = Raster.zeros({ height: 2, width: 2, bands: 3, dtype: "uint8" });
 * encodePng(picture).slice(1, 4); // Uint8Array [80, 78, 71]: "PNG"
 * ```
 */
export function encodePng(raster: Raster): Uint8Array {
  const { height, width, bands, dtype, data } = raster;
  if (dtype !== "uint8" && dtype !== "uint16") {
    throw new ValueError("encodePng", `a raster of ${dtype}`, { mend: "convert it to uint8 or uint16" });
  }
  if (bands > 4) throw new ShapeError("encodePng", `${bands} bands`, { mend: "pick one to four bands" });
  const wide = dtype === "uint16";
  const row = width * bands * (wide ? 2 : 1);
  const source = wide ? bigEndian(data as Uint16Array) : (data as Uint8Array);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, wide ? 16 : 8);
  header.setUint8(9, [0, 4, 2, 6][bands - 1]!);
  const lines = filtered(source, height, row, bands * (wide ? 2 : 1));
  const parts = [
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Writes a PNG; see {@link encodePng}.
 *
 * @example
 * ```ts
 * import { mkdtemp, readdir } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { Raster, writePng } from "swath/data";
 *
 * const folder = await mkdtemp(join(tmpdir(), "swath-"));
 * await writePng(join(folder, "black.png"), Raster.zeros({ height: 2, width: 2, dtype: "uint8" }));
 * await readdir(folder); // ["black.png"]
 * ```
 */
export async function writePng(path: string, raster: Raster): Promise<void> {
  await writeWhole(path, encodePng(raster));
}

function bigEndian(data: Uint16Array): Uint8Array {
  const out = new DataView(new ArrayBuffer(2 * data.length));
  data.forEach((value, i) => {
    out.setUint16(2 * i, value);
  });
  return new Uint8Array(out.buffer);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + content.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(content, 8);
  view.setUint32(8 + content.length, crc32(out.subarray(4, 8 + content.length)));
  return out;
}

/** Each row under the filter whose bytes, taken as signed, are smallest in sum: the usual guess at what packs best. */
function filtered(source: Uint8Array, height: number, row: number, step: number): Uint8Array {
  const out = new Uint8Array(height * (row + 1));
  const trial = new Uint8Array(row);
  for (let y = 0; y < height; y++) {
    const start = y * row;
    const target = y * (row + 1);
    let best = Number.POSITIVE_INFINITY;
    for (const filter of [0, 1, 2, 4]) {
      let cost = 0;
      for (let i = 0; i < row; i++) {
        const left = i >= step ? source[start + i - step]! : 0;
        const up = y > 0 ? source[start + i - row]! : 0;
        const corner = i >= step && y > 0 ? source[start + i - row - step]! : 0;
        const guess = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : paeth(left, up, corner);
        const value = (source[start + i]! - guess) & 255;
        trial[i] = value;
        cost += value < 128 ? value : 256 - value;
      }
      if (cost >= best) continue;
      best = cost;
      out[target] = filter;
      out.set(trial, target + 1);
    }
  }
  return out;
}
