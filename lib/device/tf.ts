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

/** The types of the same namespace, so that `tf.Tensor` means in a file what it means in a cell. */
export declare namespace tf {
  export type DataType = Tfjs.DataType;
  export type GradSaveFunc = Tfjs.GradSaveFunc;
  export type NamedTensorMap = Tfjs.NamedTensorMap;
  export type Rank = Tfjs.Rank;
  export type Scalar = Tfjs.Scalar;
  export type Tensor<R extends Tfjs.Rank = Tfjs.Rank> = Tfjs.Tensor<R>;
  export type Tensor1D = Tfjs.Tensor1D;
  export type Tensor2D = Tfjs.Tensor2D;
  export type Tensor3D = Tfjs.Tensor3D;
  export type Tensor4D = Tfjs.Tensor4D;
  export type Tensor5D = Tfjs.Tensor5D;
  export type TensorContainer = Tfjs.TensorContainer;
  export type TensorInfo = Tfjs.TensorInfo;
  export type TensorLike = Tfjs.TensorLike;
  export type TypedArray = Tfjs.TypedArray;
  export type Variable<R extends Tfjs.Rank = Tfjs.Rank> = Tfjs.Variable<R>;
}

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
