import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { sumOfRows } from "./rows.js";
import { text } from "./shapes.js";

/**
 * Adds one number a channel (the last axis).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.biasAdd(tf.zeros([1, 2, 2, 3]), tf.tensor1d([1, 2, 3])).shape; // [1, 2, 2, 3]
 * ```
 */
export function biasAdd(x: Tensor, bias: Tensor): Tensor {
  if (bias.rank !== 1 || bias.shape[0] !== x.shape[x.rank - 1]) {
    throw new ShapeError("biasAdd", `a bias of shape ${text(bias.shape)} does not fit ${text(x.shape)}`, {
      mend: "give one number for each index of the last axis",
    });
  }
  if (!isNative() || x.rank < 2) return tf.add(x, bias);
  // By name, since TensorFlow's remapper fuses BiasAdd into the convolution or product before it.
  return withGradient(
    "biasAdd",
    [x, bias],
    () => nativeOp("BiasAdd", [x, bias]),
    // Behind a convolution the remapper fuses BiasAddGrad too, behind a product it does not.
    (dy) => [dy.clone(), dy.rank === 2 ? sumOfRows(dy) : nativeOp("BiasAddGrad", [dy])],
  );
}
