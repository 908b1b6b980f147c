import { type Tensor, type Tensor4D, type TensorInfo, tf } from "../../tf.js";
import {
  addColumns,
  type Geometry,
  imageSize,
  imagesAtOnce,
  pixels,
  planar,
  reach,
  spatial,
} from "./columns.js";
import { composedKernel, memory, type Original, scratch } from "./host.js";

/** Adds to every input pixel what the kernels above it ask of it: a matrix product and a scatter. */
function byColumns(dy: Tensor, filter: Tensor, g: Geometry, inputShape: readonly number[]): TensorInfo {
  const dx = scratch(inputShape);
  memory(dx).fill(0);
  const weights = tf.reshape(filter, [reach(g), g.filters]);
  const rows = tf.reshape(dy, [g.batch * pixels(g), g.filters]);
  const step = imagesAtOnce(g);
  const [image, span] = [imageSize(g), pixels(g) * reach(g)];
  for (let first = 0; first < g.batch; first += step) {
    const count = Math.min(step, g.batch - first);
    tf.tidy(() => {
      const part = tf.slice(rows, [first * pixels(g), 0], [count * pixels(g), g.filters]);
      const columns = tf.matMul(part, weights, false, true);
      const from = memory(columns);
      const to = memory(dx);
      for (let i = 0; i < count; i++) {
        const at = (first + i) * image;
        addColumns(g, from.subarray(i * span, (i + 1) * span), to.subarray(at, at + image));
      }
    });
  }
  return dx;
}

/** With stride one the gradient is itself a convolution, with the kernel turned round and its channels exchanged. */
function byConvolution(dy: Tensor4D, filter: Tensor4D, g: Geometry): TensorInfo {
  const edge = (axis: 1 | 2): [number, number] => {
    const before = g.kernel[axis] - 1 - g.before[axis];
    return [before, g.input[axis] + g.kernel[axis] - 1 - g.output[axis] - before];
  };
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  return tf.conv2d(tf.pad(dy, [[0, 0], edge(1), edge(2), [0, 0]]), turned, 1, "valid");
}

/** Whether the padding of the turned convolution is none less than zero. */
const isTurnable = (g: Geometry): boolean =>
  g.strides.every((s) => s === 1) &&
  ([1, 2] as const).every((axis) => {
    const before = g.kernel[axis] - 1 - g.before[axis];
    return before >= 0 && g.input[axis] + g.kernel[axis] - 1 - g.output[axis] - before >= 0;
  });

interface Attributes {
  readonly strides: number;
  readonly pad: "same" | "valid";
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor";
  readonly inputShape: readonly number[];
}

type Inputs = Readonly<Record<string, Tensor>>;

function forImages(inputs: Inputs, attrs: Attributes, original: Original): TensorInfo {
  if (attrs.dataFormat === "NCHW") return original(inputs, { ...attrs });
  const [dy, filter] = [inputs["dy"], inputs["filter"]] as [Tensor4D, Tensor4D];
  const g = planar(attrs.inputShape, filter.shape, attrs);
  return isTurnable(g) ? byConvolution(dy, filter, g) : byColumns(dy, filter, g, attrs.inputShape);
}

function forVolumes(inputs: Inputs, attrs: Attributes): TensorInfo {
  const [dy, filter] = [inputs["dy"], inputs["filter"]] as [Tensor, Tensor];
  return byColumns(dy, filter, spatial(attrs.inputShape, filter.shape, attrs), attrs.inputShape);
}

/** tfjs's wasm kernel is a scalar loop (ten times slower than this) in two dimensions, and wrong in three. */
export function registerConvBackpropInput(): void {
  composedKernel("wasm", "Conv2DBackpropInput", forImages);
  composedKernel("wasm", "Conv3DBackpropInputV2", forVolumes);
}
