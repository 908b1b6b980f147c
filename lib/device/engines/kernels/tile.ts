import type { Tensor, TensorInfo } from "../../tf.js";
import { composedKernel, memory, scratch, sizeOf } from "./host.js";

/**
 * Repeats a tensor along its axes, block by block. tfjs's wasm kernel computes the place of every element anew, which
 * takes a fifth of a training step: the gradient of batch norm is full of it.
 */
function tile(
  inputs: Readonly<Record<string, Tensor>>,
  { reps }: { readonly reps: readonly number[] },
): TensorInfo {
  const x = inputs["x"] as Tensor;
  const out = scratch(
    x.shape.map((n, d) => n * (reps[d] as number)),
    x.dtype,
  );
  const to = memory(out);
  to.set(memory(x));
  // From the last axis to the first; what is tiled so far lies at the front, and its blocks move apart from the end.
  let block = 1;
  for (let d = x.rank - 1; d >= 0; d--) {
    const times = reps[d] as number;
    block *= x.shape[d] as number;
    if (times !== 1) {
      for (let o = sizeOf(x.shape.slice(0, d)) - 1; o >= 0; o--) {
        const target = o * block * times;
        to.copyWithin(target, o * block, (o + 1) * block);
        // Each copy doubles what is there.
        for (let done = 1; done < times; done *= 2) {
          const more = Math.min(done, times - done);
          to.copyWithin(target + done * block, target, target + more * block);
        }
      }
    }
    block *= times;
  }
  return out;
}

export function registerTile(): void {
  composedKernel("wasm", "Tile", (inputs, attrs: { readonly reps: readonly number[] }, original) => {
    const x = inputs["x"] as Tensor;
    const whole = x.dtype !== "string" && x.size > 0 && attrs.reps.every((times) => times > 0);
    return whole ? tile(inputs, attrs) : original({ x }, { ...attrs });
  });
}
