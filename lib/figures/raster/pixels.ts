import { ShapeError } from "../../errors.js";
import { encodePng } from "../png/encode.js";

/** A finished image: red, green, blue, alpha, 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Pixels without anything in them: shown as the paper. */
export function emptyPixels(width: number, height: number): Pixels {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

/**
 * Each pixel as a square of `factor`: nothing is invented between the measurements.
 *
 * @example
 * ```ts
 * import { enlarge } from "swath/figures";
 *
 * const one = { width: 1, height: 1, data: Uint8ClampedArray.from([0, 90, 200, 255]) };
 * enlarge(one, 8).data.length; // 256
 * ```
 */
export function enlarge(pixels: Pixels, factor: number): Pixels {
  return sample(pixels, Math.round(pixels.width * factor), Math.round(pixels.height * factor));
}

/** Nearest neighbour at any size. */
export function sample(pixels: Pixels, width: number, height: number): Pixels {
  if (width === pixels.width && height === pixels.height) return pixels;
  const from = new Uint32Array(pixels.data.buffer, pixels.data.byteOffset, pixels.width * pixels.height);
  const to = new Uint32Array(width * height);
  const columns = Uint32Array.from({ length: width }, (_, x) =>
    Math.min(pixels.width - 1, Math.floor(((x + 0.5) * pixels.width) / width)),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.min(pixels.height - 1, Math.floor(((y + 0.5) * pixels.height) / height)) * pixels.width;
    for (let x = 0; x < width; x++) to[y * width + x] = from[row + columns[x]!]!;
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) };
}

/** Lays `top` over `bottom` by its alpha (Porter and Duff's "over"). */
export function over(bottom: Pixels, top: Pixels): Pixels {
  if (bottom.width !== top.width || bottom.height !== top.height) {
    throw new ShapeError("overlay", `${top.width}×${top.height} over ${bottom.width}×${bottom.height}`, {
      mend: "give layers of the same size",
    });
  }
  const out = new Uint8ClampedArray(bottom.data);
  for (let i = 0; i < out.length; i += 4) {
    const a = top.data[i + 3]! / 255;
    if (a === 0) continue;
    const b = (out[i + 3]! / 255) * (1 - a);
    const alpha = a + b;
    for (let k = 0; k < 3; k++) out[i + k] = (top.data[i + k]! * a + out[i + k]! * b) / alpha;
    out[i + 3] = alpha * 255;
  }
  return { width: bottom.width, height: bottom.height, data: out };
}

/**
 * The pixels as a PNG file, exactly.
 *
 * @example
 * ```ts
 * import { pixelsPng } from "swath/figures";
 *
 * const one = { width: 1, height: 1, data: Uint8ClampedArray.from([0, 90, 200, 255]) };
 * pixelsPng(one).subarray(1, 4).toString(); // "PNG"
 * ```
 */
export function pixelsPng(pixels: Pixels): Buffer {
  let opaque = true;
  for (let i = 3; i < pixels.data.length && opaque; i += 4) opaque = pixels.data[i] === 255;
  if (!opaque) return encodePng({ ...pixels, channels: 4 });
  const rgb = new Uint8Array(pixels.width * pixels.height * 3);
  for (let i = 0, p = 0; i < rgb.length; i += 3, p += 4) {
    rgb[i] = pixels.data[p]!;
    rgb[i + 1] = pixels.data[p + 1]!;
    rgb[i + 2] = pixels.data[p + 2]!;
  }
  return encodePng({ width: pixels.width, height: pixels.height, channels: 3, data: rgb });
}

export function pngUri(pixels: Pixels): string {
  return `data:image/png;base64,${pixelsPng(pixels).toString("base64")}`;
}
