import { createHash } from "node:crypto";
import { ValueError } from "../../errors.js";
import type { Raster } from "../raster/raster.js";

/** Two images of different parts that are alike. */
export interface AlikePair {
  /** Index among the first images. */
  readonly train: number;
  /** Index among the second images. */
  readonly test: number;
  /** Bits of 64 in which the perceptual hashes differ; 0 of identical images. */
  readonly distance: number;
}

/** Which test images are also, or nearly, among the training images. */
export interface DuplicateReport {
  /** Pairs with the same numbers. */
  readonly identical: readonly AlikePair[];
  /** Pairs that look the same: hashes at most `threshold` bits apart. The nearest training image of each test image. */
  readonly near: readonly AlikePair[];
  /** Images of one colour or of stripes, whose hash says too little; only identity was checked. */
  readonly flat: { readonly train: readonly number[]; readonly test: readonly number[] };
  readonly threshold: number;
  /** One sentence for a report. */
  readonly text: string;
}

/**
 * A perceptual hash of 64 bits: the 8 × 8 lowest frequencies (cosine transform) of the brightness on 32 × 32, each above or
 * below their median. Scaling, compression, brightness and slight noise leave most bits as they are; the mean is not one of
 * them. Bands count alike. Two halves of 32 bits, high half first.
 *
 * @example
 * ```ts
 * import { hashDistance, perceptualHash, Raster } from "swath/data";
 *
 * const ramp = new Raster(Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 64) ** 2), { height: 64, width: 64 });
 * const brighter = ramp.with(Float32Array.from(ramp.data, (value) => 2 * value + 5));
 * hashDistance(perceptualHash(ramp), perceptualHash(brighter)); // 0
 * ```
 */
export function perceptualHash(image: Raster): readonly [high: number, low: number] {
  return hashOf(lowFrequencies(image));
}

/** The 64 coefficients; those that only rounding keeps from zero are zero. */
function lowFrequencies(image: Raster): Float64Array {
  const coefficients = cosines(brightness(image));
  // An image that changes along one axis only has no waves along the other: there rounding must not decide bits.
  const noise = 1e-9 * Math.max(...coefficients.map(Math.abs));
  return coefficients.map((value) => (Math.abs(value) < noise ? 0 : value));
}

function hashOf(coefficients: Float64Array): readonly [high: number, low: number] {
  // The constant term is left out: it only says how bright the image is.
  const median = coefficients.slice(1).sort()[31]!;
  let high = 0;
  let low = 0;
  for (let i = 1; i < 64; i++) {
    if (coefficients[i]! <= median) continue;
    if (i < 32) high |= 1 << (31 - i);
    else low |= 1 << (63 - i);
  }
  return [high >>> 0, low >>> 0];
}

/**
 * In how many of 64 bits two hashes differ.
 *
 * @example
 * ```ts
 * import { hashDistance } from "swath/data";
 *
 * hashDistance([0, 0b1011], [0, 0b0010]); // 2
 * ```
 */
export function hashDistance(a: readonly [number, number], b: readonly [number, number]): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Looks for test images that are among the training images: with the same size, type and numbers, or nearly the same to the
 * eye. Every pair is compared, 64 bits at a time; ten thousand against ten thousand take about a second.
 *
 * @example
 * ```ts
 * import { findDuplicates, Raster } from "swath/data";
 *
 * const image = (phase: number) =>
 *   new Raster(Float32Array.from({ length: 256 }, (_, i) => Math.sin(i * phase)), { height: 16, width: 16 });
 * const report = findDuplicates([image(0.1), image(0.7)], [image(0.7), image(2.9)]);
 * report.identical; // [{ train: 1, test: 0, distance: 0 }]
 * report.text; // "1 of 2 test images is identical to a training image, …"
 * ```
 */
