import type { NdArray } from "../../raster/ndarray.js";
import { Raster } from "../../raster/raster.js";

/** Pictures of one size with one class each. */
export interface LabelledImages {
  /** All pictures, count × height × width × 3, uint8. */
  readonly pixels: NdArray & { readonly data: Uint8Array };
  /** The same pictures one by one, as views. */
  readonly images: readonly Raster[];
  /** A class a picture, from 0. */
  readonly labels: Uint8Array;
}

/** The pictures of one block of memory. */
export function imagesOf(
  pixels: Uint8Array,
  labels: Uint8Array,
  size: number,
  metres?: number,
): LabelledImages {
  const each = size * size * 3;
  const facts = {
    height: size,
    width: size,
    bands: 3,
    bandNames: ["red", "green", "blue"],
    ...(metres === undefined ? {} : { transform: [0, metres, 0, 0, 0, -metres] as const }),
  };
  return {
    pixels: { shape: [labels.length, size, size, 3], data: pixels },
    images: Array.from(labels, (_, i) => new Raster(pixels.subarray(i * each, (i + 1) * each), facts)),
    labels,
  };
}

/** A number from 0 to 1 as a byte. */
export function byte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
