import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import { transform } from "./fourier.js";
import { composedKernel } from "./host.js";

/** Transforms every row of a complex [rows, n] tensor. */
function rows(input: Tensor, sign: 1 | -1): TensorInfo {
  const [count, n] = input.shape as [number, number];
  const scale = sign === 1 ? 1 / n : 1;
  const re = Float32Array.from(tf.real(input).dataSync());
  const im = Float32Array.from(tf.imag(input).dataSync());
  for (let row = 0; row < count; row++) {
    const [from, to] = [row * n, (row + 1) * n];
    const x = { re: Float64Array.from(re.subarray(from, to)), im: Float64Array.from(im.subarray(from, to)) };
    const y = transform(x, sign);
    re.set(
      y.re.map((v) => v * scale),
      from,
    );
    im.set(
      y.im.map((v) => v * scale),
      from,
    );
  }
  return tf.complex(tf.tensor2d(re, [count, n]), tf.tensor2d(im, [count, n]));
}

/**
 * Fourier transforms in JavaScript. tfjs's wasm engine has none; its webgpu engine sums every term with sines of
 * large angles in float32, which graphics processors may compute to three digits only.
 */
export function registerFft(engine: string): void {
  composedKernel(engine, "FFT", ({ input }) => rows(input as Tensor, -1));
  composedKernel(engine, "IFFT", ({ input }) => rows(input as Tensor, 1));
}
