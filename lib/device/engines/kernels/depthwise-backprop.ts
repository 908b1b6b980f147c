import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import { composedKernel, memory, scratch } from "./host.js";

interface Attributes {
  readonly strides: number | [number, number];
  readonly dilations: number | [number, number];
  readonly pad: "same" | "valid";
  readonly dimRoundingMode?: "floor";
}

type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

const info = (input: readonly number[], filter: readonly number[], attrs: Attributes): Info =>
  tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    attrs.strides,
    attrs.dilations,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );

/** Visits every pair of an input and an output pixel that a tap of the kernel connects, by their offsets. */
function pairs(at: Info, visit: (input: number, output: number, tap: number) => void): void {
  const { inChannels: c, outChannels: co, padInfo } = at;
  for (let i = 0; i < at.filterHeight; i++) {
    for (let j = 0; j < at.filterWidth; j++) {
      const tap = (i * at.filterWidth + j) * co;
      for (let n = 0; n < at.batchSize; n++) {
        for (let y = 0; y < at.outHeight; y++) {
          const yi = y * at.strideHeight - padInfo.top + i * at.dilationHeight;
          if (yi < 0 || yi >= at.inHeight) continue;
          const inRow = (n * at.inHeight + yi) * at.inWidth;
          const outRow = (n * at.outHeight + y) * at.outWidth;
          for (let x = 0; x < at.outWidth; x++) {
            const xi = x * at.strideWidth - padInfo.left + j * at.dilationWidth;
            if (xi >= 0 && xi < at.inWidth) visit((inRow + xi) * c, (outRow + x) * co, tap);
          }
        }
      }
    }
  }
}

type Inputs = Readonly<Record<string, Tensor>>;

function inputGradient(
  inputs: Inputs,
  attrs: Attributes & { readonly inputShape: readonly number[] },
): TensorInfo {
  const [dy, filter] = [inputs["dy"], inputs["filter"]] as [Tensor, Tensor];
  const at = info(attrs.inputShape, filter.shape, attrs);
  const out = scratch(attrs.inputShape);
  const [dx, g, w] = [memory(out).fill(0), memory(dy), memory(filter)];
  const c = at.inChannels;
  const m = at.outChannels / c;
  pairs(at, (input, output, tap) => {
    for (let k = 0; k < c; k++) {
      let sum = dx[input + k] as number;
      for (let q = k * m; q < (k + 1) * m; q++) sum += (g[output + q] as number) * (w[tap + q] as number);
      dx[input + k] = sum;
    }
  });
  return out;
}

function filterGradient(
  inputs: Inputs,
  attrs: Attributes & { readonly filterShape: readonly number[] },
): TensorInfo {
  const [x, dy] = [inputs["x"], inputs["dy"]] as [Tensor, Tensor];
  const at = info(x.shape, attrs.filterShape, attrs);
  const out = scratch(attrs.filterShape);
  const [to, g, from] = [memory(out), memory(dy), memory(x)];
  const c = at.inChannels;
  const m = at.outChannels / c;
  // Sums over all pixels are long: they are kept in float64.
  const dw = new Float64Array(out.size);
  pairs(at, (input, output, tap) => {
    for (let k = 0; k < c; k++) {
      const seen = from[input + k] as number;
      for (let q = k * m; q < (k + 1) * m; q++) {
        dw[tap + q] = (dw[tap + q] as number) + seen * (g[output + q] as number);
      }
    }
  });
  to.set(dw);
  return out;
}

/** Gradients of the depthwise convolution, which tfjs's wasm engine has not; as loops, they are light on arithmetic. */
export function registerDepthwiseBackprop(): void {
  composedKernel("wasm", "DepthwiseConv2dNativeBackpropInput", inputGradient);
  composedKernel("wasm", "DepthwiseConv2dNativeBackpropFilter", filterGradient);
}
