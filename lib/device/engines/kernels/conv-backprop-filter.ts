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
  toRows,
} from "./columns.js";
import { composedKernel, memory, type Original, scratch } from "./host.js";

/** What the images `first` to `first + count - 1` show to the kernel, a row for each of its places. */
function rowsOf(x: Tensor, g: Geometry, first: number, count: number): Tensor {
  const length = count * pixels(g);
  if (isPointwise(g)) return tf.transpose(tf.reshape(x, [length, g.channels]));
  const rows = scratch([reach(g), length]);
  const [from, to] = [memory(x), memory(rows)];
  const image = imageSize(g);
  for (let i = 0; i < count; i++) {
    const at = (first + i) * image;
    toRows(g, from.subarray(at, at + image), to, i * pixels(g), length);
  }
  return rows;
}

/** The sum over all output pixels of what the kernel saw, times the gradient there: one matrix product. */
function filterGradient(x: Tensor, dy: Tensor, g: Geometry, filterShape: readonly number[]): TensorInfo {
  const step = isPointwise(g) ? g.batch : imagesAtOnce(g);
  const gradients = tf.reshape(dy, [g.batch * pixels(g), g.filters]);
  let sum: Tensor | undefined;
  for (let first = 0; first < g.batch; first += step) {
    const count = Math.min(step, g.batch - first);
    const before = sum;
    sum = tf.tidy(() => {
      const part = tf.slice(gradients, [first * pixels(g), 0], [count * pixels(g), g.filters]);
      const product = tf.matMul(rowsOf(x, g, first, count), part);
      return before ? tf.add(before, product) : product;
    });
    before?.dispose();
  }
  return tf.reshape(sum as Tensor, [...filterShape]);
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
