/**
 * From bits to numbers, by the rules of TensorFlow's stateless ops (algorithm Philox), so that what is made here and
 * what the native engine makes inside a step are the same: bits, integers and uniforms exactly, normals to the
 * rounding of float32. Each function draws from one {@link Position}; the public ones of draw.ts begin at a key.
 */
import { fillBits, type Position, skip } from "./philox.js";

/** Blocks that a group of four truncated normals has to itself, since it does not know how many it will reject. */
const BLOCKS_PER_TRUNCATED_GROUP = 256;

/** TensorFlow keeps the argument of the logarithm away from zero by this much. */
const SMALLEST_UNIFORM = Math.fround(1e-7);

const UNIT = 2 ** -23;

/** `n` words. */
export function bitsAt(position: Position, n: number): Uint32Array {
  return fillBits(position, new Uint32Array(n));
}

/** Uniforms in [0, 1): multiples of 2^-23 from the low 23 bits of a word. */
export function uniformAt(position: Position, n: number): Float32Array {
  const words = bitsAt(position, n);
  const out = new Float32Array(words.buffer);
  for (let i = 0; i < n; i++) out[i] = (words[i]! & 0x7fffff) * UNIT;
  return out;
}

/** Integers in [min, max): `min + word mod (max - min)`. */
export function integersAt(position: Position, n: number, min: number, max: number): Int32Array {
  const words = bitsAt(position, n);
  const out = new Int32Array(words.buffer);
  const range = max - min;
  for (let i = 0; i < n; i++) out[i] = min + (words[i]! % range);
  return out;
}

/**
 * Standard normals by Box and Muller's transform of pairs of words, every step rounded to float32. Logarithm, sine and
 * cosine are JavaScript's, so a few in a hundred differ from TensorFlow's in the last bit.
 */
export function normalAt(position: Position, n: number): Float32Array {
  const whole = Math.ceil(n / 4) * 4;
  const words = bitsAt(position, whole);
  const out = new Float32Array(words.buffer);
  for (let i = 0; i < n; i += 2) {
    const radius = radiusOf(words[i]!);
    const angle = angleOf(words[i + 1]!);
    out[i] = Math.fround(Math.sin(angle)) * radius;
    out[i + 1] = Math.fround(Math.cos(angle)) * radius;
  }
  return whole === n ? out : out.slice(0, n);
}

/** Standard normals without those of magnitude 2 or more; a group of four has 256 blocks to draw from. */
export function truncatedNormalAt(position: Position, n: number): Float32Array {
  const out = new Float32Array(n);
  const words = new Uint32Array(4);
  for (let group = 0; group < n; group += 4) {
    let from = skip(position, (group / 4) * BLOCKS_PER_TRUNCATED_GROUP);
    let filled = group;
    const end = Math.min(group + 4, n);
    while (filled < end) {
      fillBits(from, words);
      for (let i = 0; i < words.length && filled < end; i += 2) {
        const radius = radiusOf(words[i]!);
        const angle = angleOf(words[i + 1]!);
        const first = Math.fround(Math.fround(Math.sin(angle)) * radius);
        const second = Math.fround(Math.fround(Math.cos(angle)) * radius);
        if (Math.abs(first) < 2) out[filled++] = first;
        if (Math.abs(second) < 2 && filled < end) out[filled++] = second;
      }
      from = skip(from, words.length / 4);
    }
  }
  return out;
}

/** `x * scale + shift` in place, each operation rounded to float32 and left out when it changes nothing. */
export function affine(values: Float32Array, scale: number, shift: number): Float32Array {
  if (scale !== 1) for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale;
  if (shift !== 0) for (let i = 0; i < values.length; i++) values[i] = values[i]! + shift;
  return values;
}

function radiusOf(word: number): number {
  const u = (word & 0x7fffff) * UNIT;
  return Math.fround(Math.sqrt(-2 * Math.fround(Math.log(Math.max(u, SMALLEST_UNIFORM)))));
}

function angleOf(word: number): number {
  return Math.fround(2 * Math.PI * ((word & 0x7fffff) * UNIT));
}
