import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/** Settings of {@link student}. */
export interface StudentSpec {
  /** C: bands of the input and of every output. */
  readonly bands: number;
  /** H_S: channels inside a stage; 100 unless told. */
  readonly hidden?: number;
  /** Outputs, the last of which is one linear layer a pixel; 3 unless told. */
  readonly stages?: number;
  /**
   * `conv3`: 3x3 convolutions, which see neighbours. The repository's ablations see none: `conv1` has 1x1 convolutions
   * ("c11"), `linear` has linear layers without batch norm ("l"). `conv3` unless told.
   */
  readonly variant?: "conv3" | "conv1" | "linear";
  readonly key: Key;
}

/** A network that answers a scene [batch, height, width, bands] with one reconstruction a stage. */
export type StageNetwork = nn.Module<[x: Tensor], readonly Tensor[]>;

/**
 * The student (sheet, 3.3): per stage a convolution, batch norm, ReLU, a transposed convolution, batch norm, ReLU; at last a
 * linear layer for each pixel. Each stage gets the one before.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { student } from "swath/papers/stad";
 *
 * const network = student({ bands: 50, key: seed(1) });
 * const parameters = Object.values(network.params).reduce((sum, { size }) => sum + size, 0);
 * parameters; // 183450
 * network(tf.zeros([1, 8, 8, 50])).length; // 3
 * ```
 */
export function student(spec: StudentSpec): StageNetwork {
  const { bands, hidden = 100, stages = 3, variant = "conv3", key } = spec;
  const blocks = Array.from({ length: stages - 1 }, (_, k) => block(bands, hidden, variant, key.fold(k)));
  const out = nn.linear({ in: bands, out: bands, key: key.fold("out") });
  return nn.module("stadStudent", { layers: blocks, out_layer: out }, (x: Tensor) => {
    const outputs: Tensor[] = [];
    for (const layer of blocks) outputs.push(layer(outputs.at(-1) ?? x));
    outputs.push(out(outputs.at(-1) ?? x));
    return outputs;
  });
}

// The parts are numbered as in the official Sequential: 0 convolution, 1 norm, 3 transposed convolution, 4 norm.
function block(bands: number, hidden: number, variant: NonNullable<StudentSpec["variant"]>, key: Key) {
  if (variant === "linear") {
    const [first, second] = [
      nn.linear({ in: bands, out: hidden, key: key.fold(0) }),
      nn.linear({ in: hidden, out: bands, key: key.fold(1) }),
    ];
    return nn.module("stadLinearBlock", { "0": first, "2": second }, (x: Tensor) =>
      nn.relu(second(nn.relu(first(x)))),
    );
  }
  const [kernel, padding] = variant === "conv3" ? [3, 1] : [1, 0];
  const conv = nn.conv2d({ in: bands, out: hidden, kernel, padding, key: key.fold(0) });
  const back = nn.convTranspose2d({ in: hidden, out: bands, kernel, padding, key: key.fold(1) });
  const [norm, backNorm] = [nn.batchNorm({ channels: hidden }), nn.batchNorm({ channels: bands })];
  return nn.module("stadBlock", { "0": conv, "1": norm, "3": back, "4": backNorm }, (x: Tensor) =>
    tf.tidy(() => nn.relu(backNorm(back(nn.relu(norm(conv(x))))))),
  );
}
