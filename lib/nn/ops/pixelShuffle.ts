import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { expectImage, expectWhole, text } from "./shapes.js";

/**
 * Moves channels into space: [n, h, w, c·r²] -> [n, h·r, w·r, c], in PyTorch's order of channels (which is not
 * TensorFlow's depthToSpace).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.pixelShuffle(tf.ones([1, 4, 4, 12]), 2).shape; // [1, 8, 8, 3]
 * ```
 */
export function pixelShuffle(x: Tensor, factor: number): Tensor {
  const [n, h, w, channels] = expectImage("pixelShuffle", x);
  expectWhole("pixelShuffle", "factor", factor, 1);
  if (channels % factor ** 2 !== 0) {
    throw new ShapeError("pixelShuffle", `${channels} channels do not divide by ${factor}²`, {
      mend: "give a multiple of factor² channels",
      facts: { input: text(x.shape) },
    });
  }
  const c = channels / factor ** 2;
  return tf.tidy(() => {
    const split = tf.reshape(x, [n, h, w, c, factor, factor]);
    return tf.reshape(tf.transpose(split, [0, 1, 4, 2, 5, 3]), [n, h * factor, w * factor, c]);
  });
}

/**
 * Moves space into channels: [n, h·r, w·r, c] -> [n, h, w, c·r²], the inverse of {@link pixelShuffle}.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.pixelUnshuffle(tf.ones([1, 8, 8, 3]), 2).shape; // [1, 4, 4, 12]
 * ```
 */
export function pixelUnshuffle(x: Tensor, factor: number): Tensor {
  const [n, height, width, c] = expectImage("pixelUnshuffle", x);
  expectWhole("pixelUnshuffle", "factor", factor, 1);
  if (height % factor !== 0 || width % factor !== 0) {
    throw new ShapeError("pixelUnshuffle", `${height} x ${width} pixels do not divide by ${factor}`, {
      mend: "crop or pad the input to a multiple of factor",
      facts: { input: text(x.shape) },
    });
  }
  const [h, w] = [height / factor, width / factor];
  return tf.tidy(() => {
    const split = tf.reshape(x, [n, h, factor, w, factor, c]);
    return tf.reshape(tf.transpose(split, [0, 1, 3, 5, 2, 4]), [n, h, w, c * factor ** 2]);
  });
}
