import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, type Tensor4D, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { biasAdd } from "./bias.js";
import { expectImage, expectWhole, type Pair, pair, text } from "./shapes.js";

/** How {@link convTranspose2d} goes over its output. */
export interface ConvTranspose2dOptions {
  /** One number an output channel; none unless told. */
  readonly bias?: Tensor | null | undefined;
  /** Step between the places of inputs in the output; 1 unless told. */
  readonly stride?: Pair;
  /** Pixels cut off each side of the output; 0 unless told. */
  readonly padding?: Pair;
  /** Pixels added at the lower and right side, less than the stride; 0 unless told. */
  readonly outputPadding?: Pair;
  /** Step between the kernel's taps; 1 unless told. */
  readonly dilation?: Pair;
  /** Groups of channels that do not see each other; 1 unless told. */
  readonly groups?: number;
}

interface Plan {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  /** Shape before the padding is cut off, without the channels. */
  readonly full: readonly [number, number, number];
  readonly padding: readonly [number, number];
  readonly size: readonly [number, number];
}

function plan(x: Tensor, kernel: Tensor, options: ConvTranspose2dOptions): Plan {
  const operation = "convTranspose2d";
  const [n, height, width, channels] = expectImage(operation, x);
  const facts = { input: text(x.shape), kernel: text(kernel.shape) };
  if (kernel.rank !== 4 || kernel.shape[3] !== channels) {
    throw new ShapeError(operation, `input has ${channels} channels, the kernel expects ${kernel.shape[3]}`, {
      mend: "give a kernel [height, width, out / groups, in]",
      facts,
    });
  }
  const { groups = 1 } = options;
  expectWhole(operation, "groups", groups, 1);
  if (channels % groups !== 0) {
    throw new ShapeError(operation, `${channels} channels do not divide into ${groups} groups`, {
      mend: "give a divisor of the channels as groups",
      facts,
    });
  }
  const stride = pair(options.stride ?? 1);
  const dilation = pair(options.dilation ?? 1);
  const padding = pair(options.padding ?? 0);
  const extra = pair(options.outputPadding ?? 0);
  const full: number[] = [];
  const size: number[] = [];
  for (const axis of [0, 1] as const) {
    expectWhole(operation, "stride", stride[axis], 1);
    expectWhole(operation, "dilation", dilation[axis], 1);
    expectWhole(operation, "padding", padding[axis], 0);
    expectWhole(operation, "outputPadding", extra[axis], 0);
    if (extra[axis] >= stride[axis]) {
      throw new ShapeError(
        operation,
        `outputPadding ${extra[axis]} is not below the stride ${stride[axis]}`,
        {
          mend: "give less outputPadding",
          facts,
        },
      );
    }
    const reach = ((kernel.shape[axis] as number) - 1) * dilation[axis] + 1;
    full[axis] = ([height, width][axis]! - 1) * stride[axis] + reach + extra[axis];
    size[axis] = full[axis]! - 2 * padding[axis];
    if (size[axis]! < 1) {
      throw new ShapeError(operation, `padding ${padding[axis]} leaves nothing of the output`, {
        mend: "give less padding",
        facts,
      });
    }
  }
  return {
    stride,
    dilation,
    groups,
    padding,
    full: [n, full[0]!, full[1]!],
    size: [size[0]!, size[1]!],
  };
}

function byName(x: Tensor, kernel: Tensor, how: Plan): Tensor {
  const attrs = {
    strides: { int: [1, ...how.stride, 1] },
    dilations: { int: [1, ...how.dilation, 1] },
    padding: "VALID",
    data_format: "NHWC",
  };
  const out = (kernel.shape[2] as number) * how.groups;
  const ints = (values: readonly number[]) => tf.tensor1d(values as number[], "int32");
  return withGradient(
    "convTranspose2d",
    [x, kernel],
    (save) => {
      save(x, kernel);
      return nativeOp("Conv2DBackpropInput", [ints([...how.full, out]), kernel, x], attrs);
    },
    (dy, [input, weight]) => [
      nativeOp("Conv2D", [dy, weight as Tensor], attrs),
      nativeOp("Conv2DBackpropFilter", [dy, ints(kernel.shape), input as Tensor], attrs),
    ],
  );
}

/** A kernel with zeros between its taps: the same convolution without dilation. */
function widened(kernel: Tensor, [dh, dw]: readonly [number, number]): Tensor {
  const [kh, kw, a, b] = kernel.shape as [number, number, number, number];
  const spread = (x: Tensor, before: number, taps: number, after: number, step: number) => {
    const apart = tf.pad(tf.reshape(x, [before, taps, 1, after]), [
      [0, 0],
      [0, 0],
      [0, step - 1],
      [0, 0],
    ]);
    return tf.slice(
      tf.reshape(apart, [before, taps * step, after]),
      [0, 0, 0],
      [before, (taps - 1) * step + 1, after],
    );
  };
  const tall = spread(kernel, 1, kh, kw * a * b, dh);
  const height = (kh - 1) * dh + 1;
  return tf.reshape(spread(tall, height, kw, a * b, dw), [height, (kw - 1) * dw + 1, a, b]);
}

function composed(x: Tensor, kernel: Tensor, how: Plan): Tensor {
  const filter = how.dilation.some((d) => d > 1) ? widened(kernel, how.dilation) : kernel;
  const one = (input: Tensor, weight: Tensor) =>
    tf.conv2dTranspose(
      input as Tensor4D,
      weight as Tensor4D,
      [...how.full, weight.shape[2] as number] as [number, number, number, number],
      how.stride as [number, number],
      "valid",
    );
  if (how.groups === 1) return one(x, filter);
  const inputs = tf.split(x, how.groups, 3);
  const kernels = tf.split(filter, how.groups, 3);
  return tf.concat(
    inputs.map((input, i) => one(input, kernels[i] as Tensor)),
    3,
  );
}

function run(x: Tensor, kernel: Tensor, options: ConvTranspose2dOptions, native: boolean): Tensor {
  const how = plan(x, kernel, options);
  return tf.tidy(() => {
    const special = how.groups > 1 || how.dilation.some((d) => d > 1);
    const full = native && special ? byName(x, kernel, how) : composed(x, kernel, how);
    const [top, left] = how.padding;
    const y =
      top + left === 0
        ? full
        : tf.slice(full, [0, top, left, 0], [how.full[0], ...how.size, full.shape[3] as number]);
    return options.bias ? biasAdd(y, options.bias) : y;
  });
}

/** {@link convTranspose2d} from public operations also on the native engine, for the test that both agree. */
export const convTranspose2dComposed = (
  x: Tensor,
  kernel: Tensor,
  options: ConvTranspose2dOptions = {},
): Tensor => run(x, kernel, options, false);

/**
 * Transposed convolution of [batch, height, width, in] with a kernel [height, width, out / groups, in]; sizes as
 * PyTorch's.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const x = tf.ones([1, 4, 4, 3]);
 * nn.functional.convTranspose2d(x, tf.ones([2, 2, 5, 3]), { stride: 2 }).shape; // [1, 8, 8, 5]
 * ```
 */
export const convTranspose2d = (x: Tensor, kernel: Tensor, options: ConvTranspose2dOptions = {}): Tensor =>
  run(x, kernel, options, isNative());
