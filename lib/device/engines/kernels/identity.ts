import type { TensorInfo } from "../../tf.js";
import { replaceKernel, wasmBackend } from "./host.js";

/**
 * A copy that shares its memory, as on the other engines (tensors never change in place). tfjs's kernel for wasm
 * copies the bytes, on every tensor that a gradient keeps.
 */
export function registerIdentity(): void {
  replaceKernel("wasm", "Identity", (inputs, _, original) => {
    const x = inputs["x"] as TensorInfo;
    if (x.dtype === "string") return original(inputs, {});
    wasmBackend().incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
