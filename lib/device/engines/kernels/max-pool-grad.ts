import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import { composedKernel, memory, scratch } from "./host.js";

interface Attributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor";
}

/**
 * Hands each gradient to the first of the greatest pixels in its window. tfjs's wasm kernel starts its search at the
 * least positive number, so a window of negative values gets no gradient at all.
 */
function gradient(inputs: Readonly<Record<string, Tensor>>, attrs: Attributes): TensorInfo {
  const [dy, input] = [inputs["dy"], inputs["input"]] as [Tensor, Tensor];
  const at = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const out = scratch(input.shape);
  const [dx, g, x] = [memory(out).fill(0), memory(dy), memory(input)];
  const c = at.inChannels;
  const { top, left } = at.padInfo;
  let o = 0;
  for (let n = 0; n < at.batchSize; n++) {
    const image = n * at.inHeight;
    for (let oy = 0; oy < at.outHeight; oy++) {
      const y0 = Math.max(0, oy * at.strideHeight - top);
      const y1 = Math.min(at.inHeight, oy * at.strideHeight - top + at.filterHeight);
      for (let ox = 0; ox < at.outWidth; ox++) {
        const x0 = Math.max(0, ox * at.strideWidth - left);
        const x1 = Math.min(at.inWidth, ox * at.strideWidth - left + at.filterWidth);
        for (let k = 0; k < c; k++, o++) {
          let best = -1;
          let top = Number.NEGATIVE_INFINITY;
          for (let y = y0; y < y1; y++) {
            for (let i = ((image + y) * at.inWidth + x0) * c + k, end = i + (x1 - x0) * c; i < end; i += c) {
              const value = x[i] as number;
              if (value > top || best < 0) {
                top = value;
                best = i;
              }
            }
          }
          if (best >= 0) dx[best] = (dx[best] as number) + (g[o] as number);
        }
      }
    }
  }
  return out;
}

export function registerMaxPoolGrad(): void {
  composedKernel("wasm", "MaxPoolGrad", gradient);
}
