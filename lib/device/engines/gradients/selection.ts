import { type Tensor, tf } from "../../tf.js";
import { addRows, replaceGradient } from "./define.js";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Gradients of picking out elements, which tfjs has not: each goes back to where its element came from. */
export function correctSelection(): void {
  replaceGradient({
    kernelName: "TopK",
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => {
      const [dy] = dys as unknown as [Tensor, Tensor];
      const [x, indices] = saved as [Tensor, Tensor];
      return {
        x: () => {
          const length = x.shape.at(-1) as number;
          const lines = x.size / length;
          const first = tf.reshape(tf.range(0, x.size, length, "int32"), [lines, 1]);
          const rows = tf.add(tf.reshape(tf.cast(indices, "int32"), [lines, -1]), first);
          return tf.reshape(addRows(tf.reshape(dy, [-1]), tf.reshape(rows, [-1]), x.size), x.shape);
        },
      };
    },
  });
  replaceGradient({
    kernelName: "GatherNd",
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [Tensor, Tensor];
      const depth = indices.shape.at(-1) as number;
      const lead = params.shape.slice(0, depth);
      return {
        params: () => {
          const strides = lead.map((_, d) => product(lead.slice(d + 1)));
          const rows = tf.sum(
            tf.mul(tf.reshape(indices, [-1, depth]), tf.tensor2d(strides, [1, depth], "int32")),
            1,
          );
          const pieces = tf.reshape(dy as Tensor, [rows.size, product(params.shape.slice(depth))]);
          return tf.reshape(addRows(pieces, rows, product(lead)), params.shape);
        },
        indices: () => tf.zeros(indices.shape),
      };
    },
  });
  replaceGradient({
    kernelName: "Diag",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => {
      const [x] = saved as [Tensor];
      return {
        x: () =>
          tf.reshape(tf.sum(tf.mul(tf.reshape(dy as Tensor, [x.size, x.size]), tf.eye(x.size)), 1), x.shape),
      };
    },
  });
}
