import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/** Settings of the convolution blocks (sheet, 3). */
export interface BlockSpec {
  readonly in: number;
  readonly out: number;
  /** Of the convolution; 3 unless told. */
  readonly kernel?: number;
  /** Zeros around; floor(kernel / 2) unless told. */
  readonly padding?: number;
  /** Share of the new batch in the running statistics, as PyTorch counts. */
  readonly momentum?: number;
  readonly eps?: number;
  readonly key: Key;
}

function convAndNorm(spec: BlockSpec) {
  const { in: inputs, out, kernel = 3, padding = Math.floor(kernel / 2), momentum = 0.1, eps = 1e-5 } = spec;
  return {
    "0": nn.conv2d({ in: inputs, out, kernel, padding, key: spec.key }),
    "1": nn.batchNorm({ channels: out, momentum, eps }),
  };
}

/**
 * CBR: convolution, batch norm with running statistics that forget almost at once (momentum 0.9) and an eps of 1e-3, ReLU.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { cbr } from "swath/papers/mivit";
 *
 * cbr({ in: 4, out: 8, key: seed(1) })(tf.ones([2, 8, 8, 4])).shape; // [2, 8, 8, 8]
 * ```
 */
export function cbr(spec: BlockSpec): nn.Module {
  const parts = convAndNorm({ momentum: 0.9, eps: 1e-3, ...spec });
  return nn.module("cbr", parts, (x: Tensor) => tf.tidy(() => nn.relu(parts["1"](parts["0"](x)))));
}

/**
 * CBRP: convolution, batch norm of the usual kind, ReLU, and max pooling where `pool` is above 1.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { cbrp } from "swath/papers/mivit";
 *
 * cbrp({ in: 4, out: 8, pool: 3, key: seed(1) })(tf.ones([2, 24, 24, 4])).shape; // [2, 8, 8, 8]
 * ```
 */
export function cbrp(spec: BlockSpec & { readonly pool?: number }): nn.Module {
  const { pool = 1 } = spec;
  const parts = convAndNorm(spec);
  return nn.module("cbrp", parts, (x: Tensor) =>
    tf.tidy(() => {
      const y = parts["1"](parts["0"](x));
      // ReLU and maximum commute; ReLU on the pooled image is less work.
      return nn.relu(pool > 1 ? nn.maxPool(y, pool) : y);
    }),
  );
}

/**
 * CBAR: a 1x1 convolution, batch norm, the average over the image, and only then ReLU. Gives [batch, out].
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { cbar } from "swath/papers/mivit";
 *
 * cbar({ in: 4, out: 8, key: seed(1) })(tf.ones([2, 8, 8, 4])).shape; // [2, 8]
 * ```
 */
export function cbar(spec: BlockSpec): nn.Module {
  const parts = convAndNorm({ kernel: 1, ...spec });
  return nn.module("cbar", parts, (x: Tensor) =>
    tf.tidy(() => nn.relu(nn.globalAvgPool(parts["1"](parts["0"](x))))),
  );
}
