import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import {
  type Geometry,
  imageSize,
  imagesAtOnce,
  isPointwise,
  pixels,
  planar,
  reach,
  spatial,
  toColumns,
} from "./columns.js";
import { composedKernel, memory, type Original, scratch } from "./host.js";

/** Columns of the images `first` to `first + count - 1`. */
function columnsOf(x: Tensor, g: Geometry, first: number, count: number): Tensor {
  const shape: [number, number] = [count * pixels(g), reach(g)];
  if (isPointwise(g) && count === g.batch) return tf.reshape(x, shape);
  const columns = scratch(shape);
  const from = memory(x);
  const to = memory(columns);
  const [image, span] = [imageSize(g), pixels(g) * reach(g)];
  for (let i = 0; i < count; i++) {
    const at = (first + i) * image;
    toColumns(g, from.subarray(at, at + image), to.subarray(i * span, (i + 1) * span));
  }
  return columns;
}

/** The sum over all output pixels of what the kernel saw, times the gradient there: one matrix product. */
function filterGradient(x: Tensor, dy: Tensor, g: Geometry, filterShape: readonly number[]): TensorInfo {
  const step = isPointwise(g) ? g.batch : imagesAtOnce(g);
  const rows = tf.reshape(dy, [g.batch * pixels(g), g.filters]);
  let sum: Tensor | undefined;
  for (let first = 0; first < g.batch; first += step) {
    const count = Math.min(step, g.batch - first);
    const before = sum;
    sum = tf.tidy(() => {
      const part = tf.slice(rows, [first * pixels(g), 0], [count * pixels(g), g.filters]);
      // The short side is transposed; the columns, which are long, are taken as they lie.
      const gradient = tf.matMul(part, columnsOf(x, g, first, count), true);
      return before ? tf.add(before, gradient) : gradient;
    });
    before?.dispose();
  }
  return tf.reshape(tf.transpose(sum as Tensor), [...filterShape]);
}

interface Planar {
  readonly strides: number;
  readonly pad: "same" | "valid";
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor";
  readonly filterShape: readonly number[];
}

type Spatial = Pick<Planar, "strides" | "pad" | "filterShape">;

type Inputs = Readonly<Record<string, Tensor>>;

function forImages(inputs: Inputs, attrs: Planar): TensorInfo {
  const nchw = attrs.dataFormat === "NCHW";
  const last = (tensor: Tensor) => (nchw ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor);
  const x = last(inputs["x"] as Tensor);
  return filterGradient(
    x,
    last(inputs["dy"] as Tensor),
    planar(x.shape, attrs.filterShape, attrs),
    attrs.filterShape,
  );
}

function forVolumes(inputs: Inputs, attrs: Spatial, _: Original): TensorInfo {
  const [x, dy] = [inputs["x"], inputs["dy"]] as [Tensor, Tensor];
  return filterGradient(x, dy, spatial(x.shape, attrs.filterShape, attrs), attrs.filterShape);
}

/** tfjs's wasm engine has no filter gradient in two dimensions and a wrong one in three. */
export function registerConvBackpropFilter(): void {
  composedKernel("wasm", "Conv2DBackpropFilter", forImages);
  composedKernel("wasm", "Conv3DBackpropFilterV2", forVolumes);
}
