/**
 * Philox 4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011): a fixed function from (64-bit key, 128-bit counter) to 128 random bits. There is nothing to
 * advance, so any part of a stream can be made alone, and two machines that agree on key and counter agree on the bits.
 */

/** A key: two 32-bit words, the low one first. */
export type Words = readonly [lo: number, hi: number];

/** A counter: four 32-bit words, the low one first. */
export type Counter = readonly [number, number, number, number];

/** One place in one stream: where a draw begins. */
export interface Position {
  readonly key: Words;
  readonly counter: Counter;
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;

const M0_LOW = MULTIPLIER_0 & 0xffff;
const M0_HIGH = MULTIPLIER_0 >>> 16;
const M1_LOW = MULTIPLIER_1 & 0xffff;
const M1_HIGH = MULTIPLIER_1 >>> 16;

/**
 * Fills `out` with the bits that begin at `position`, four words a counter value. A last, partial group takes the
 * first words of its block, as TensorFlow does.
 */
export function fillBits({ key, counter }: Position, out: Uint32Array): Uint32Array {
  const n = out.length;
  const key0 = key[0] | 0;
  const key1 = key[1] | 0;
  let [n0, n1, n2, n3] = [counter[0] | 0, counter[1] | 0, counter[2] | 0, counter[3] | 0];
  for (let i = 0; i < n; i += 4) {
    let c0 = n0;
    let c1 = n1;
    let c2 = n2;
    let c3 = n3;
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      // The high halves of the two 32 x 32 bit products, by halves of 16 bits: JavaScript has no such multiply.
      const a = c0 & 0xffff;
      const b = c0 >>> 16;
      const ab = (Math.imul(M0_HIGH, a) + (Math.imul(M0_LOW, a) >>> 16)) | 0;
      const ba = (Math.imul(M0_LOW, b) + (ab & 0xffff)) | 0;
      const high0 = (Math.imul(M0_HIGH, b) + (ab >>> 16) + (ba >>> 16)) | 0;
      const d = c2 & 0xffff;
      const e = c2 >>> 16;
      const de = (Math.imul(M1_HIGH, d) + (Math.imul(M1_LOW, d) >>> 16)) | 0;
      const ed = (Math.imul(M1_LOW, e) + (de & 0xffff)) | 0;
      const high1 = (Math.imul(M1_HIGH, e) + (de >>> 16) + (ed >>> 16)) | 0;
      const low0 = Math.imul(MULTIPLIER_0, c0);
      const low1 = Math.imul(MULTIPLIER_1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    // Writes past the end of a typed array are ignored: that is the partial last group.
    out[i] = c0;
    out[i + 1] = c1;
    out[i + 2] = c2;
    out[i + 3] = c3;
    n0 = (n0 + 1) | 0;
    if (n0 === 0) {
      n1 = (n1 + 1) | 0;
      if (n1 === 0) {
        n2 = (n2 + 1) | 0;
        if (n2 === 0) n3 = (n3 + 1) | 0;
      }
    }
  }
  return out;
}

/** The four words of one counter value. */
export function block(key: Words, counter: Counter): Uint32Array {
  return fillBits({ key, counter }, new Uint32Array(4));
}

/** The position `blocks` counter values further on (four words each); `blocks` is a non-negative safe integer. */
export function skip({ key, counter }: Position, blocks: number): Position {
  const low = counter[0] + (blocks % 2 ** 32);
  const second = counter[1] + Math.floor(blocks / 2 ** 32) + (low >= 2 ** 32 ? 1 : 0);
  const third = counter[2] + (second >= 2 ** 32 ? 1 : 0);
  const fourth = counter[3] + (third >= 2 ** 32 ? 1 : 0);
  return { key, counter: [low >>> 0, second >>> 0, third >>> 0, fourth >>> 0] };
}
