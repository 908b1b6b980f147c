import { expect } from "vitest";
import { normal, seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";

type Values = { readonly data: Float32Array; readonly shape: number[] };

export interface GradientCheck {
  /** Half the distance between the two points of a difference; 0.02 unless told. */
  readonly step?: number;
  /** Allowed error relative to the largest gradient; 2e-3 unless told. */
  readonly tolerance?: number;
  /** How many elements of each input are checked; 24 unless told. */
  readonly samples?: number;
}

/** Normal values that are the same every time. */
export const randomValues = (shape: readonly number[], name = "x", std = 1): Float32Array =>
  normal(seed(11).fold(name), shape, { std });

export const randomTensor = (shape: readonly number[], name = "x", std = 1): Tensor =>
  tf.tensor(randomValues(shape, name, std), shape as number[]);

/** Values that lie at least 0.1 apart and not within 0.05 of zero, in random order: for functions with kinks. */
export function apart(shape: readonly number[], name = "x"): Tensor {
  const noise = randomValues(shape, name);
  const order = [...noise.keys()].sort((a, b) => noise[a]! - noise[b]!);
  const out = new Float32Array(noise.length);
  order.forEach((at, rank) => {
    out[at] = (rank - Math.floor(noise.length / 2) + 0.5) * 0.12;
  });
  return tf.tensor(out, shape as number[]);
}

/**
 * Compares the gradients of `sum(f(inputs) · r)`, r random, with fourth-order central differences. The function's
 * values are float32; the sum and the differences are done in doubles, so that what is left is rounding of one pass.
 */
export function expectGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 0.02, tolerance = 2e-3, samples = 24 }: GradientCheck = {},
): void {
  const values: Values[] = inputs.map((x) => ({
    data: x.dataSync().slice() as Float32Array,
    shape: x.shape,
  }));
  const run = (changed: readonly Values[]): Float32Array =>
    tf.tidy(() => {
      const tensors = changed.map(({ data, shape }) => tf.tensor(data.slice(), shape));
      return f(...tensors)
        .dataSync()
        .slice() as Float32Array;
    });
  const size = run(values).length;
  const weights = normal(seed(12), size);
  const total = (changed: readonly Values[]) => run(changed).reduce((sum, y, i) => sum + y * weights[i]!, 0);

  const analytic = tf.tidy(() => {
    const grads = tf.grads((...args: Tensor[]) =>
      tf.sum(tf.mul(tf.reshape(f(...args), [size]), tf.tensor1d(weights))),
    )([...inputs] as Tensor[]);
    return grads.map((grad) => grad.dataSync().slice());
  });

  values.forEach(({ data, shape }, which) => {
    const grad = analytic[which]!;
    expect(grad.length, `gradient of input ${which}`).toBe(data.length);
    const count = Math.min(samples, data.length);
    const at = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * data.length) / count));
    const numeric = at.map((index) => {
      const moved = (by: number) => {
        const copy = data.slice();
        copy[index] = copy[index]! + by;
        // What was added is what float32 kept of it.
        return {
          value: total(values.map((v, i) => (i === which ? { data: copy, shape } : v))),
          by: copy[index]! - data[index]!,
        };
      };
      const [a, b, c, d] = [moved(2 * step), moved(step), moved(-step), moved(-2 * step)];
      const near = (b.value - c.value) / (b.by - c.by);
      const far = (a.value - d.value) / (a.by - d.by);
      return (4 * near - far) / 3;
    });
    const scale = Math.max(1e-3, ...numeric.map(Math.abs));
    expect(at.map((index) => grad[index]!)).toBeAllClose(numeric, { rtol: 0, atol: tolerance * scale });
  });
}
