import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, type Tensor4D, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { avgPool } from "./avgPool.js";
import { biasAdd } from "./bias.js";
import { expectImage, expectWhole, type Pair, pair, text } from "./shapes.js";

/** How {@link conv2d} goes over its input. */
export interface Conv2dOptions {
  /** One number an output channel; none unless told. */
  readonly bias?: Tensor | null | undefined;
  /** Step between outputs; 1 unless told. */
  readonly stride?: Pair;
  /** Zeros on each side, or "same" (output size = ceil(input / stride), as TensorFlow pads); 0 unless told. */
  readonly padding?: Pair | "same";
  /** Step between the kernel's taps; 1 unless told. */
  readonly dilation?: Pair;
  /** Channels are divided into this many groups that do not see each other; 1 unless told. */
  readonly groups?: number;
}

type Sides = readonly [before: number, after: number];

interface Plan {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly pads: readonly [Sides, Sides];
  /** Whether TensorFlow's own SAME gives the same padding, so that no separate padding is needed. */
  readonly same: boolean;
}

function sides(
  size: number,
  taps: number,
  stride: number,
  dilation: number,
  padding: number | "same",
): Sides {
  if (padding !== "same") return [padding, padding];
  const reach = (taps - 1) * dilation + 1;
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}

function plan(x: Tensor, kernel: Tensor, options: Conv2dOptions): Plan {
  const [, height, width, channels] = expectImage("conv2d", x);
  if (kernel.rank !== 4) {
    throw new ShapeError("conv2d", `the kernel has ${kernel.rank} axes: ${text(kernel.shape)}`, {
      mend: "give [height, width, in / groups, out]",
    });
  }
  const [kh, kw, perGroup, out] = kernel.shape as [number, number, number, number];
  const { groups = 1, padding = 0 } = options;
  const facts = { input: text(x.shape), kernel: text(kernel.shape) };
  expectWhole("conv2d", "groups", groups, 1);
  if (perGroup * groups !== channels) {
    throw new ShapeError(
      "conv2d",
      `input has ${channels} channels, the kernel expects ${perGroup * groups}`,
      { mend: `give an input of ${perGroup * groups} channels, or a layer with in: ${channels}`, facts },
    );
  }
  if (out % groups !== 0) {
    throw new ShapeError("conv2d", `${out} output channels do not divide into ${groups} groups`, {
      mend: "give a multiple of groups as out",
      facts,
    });
  }
  const stride = pair(options.stride ?? 1);
  const dilation = pair(options.dilation ?? 1);
  for (const value of stride) expectWhole("conv2d", "stride", value, 1);
  for (const value of dilation) expectWhole("conv2d", "dilation", value, 1);
  const [ph, pw] = padding === "same" ? (["same", "same"] as const) : pair(padding);
  if (padding !== "same") for (const value of pair(padding)) expectWhole("conv2d", "padding", value, 0);
  const pads = [
    sides(height, kh, stride[0], dilation[0], ph),
    sides(width, kw, stride[1], dilation[1], pw),
  ] as const;
  for (const [size, taps, axis] of [[height, kh, 0] as const, [width, kw, 1] as const]) {
    const reach = (taps - 1) * dilation[axis] + 1;
    if (size + pads[axis][0] + pads[axis][1] < reach) {
      throw new ShapeError("conv2d", `the kernel reaches over ${reach} pixels, the padded input has fewer`, {
        mend: "give a larger input, more padding or a smaller kernel",
        facts,
      });
    }
  }
  const wanted = [
    sides(height, kh, stride[0], dilation[0], "same"),
    sides(width, kw, stride[1], dilation[1], "same"),
  ];
  const same = wanted.every((side, i) => side[0] === pads[i]?.[0] && side[1] === pads[i]?.[1]);
  return { stride, dilation, groups, pads, same };
}

/** The input with its zeros around it; the input itself when there are none. */
function padded(x: Tensor, [[top, bottom], [left, right]]: Plan["pads"]): Tensor {
  if (top + bottom + left + right === 0) return x;
  return tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

const noPads: Plan["pads"] = [
  [0, 0],
  [0, 0],
];

/**
 * Dilated and grouped convolution by name: tfjs has no gradient for the first, no op for the second, and the
 * depthwise gradients of TensorFlow are wrong under oneDNN when dilated. These three are exact.
 */
function byName(x: Tensor, kernel: Tensor, { stride, dilation }: Plan, padding: "SAME" | "VALID"): Tensor {
  const attrs = {
    strides: { int: [1, ...stride, 1] },
    dilations: { int: [1, ...dilation, 1] },
    padding,
    data_format: "NHWC",
  };
  const sizes = (shape: readonly number[]) => tf.tensor1d(shape as number[], "int32");
  return withGradient(
    "conv2d",
    [x, kernel],
    (save) => {
      save(x, kernel);
      return nativeOp("Conv2D", [x, kernel], attrs);
    },
    (dy, [input, weight]) => [
      nativeOp("Conv2DBackpropInput", [sizes(x.shape), weight as Tensor, dy], attrs),
      nativeOp("Conv2DBackpropFilter", [input as Tensor, sizes(kernel.shape), dy], attrs),
    ],
  );
}

function native(x: Tensor, kernel: Tensor, how: Plan): Tensor {
  const [kh, kw] = kernel.shape as [number, number, number, number];
  if (kh === 1 && kw === 1 && Math.max(...how.stride) > 1) {
    // oneDNN's gradient for such a kernel writes past its memory (TensorFlow 2.21, few channels, an even size): the
    // process dies. Picking the pixels first is the same, and no slower.
    const picked = avgPool(padded(x, how.pads), 1, { stride: how.stride });
    return native(picked, kernel, { ...how, stride: [1, 1], pads: noPads, same: true });
  }
  // Explicit padding inside the op takes both gradients out of oneDNN (five times slower): pad first, then VALID.
  const input = how.same ? x : padded(x, how.pads);
  const padding = how.same ? "SAME" : "VALID";
  if (how.groups > 1 || how.dilation.some((d) => d > 1)) return byName(input, kernel, how, padding);
  const mode = how.same ? "same" : "valid";
  return tf.conv2d(input as Tensor4D, kernel as Tensor4D, how.stride as [number, number], mode);
}

type OneGroup = (
  x: Tensor,
  kernel: Tensor,
  stride: readonly [number, number],
  mode: "same" | "valid",
) => Tensor;

const plain: OneGroup = (x, kernel, stride, mode) =>
  tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride as [number, number], mode);

