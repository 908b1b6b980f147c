import { type Tensor, tf } from "../../../lib/device/tf.js";

/** How far the softmax is from the label, averaged over the batch. */
export function el2n(logits: Tensor, y: Tensor): Tensor {
  const target = tf.cast(tf.oneHot(y as never, logits.shape[1] as number), "float32");
  const error = tf.sub(tf.softmax(logits), target);
  return tf.mean(tf.sqrt(tf.sum(tf.square(error), 1)));
}
