import { type Tensor, tf } from "../../device/tf.js";
import { linear } from "../../nn/ops/linear.js";

/** A complex tensor as two real ones. */
export type Complex = {
  readonly real: Tensor;
  /** Left out: zero. */
  readonly imag?: Tensor;
};

/** A complex tensor whose imaginary part is there. */
export type Spectrum = {
  readonly real: Tensor;
  readonly imag: Tensor;
};

/** cos or sin of 2π j k / n for all j, k: constants of a captured step. */
function waves(n: number, wave: (angle: number) => number): Tensor {
  // The angle is taken mod 2π in integers, where it is exact.
  const values = Float32Array.from({ length: n * n }, (_, i) =>
    wave((2 * Math.PI * ((Math.floor(i / n) * (i % n)) % n)) / n),
  );
  return tf.tensor2d(values, [n, n]);
}

/** A product with a square matrix along height or width. */
function along(x: Tensor, matrix: Tensor, axis: 1 | 2): Tensor {
  const [order, back] =
    axis === 1
      ? [
          [0, 2, 3, 1],
          [0, 3, 1, 2],
        ]
      : [
          [0, 1, 3, 2],
          [0, 1, 3, 2],
        ];
  return tf.transpose(linear(tf.transpose(x, order), matrix), back);
}

/** One axis: (a + ib)(C ∓ iS). */
function transform({ real, imag }: Complex, axis: 1 | 2, sign: 1 | -1): Spectrum {
  const n = real.shape[axis] as number;
  const [cosines, sines] = [waves(n, Math.cos), waves(n, (angle) => -sign * Math.sin(angle))];
  const [rc, rs] = [along(real, cosines, axis), along(real, sines, axis)];
  if (!imag) return { real: rc, imag: rs };
  return {
    real: tf.sub(rc, along(imag, sines, axis)),
    imag: tf.add(rs, along(imag, cosines, axis)),
  };
}

/**
 * The 2-D discrete Fourier transform over height and width of [N, height, width, channels], unscaled:
 * X(k, l) = Σ x exp(-2πi (kh/H + lw/W)). By products with constant matrices, which every engine differentiates and
 * captures; images of this use are small.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const { real } = diffusion.dft2({ real: tf.ones([1, 2, 2, 1]) });
 * real.dataSync(); // [4, 0, 0, 0]
 * ```
 */
export const dft2 = (x: Complex): Spectrum => tf.tidy(() => transform(transform(x, 1, 1), 2, 1));

/**
 * The inverse of {@link dft2}, divided by the number of pixels.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * diffusion.inverseDft2(diffusion.dft2({ real: x })).real.dataSync(); // about [1, 2, 3, 4]
 * ```
 */
export const inverseDft2 = (x: Complex): Spectrum =>
  tf.tidy(() => {
    const pixels = (x.real.shape[1] as number) * (x.real.shape[2] as number);
    const { real, imag } = transform(transform(x, 1, -1), 2, -1);
    return { real: tf.div(real, pixels), imag: tf.div(imag, pixels) };
  });