/** One input channel a group: the kernel [kh, kw, 1, C·m] is tfjs's depthwise kernel [kh, kw, C, m]. */
const depthwise: OneGroup = (x, kernel, stride, mode) => {
  const [kh, kw, , out] = kernel.shape as [number, number, number, number];
  const channels = x.shape[3] as number;
  const filter = tf.reshape(kernel, [kh, kw, channels, out / channels]) as Tensor4D;
  return tf.depthwiseConv2d(x as Tensor4D, filter, stride as [number, number], mode);
};

/** A dilated convolution as the sum of its taps, each a 1 x 1 convolution of a shifted input. */
function byTaps(x: Tensor, kernel: Tensor, how: Plan, one: OneGroup): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [kh, kw, perGroup, out] = kernel.shape as [number, number, number, number];
  const extent = (size: number, taps: number, axis: 0 | 1) => {
    const room = size - (taps - 1) * how.dilation[axis] - 1;
    return Math.floor(room / how.stride[axis]) * how.stride[axis] + 1;
  };
  const [h, w] = [extent(height, kh, 0), extent(width, kw, 1)];
  const taps: Tensor[] = [];
  for (let i = 0; i < kh; i++) {
    for (let j = 0; j < kw; j++) {
      const part = tf.slice(x, [0, i * how.dilation[0], j * how.dilation[1], 0], [n, h, w, channels]);
      taps.push(one(part, tf.slice(kernel, [i, j, 0, 0], [1, 1, perGroup, out]), how.stride, "valid"));
    }
  }
  return taps.reduce((total, tap) => tf.add(total, tap));
}

/** The same from public tfjs operations with right gradients: what the other engines run. */
function composed(x: Tensor, kernel: Tensor, how: Plan): Tensor {
  const dilated = how.dilation.some((d) => d > 1);
  const channels = x.shape[3] as number;
  const run = (input: Tensor, weight: Tensor, one: OneGroup) => {
    if (dilated) return byTaps(padded(input, how.pads), weight, { ...how, pads: noPads }, one);
    return how.same
      ? one(input, weight, how.stride, "same")
      : one(padded(input, how.pads), weight, how.stride, "valid");
  };
  if (how.groups === 1) return run(x, kernel, plain);
  if (how.groups === channels) return run(x, kernel, depthwise);
  const inputs = tf.split(x, how.groups, 3);
  const kernels = tf.split(kernel, how.groups, 3);
  return tf.concat(
    inputs.map((input, i) => run(input, kernels[i] as Tensor, plain)),
    3,
  );
}

/** {@link conv2d} from public operations also on the native engine, for the test that both agree. */
export function conv2dComposed(x: Tensor, kernel: Tensor, options: Conv2dOptions = {}): Tensor {
  return tf.tidy(() => {
    const y = composed(x, kernel, plan(x, kernel, options));
    return options.bias ? tf.add(y, options.bias) : y;
  });
}

/**
 * Convolution of [batch, height, width, in] with a kernel [height, width, in / groups, out]: plain, strided, dilated,
 * grouped, or depthwise (`groups` = in). With a number as padding it is PyTorch's.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const x = tf.ones([1, 8, 8, 4]);
 * nn.functional.conv2d(x, tf.ones([3, 3, 4, 6]), { stride: 2, padding: 1 }).shape; // [1, 4, 4, 6]
 * nn.functional.conv2d(x, tf.ones([3, 3, 1, 4]), { groups: 4, padding: "same" }).shape; // [1, 8, 8, 4]
 * ```
 */
export function conv2d(x: Tensor, kernel: Tensor, options: Conv2dOptions = {}): Tensor {
  const how = plan(x, kernel, options);
  return tf.tidy(() => {
    const y = isNative() ? native(x, kernel, how) : composed(x, kernel, how);
    return options.bias ? biasAdd(y, options.bias) : y;
  });
}
