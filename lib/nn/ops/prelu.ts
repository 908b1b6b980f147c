import { type Tensor, tf } from "../../device/tf.js";
import { relu } from "./relu.js";

/** x where it is positive, slope · x elsewhere, with one slope or one a channel. */
export const prelu = (x: Tensor, slope: Tensor): Tensor =>
  tf.tidy(() => tf.sub(relu(x), tf.mul(relu(tf.neg(x)), slope)));
