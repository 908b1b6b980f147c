import { existsSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";

/** How far two pictures lie apart, in grey levels of 0 to 255. */
export interface Difference {
  /** Share of samples that differ by at most one level. */
  readonly same: number;
  readonly mean: number;
  readonly max: number;
}

/** A PNG as RGB samples, whatever its own form (palette, 1 to 8 bits). */
export function rgb(file: Uint8Array): {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
} {
  const { width, height, channels, data, palette, depth } = decode(file);
  const out = new Uint8Array(width * height * 3);
  const perByte = 8 / (depth as number);
  const rowBytes = Math.ceil(width / perByte);
  for (let i = 0; i < width * height; i++) {
    if (palette) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const index =
        depth === 8
          ? data[i]!
          : (data[y * rowBytes + Math.floor(x / perByte)]! >> (8 - depth - (x % perByte) * depth)) &
            ((1 << depth) - 1);
      out.set((palette[index] as number[]).slice(0, 3), i * 3);
    } else for (let k = 0; k < 3; k++) out[i * 3 + k] = data[i * channels + (channels < 3 ? 0 : k)]!;
  }
  return { width, height, data: out };
}

export function difference(a: Uint8Array, b: Uint8Array): Difference {
  const [x, y] = [rgb(a), rgb(b)];
  if (x.width !== y.width || x.height !== y.height) return { same: 0, mean: 255, max: 255 };
  let [same, sum, max] = [0, 0, 0];
  for (let i = 0; i < x.data.length; i++) {
    const d = Math.abs(x.data[i]! - y.data[i]!);
    if (d <= 1) same++;
    sum += d;
    if (d > max) max = d;
  }
  return { same: same / x.data.length, mean: sum / x.data.length, max };
}

/** Observable Plot's rule for pictures that other machines draw with the last bit different. */
export const close = ({ same, mean, max }: Difference): boolean => same >= 0.95 && mean < 0.1 && max < 10;

const folder = fileURLToPath(new URL("../golden/", import.meta.url));

/**
 * Compares a picture with the committed one. A mismatch leaves `<name>-changed.png` beside it, to be looked at;
 * `SWATH_UPDATE_GOLDEN=1` takes the new picture.
 */
export async function compareGolden(name: string, picture: Uint8Array): Promise<Difference | "new"> {
  const path = `${folder}${name}.png`;
  const changed = `${folder}${name}-changed.png`;
  if (process.env["SWATH_UPDATE_GOLDEN"] === "1") {
    const known = existsSync(path) ? difference(picture, await readFile(path)) : null;
    // A picture that has not changed keeps its bytes, so that an update touches only what moved.
    if (!known || !close(known) || known.max > 0) writeFileSync(path, picture);
    rmSync(changed, { force: true });
    return { same: 1, mean: 0, max: 0 };
  }
  if (!existsSync(path)) {
    writeFileSync(changed, picture);
    return "new";
  }
  const found = difference(picture, await readFile(path));
  if (close(found)) rmSync(changed, { force: true });
  else writeFileSync(changed, picture);
  return found;
}
