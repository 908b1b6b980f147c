/**
 * Half-precision numbers, which Node 20 has no typed array for. Both directions are exact where the value is
 * representable and round to nearest-even where it is not, as IEEE 754 and NumPy do.
 */

const scratch = new DataView(new ArrayBuffer(4));
let table: Float32Array | undefined;

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Decodes IEEE half floats; every value is exact in a float32. */
export function halvesToFloats(bits: Uint16Array): Float32Array {
  if (!table) {
    table = new Float32Array(65536);
    for (let i = 0; i < 65536; i++) table[i] = decodeHalf(i);
  }
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i]!]!;
  return out;
}

/** Encodes floats as IEEE half floats, ties to even, overflow to infinity. */
export function floatsToHalves(values: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (Number.isNaN(value)) out[i] = 0x7e00;
    else if (size >= 65520) out[i] = sign | 0x7c00;
    else if (size < 2 ** -14) out[i] = sign | roundEven(size * 2 ** 24);
    else {
      const exponent = Math.min(15, Math.floor(Math.log2(size)));
      // log2 may be one off beside a power of two; the sum below carries a full fraction into the exponent by itself.
      const fraction = roundEven((size / 2 ** exponent - 1) * 1024);
      out[i] = sign | (((exponent + 15) << 10) + fraction);
    }
  }
  return out;
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Decodes bfloat16: the upper half of a float32. */
export function brainsToFloats(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}

/** Encodes floats as bfloat16, ties to even. */
export function floatsToBrains(values: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    scratch.setFloat32(0, values[i]!);
    const word = scratch.getUint32(0);
    const notANumber = (word & 0x7fffffff) > 0x7f800000;
    out[i] = notANumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return out;
}
