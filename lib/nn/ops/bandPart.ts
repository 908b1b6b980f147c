import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { text } from "./shapes.js";

/**
 * Keeps a band of the last two axes, `lower` diagonals below and `upper` above the main one (-1: all of them), and
 * zeros the rest: `bandPart(x, -1, 0)` is the lower triangle. (tfjs has no gradient for it.)
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.bandPart(tf.ones([2, 2]), -1, 0).arraySync(); // [[1, 0], [1, 1]]
 * ```
 */
export function bandPart(x: Tensor, lower: number, upper: number): Tensor {
  if (x.rank < 2) {
    throw new ShapeError("bandPart", `the input is ${text(x.shape)}`, {
      mend: "give matrices [..., rows, columns]",
    });
  }
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const inside = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      inside[i * columns + j] = (lower < 0 || i - j <= lower) && (upper < 0 || j - i <= upper) ? 1 : 0;
    }
  }
  return tf.tidy(() => {
    const band = tf.broadcastTo(tf.tensor2d(inside, [rows, columns], "int32"), x.shape);
    return tf.where(tf.cast(band, "bool"), x, tf.zerosLike(x));
  });
}
