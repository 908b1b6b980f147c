/** A complex signal: real and imaginary parts, of equal length. */
export interface Signal {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const signal = (n: number): Signal => ({ re: new Float64Array(n), im: new Float64Array(n) });

/** In place, for a length that is a power of two: bits reversed, then butterflies. `sign` is that of the exponent. */
function radix2({ re, im }: Signal, sign: 1 | -1): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
  for (let half = 1; half < n; half *= 2) {
    for (let k = 0; k < half; k++) {
      // Each factor from its own angle: repeated multiplication would lose digits on long signals.
      const angle = (sign * Math.PI * k) / half;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < n; i += 2 * half) {
        const j = i + half;
        const [a, b] = [re[j] as number, im[j] as number];
        const [x, y] = [a * c - b * s, a * s + b * c];
        re[j] = (re[i] as number) - x;
        im[j] = (im[i] as number) - y;
        re[i] = (re[i] as number) + x;
        im[i] = (im[i] as number) + y;
      }
    }
  }
}

/** Any other length, as a convolution with a chirp (Bluestein), which is done by transforms of a power of two. */
function chirp(x: Signal, sign: 1 | -1): Signal {
  const n = x.re.length;
  const length = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const wave = signal(n);
  for (let k = 0; k < n; k++) {
    // k² is reduced first, so that the angle stays small and exact.
    const angle = (sign * Math.PI * ((k * k) % (2 * n))) / n;
    wave.re[k] = Math.cos(angle);
    wave.im[k] = Math.sin(angle);
  }
  const a = signal(length);
  const b = signal(length);
  for (let k = 0; k < n; k++) {
    const [c, s] = [wave.re[k] as number, wave.im[k] as number];
    const [u, v] = [x.re[k] as number, x.im[k] as number];
    a.re[k] = u * c - v * s;
    a.im[k] = u * s + v * c;
    b.re[k] = c;
    b.im[k] = -s;
    if (k > 0) {
      b.re[length - k] = c;
      b.im[length - k] = -s;
    }
  }
  radix2(a, -1);
  radix2(b, -1);
  for (let k = 0; k < length; k++) {
    const [u, v, c, s] = [a.re[k], a.im[k], b.re[k], b.im[k]] as [number, number, number, number];
    a.re[k] = u * c - v * s;
    a.im[k] = u * s + v * c;
  }
  radix2(a, 1);
  const out = signal(n);
  for (let k = 0; k < n; k++) {
    const [c, s] = [wave.re[k] as number, wave.im[k] as number];
    const [u, v] = [(a.re[k] as number) / length, (a.im[k] as number) / length];
    out.re[k] = u * c - v * s;
    out.im[k] = u * s + v * c;
  }
  return out;
}

/**
 * The discrete Fourier transform, unscaled: `X[k] = Σ x[t]·e^(sign·2πi·kt/n)`. In float64, for any length.
 *
 * @param sign −1 forward, 1 inverse (without the division by n)
 */
export function transform(x: Signal, sign: 1 | -1): Signal {
  const n = x.re.length;
  if (n < 2) return { re: x.re.slice(), im: x.im.slice() };
  if ((n & (n - 1)) !== 0) return chirp(x, sign);
  const out = { re: x.re.slice(), im: x.im.slice() };
  radix2(out, sign);
  return out;
}
