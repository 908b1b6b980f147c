import type { Tensor, TensorInfo } from "../../tf.js";
import { composedKernel, memory, scratch, sizeOf } from "./host.js";

/** Adds rows up by their segment; rows with a negative segment are left out, as TensorFlow does. */
function segmentSum(
  inputs: Readonly<Record<string, Tensor>>,
  { numSegments }: { readonly numSegments: number },
): TensorInfo {
  const [x, segmentIds] = [inputs["x"], inputs["segmentIds"]] as [Tensor, Tensor];
  const shape = [numSegments, ...x.shape.slice(segmentIds.rank)];
  const out = scratch(shape, x.dtype);
  const width = sizeOf(shape.slice(1));
  const [to, from, ids] = [memory(out).fill(0), memory(x), memory(segmentIds)];
  for (let row = 0; row < ids.length; row++) {
    const segment = ids[row] as number;
    if (segment < 0 || segment >= numSegments) continue;
    const [source, target] = [row * width, segment * width];
    for (let i = 0; i < width; i++)
      to[target + i] = (to[target + i] as number) + (from[source + i] as number);
  }
  return out;
}

export function registerUnsortedSegmentSum(): void {
  composedKernel("wasm", "UnsortedSegmentSum", segmentSum);
}