export function findDuplicates(
  train: readonly Raster[],
  test: readonly Raster[],
  options: {
    /** Bits that may differ, 6 unless told. */
    readonly threshold?: number;
  } = {},
): DuplicateReport {
  const { threshold = 6 } = options;
  if (!(Number.isInteger(threshold) && threshold >= 0 && threshold <= 63)) {
    throw new ValueError("findDuplicates", `threshold is ${threshold}`, { mend: "give 0 to 63 bits" });
  }
  const learnt = train.map(fingerprint);
  const tested = test.map(fingerprint);
  const known = new Map<string, number>();
  learnt.forEach(({ digest }, i) => {
    if (!known.has(digest)) known.set(digest, i);
  });
  const identical: AlikePair[] = [];
  const near: AlikePair[] = [];
  tested.forEach(({ digest, hash, isFlat }, t) => {
    const twin = known.get(digest);
    if (twin !== undefined) {
      identical.push({ train: twin, test: t, distance: 0 });
      return;
    }
    if (isFlat) return;
    let best: AlikePair | undefined;
    for (let i = 0; i < learnt.length; i++) {
      const other = learnt[i]!;
      if (other.isFlat) continue;
      const distance = hashDistance(hash, other.hash);
      if (distance <= threshold && distance < (best?.distance ?? 64)) best = { train: i, test: t, distance };
    }
    if (best) near.push(best);
  });
  const flatOf = (prints: readonly Fingerprint[]) => prints.flatMap(({ isFlat }, i) => (isFlat ? [i] : []));
  const flat = { train: flatOf(learnt), test: flatOf(tested) };
  const are = (count: number) => `${count} of ${test.length} test images ${count === 1 ? "is" : "are"}`;
  const text =
    `${are(identical.length)} identical to a training image, ${are(near.length)} nearly so ` +
    `(at most ${threshold} of 64 bits of their perceptual hashes differ).` +
    (flat.test.length > 0
      ? ` ${are(flat.test.length)} of one colour or of stripes, where the hash says too little.`
      : "");
  return { identical, near, flat, threshold, text };
}

interface Fingerprint {
  readonly digest: string;
  readonly hash: readonly [number, number];
  readonly isFlat: boolean;
}

function fingerprint(image: Raster): Fingerprint {
  const { data, shape, dtype } = image;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const digest = createHash("sha256").update(`${dtype} ${shape} `).update(bytes).digest("hex");
  const coefficients = lowFrequencies(image);
  // With fewer waves than this, quite different images differ in a few bits only.
  const isFlat = coefficients.slice(1).filter((value) => value !== 0).length < 16;
  return { digest, hash: hashOf(coefficients), isFlat };
}

const SIDE = 32;

/** Mean over bands and over the pixels that fall into each of 32 × 32 cells; small images repeat their pixels. */
function brightness({ data, height, width, bands }: Raster): Float64Array {
  const out = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const top = Math.floor((y * height) / SIDE);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / SIDE));
    for (let x = 0; x < SIDE; x++) {
      const left = Math.floor((x * width) / SIDE);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / SIDE));
      let sum = 0;
      let count = 0;
      for (let row = top; row < bottom; row++) {
        for (let i = (row * width + left) * bands; i < (row * width + right) * bands; i++) {
          const value = data[i]!;
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      }
      out[y * SIDE + x] = count > 0 ? sum / count : 0;
    }
  }
  return out;
}

const waves = Float64Array.from({ length: 8 * SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / SIDE) * (2 * (i % SIDE) + 1)) / (2 * SIDE)),
);

/** The 8 × 8 lowest frequencies of the cosine transform. */
function cosines(map: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * 8);
  for (let y = 0; y < SIDE; y++) {
    for (let v = 0; v < 8; v++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += map[y * SIDE + x]! * waves[v * SIDE + x]!;
      rows[y * 8 + v] = sum;
    }
  }
  const out = new Float64Array(64);
  for (let u = 0; u < 8; u++) {
    for (let v = 0; v < 8; v++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * 8 + v]! * waves[u * SIDE + y]!;
      out[u * 8 + v] = sum;
    }
  }
  return out;
}
