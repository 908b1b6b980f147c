import { createRequire } from "node:module";
import type * as Tfjs from "@tensorflow/tfjs";

// TensorFlow.js is published as CommonJS for Node. Every part of it (core, the addon's JavaScript, the WASM and
// WebGPU engines) must share one instance, so it is required once, here, and nowhere else.
const require = createRequire(import.meta.url);

/**
 * The TensorFlow.js namespace that all of Swath computes with.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 *
 * tf.add(1, 2).dataSync()[0]; // 3
 * ```
 */
export const tf: typeof Tfjs = require("@tensorflow/tfjs");

// tfjs greets on its first use of the plain JavaScript engine; which engine runs is told by `swath doctor`.
(tf.findBackend("cpu") as { firstUse?: boolean } | null)?.firstUse !== undefined &&
  Object.assign(tf.findBackend("cpu") as object, { firstUse: false });

export type {
  DataType,
  NamedTensorMap,
  Rank,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorInfo,
  TypedArray,
  Variable,
} from "@tensorflow/tfjs";
