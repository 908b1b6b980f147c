import { tf } from "../tf.js";
import type { NativeBackend } from "./binding.js";

const NAME = "BatchMatMul";

/**
 * Products of two matrices run as TensorFlow's MatMul instead of tfjs-node's BatchMatMulV2: TensorFlow fuses the bias and
 * the activation that follow a MatMul, and leaves a product of batches alone.
 */
export function useMatMul(): void {
  const batched = tf.getKernel(NAME, "tensorflow");
  tf.unregisterKernel(NAME, "tensorflow");
  tf.registerKernel({
    ...batched,
    kernelFunc: (given) => {
      const { a, b } = given.inputs as unknown as Record<
        "a" | "b",
        { readonly shape: readonly number[]; readonly dtype: string }
      >;
      if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== "float32" || b.dtype !== "float32") {
        return batched.kernelFunc(given);
      }
      const backend = given.backend as unknown as NativeBackend;
      const { TF_ATTR_BOOL } = backend.binding;
      const { transposeA, transposeB } = given.attrs as { transposeA: boolean; transposeB: boolean };
      return backend.executeSingleOutput(
        "MatMul",
        [
          { name: "transpose_a", type: TF_ATTR_BOOL, value: transposeA },
          { name: "transpose_b", type: TF_ATTR_BOOL, value: transposeB },
        ],
        [a, b],
      ) as ReturnType<typeof batched.kernelFunc>;
    },
  });
}
