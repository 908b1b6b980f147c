import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import { composedKernel, memory, scratch } from "./host.js";

interface Attributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor";
}

/** One axis of the windows: where each begins and ends inside the input. */
type Spans = readonly (readonly [begin: number, end: number])[];

function spans(length: number, output: number, kernel: number, stride: number, before: number): Spans {
  return Array.from({ length: output }, (_, o) => [
    Math.max(0, o * stride - before),
    Math.min(length, o * stride - before + kernel),
  ]);
}

interface Windows {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  readonly spans: readonly [depth: Spans, height: Spans, width: Spans];
  readonly outShape: readonly number[];
}

function windows(x: readonly number[], attrs: Attributes): Windows {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const args = [filterSize as number, strides as number, 1, pad, dimRoundingMode] as const;
  const at =
    x.length === 5
      ? tf.backend_util.computePool3DInfo(x as [number, number, number, number, number], ...args)
      : tf.backend_util.computePool2DInfo(x as [number, number, number, number], ...args);
  const volume = "inDepth" in at;
  return {
    batch: at.batchSize,
    channels: at.inChannels,
    depth: volume ? at.inDepth : 1,
    height: at.inHeight,
    width: at.inWidth,
    spans: [
      volume ? spans(at.inDepth, at.outDepth, at.filterDepth, at.strideDepth, at.padInfo.front) : [[0, 1]],
      spans(at.inHeight, at.outHeight, at.filterHeight, at.strideHeight, at.padInfo.top),
      spans(at.inWidth, at.outWidth, at.filterWidth, at.strideWidth, at.padInfo.left),
    ],
    outShape: at.outShape,
  };
}

/** For every output element, in order, the offset of the first of the greatest values in its window. */
function search(x: Float32Array, w: Windows, found: (best: number, output: number) => void): void {
  const { channels: c, height, width } = w;
  const [deep, tall, wide] = w.spans;
  let output = 0;
  for (let n = 0; n < w.batch; n++) {
    for (const [z0, z1] of deep) {
      for (const [y0, y1] of tall) {
        for (const [x0, x1] of wide) {
          for (let k = 0; k < c; k++, output++) {
            let best = -1;
            let greatest = Number.NEGATIVE_INFINITY;
            for (let z = z0; z < z1; z++) {
              for (let y = y0; y < y1; y++) {
                const row = ((n * w.depth + z) * height + y) * width;
                for (let i = (row + x0) * c + k, end = (row + x1) * c; i < end; i += c) {
                  const value = x[i] as number;
                  if (value > greatest || best < 0) {
                    greatest = value;
                    best = i;
                  }
                }
              }
            }
            found(best, output);
          }
        }
      }
    }
  }
}

type Inputs = Readonly<Record<string, Tensor>>;

function gradient(inputs: Inputs, attrs: Attributes): TensorInfo {
  const [dy, input] = [inputs["dy"], inputs["input"]] as [Tensor, Tensor];
  const out = scratch(input.shape);
  const [dx, g, x] = [memory(out).fill(0), memory(dy), memory(input)];
  search(x, windows(input.shape, attrs), (best, output) => {
    dx[best] = (dx[best] as number) + (g[output] as number);
  });
  return out;
}

function forward(inputs: Inputs, attrs: Attributes): TensorInfo {
  const input = inputs["x"] as Tensor;
  const at = windows(input.shape, attrs);
  const out = scratch(at.outShape);
  const [y, x] = [memory(out), memory(input)];
  search(x, at, (best, output) => {
    y[output] = x[best] as number;
  });
  return out;
}

/**
 * tfjs's wasm kernels look for the greatest value from the least positive number on: a window of negative values has
 * no gradient, and in three dimensions not even a value. (The value in two dimensions is XNNPACK's, and right.)
 */
export function registerMaxPool(): void {
  composedKernel("wasm", "MaxPoolGrad", gradient);
  composedKernel("wasm", "MaxPool3D", forward);
  composedKernel("wasm", "MaxPool3DGrad", gradient);
}
