/** In place, radix 2: the discrete Fourier transform of `n` complex numbers that begin at `start`, `stride` apart. */
function transform(
  re: Float64Array,
  im: Float64Array,
  start: number,
  stride: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const n = cosines.length * 2;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const a = start + i * stride;
      const b = start + j * stride;
      const r = re[a]!;
      const s = im[a]!;
      re[a] = re[b]!;
      im[a] = im[b]!;
      re[b] = r;
      im[b] = s;
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const step = n / size;
    for (let first = 0; first < n; first += size) {
      for (let k = 0; k < half; k++) {
        const a = start + (first + k) * stride;
        const b = a + half * stride;
        const c = cosines[k * step]!;
        const s = sines[k * step]!;
        const r = re[b]! * c - im[b]! * s;
        const i = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - r;
        im[b] = im[a]! - i;
        re[a] = re[a]! + r;
        im[a] = im[a]! + i;
      }
    }
  }
}

/**
 * In place, the two-dimensional transform of an n × n picture, n a power of two. The inverse is the same with real and
 * imaginary parts exchanged, but for the factor n².
 */
export function fft2(re: Float64Array, im: Float64Array, n: number): void {
  const cosines = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  for (let row = 0; row < n; row++) transform(re, im, row * n, 1, cosines, sines);
  for (let column = 0; column < n; column++) transform(re, im, column, n, cosines, sines);
}
