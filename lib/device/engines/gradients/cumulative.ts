import { type Tensor, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

interface Along {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * `S[j] = dy[j] + x[j + 1] · S[j + 1]`, from the end of the axis to its beginning: how much the products from `j` on
 * depend on their common factor. No division, so zeros in `x` do no harm.
 */
function chained(dy: Tensor, x: Tensor, axis: number): Tensor {
  const dys = tf.unstack(dy, axis);
  const xs = tf.unstack(x, axis);
  let sum = dys.at(-1) as Tensor;
  const sums = [sum];
  for (let j = dys.length - 2; j >= 0; j--) {
    sum = tf.add(dys[j] as Tensor, tf.mul(xs[j + 1] as Tensor, sum));
    sums.unshift(sum);
  }
  return tf.stack(sums, axis);
}

/** `chained` for products that leave the element itself out: the sum starts one place later. */
function shifted(dy: Tensor, axis: number): Tensor {
  const size = [...dy.shape];
  size[axis] = (size[axis] as number) - 1;
  const begin = dy.shape.map((_, d) => (d === axis ? 1 : 0));
  const pads = dy.shape.map((_, d): [number, number] => (d === axis ? [0, 1] : [0, 0]));
  return tf.pad(tf.slice(dy, begin, size), pads);
}

/**
 * Cumulative sum: tfjs transposes the gradient a second time, which is wrong (silently, where the axes are equally
 * long) unless the axis is the last. Cumulative product: tfjs has no gradient.
 */
export function correctCumulative(): void {
  replaceGradient({
    kernelName: "Cumsum",
    gradFunc: (dy, _, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as Along;
      return { x: () => tf.cumsum(dy as Tensor, axis, exclusive, !reverse) };
    },
  });
  replaceGradient({
    kernelName: "Cumprod",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const { exclusive, reverse, ...rest } = attrs as unknown as Along;
      const [given] = saved as [Tensor];
      const axis = rest.axis < 0 ? rest.axis + given.rank : rest.axis;
      const turned = (tensor: Tensor) => (reverse ? tf.reverse(tensor, axis) : tensor);
      return {
        x: () => {
          const x = turned(given);
          const weight = exclusive ? shifted(turned(dy as Tensor), axis) : turned(dy as Tensor);
          return turned(tf.mul(tf.cumprod(x, axis, true), chained(weight, x, axis)));
        },
      };
    },
  });
}
