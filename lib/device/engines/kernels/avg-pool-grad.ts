import { type Tensor, tf } from "../../tf.js";
import { composedKernel } from "./host.js";

interface Attributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor";
}

/** For each output position along an axis, how many of the window's places lie inside the input. */
function inside(length: number, output: number, kernel: number, stride: number, before: number): number[] {
  return Array.from({ length: output }, (_, o) => {
    const first = o * stride - before;
    return Math.min(first + kernel, length) - Math.max(first, 0);
  });
}

/** What tfjs divides by, over what the average was taken of: one factor an output pixel. */
function corrections(x: readonly number[], attrs: Attributes): { shape: number[]; factors: Float32Array } {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const volume = x.length === 5;
  const at = volume
    ? tf.backend_util.computePool3DInfo(
        x as [number, number, number, number, number],
        filterSize as number,
        strides as number,
        1,
        pad,
        dimRoundingMode,
      )
    : tf.backend_util.computePool2DInfo(
        x as [number, number, number, number],
        filterSize as number,
        strides as number,
        1,
        pad,
        dimRoundingMode,
      );
  const { top, left } = at.padInfo;
  const depth =
    "inDepth" in at ? inside(at.inDepth, at.outDepth, at.filterDepth, at.strideDepth, at.padInfo.front) : [1];
  const rows = inside(at.inHeight, at.outHeight, at.filterHeight, at.strideHeight, top);
  const columns = inside(at.inWidth, at.outWidth, at.filterWidth, at.strideWidth, left);
  const full = ("filterDepth" in at ? at.filterDepth : 1) * at.filterHeight * at.filterWidth;
  const factors = depth.flatMap((d) => rows.flatMap((r) => columns.map((c) => full / (d * r * c))));
  const lead = volume ? [1, depth.length] : [1];
  return { shape: [...lead, rows.length, columns.length, 1], factors: Float32Array.from(factors) };
}

/**
 * The average over a window on the border is taken of the pixels inside; tfjs's gradients on wasm, cpu and webgpu
 * divide by the whole window there. The incoming gradient is scaled up by what they divide too much.
 */
export function registerAvgPoolGrad(engine: string): void {
  for (const kernelName of ["AvgPoolGrad", "AvgPool3DGrad"]) {
    composedKernel<Attributes>(engine, kernelName, ({ dy, input }, attrs, original) => {
      const { shape, factors } = corrections((input as Tensor).shape, attrs);
      const exact = factors.every((factor) => factor === 1);
      const scaled = exact ? (dy as Tensor) : tf.mul(dy as Tensor, tf.tensor(factors, shape));
      return original({ dy: scaled, input: input as Tensor }, { ...attrs });
    });
  }
}
