import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { text } from "./shapes.js";

/** What {@link pad} puts around a tensor. */
export interface PadOptions {
  /**
   * "constant": one value (the default). "reflect": the inside mirrored at the outermost element, "symmetric": behind
   * it. "edge": the outermost element again (PyTorch's "replicate").
   */
  readonly mode?: "constant" | "reflect" | "symmetric" | "edge";
  /** The constant; 0 unless told. */
  readonly value?: number;
}

/** How many elements go before and after each axis. */
export type Paddings = readonly (readonly [before: number, after: number])[];

const cut = (x: Tensor, axis: number, from: number, size: number): Tensor => {
  const begin = x.shape.map((_, i) => (i === axis ? from : 0));
  return tf.slice(
    x,
    begin,
    x.shape.map((n, i) => (i === axis ? size : n)),
  );
};

function mirrored(x: Tensor, axis: number, [before, after]: readonly [number, number], skip: 0 | 1): Tensor {
  const size = x.shape[axis] as number;
  const parts = [x];
  if (before > 0) parts.unshift(tf.reverse(cut(x, axis, skip, before), axis));
  if (after > 0) parts.push(tf.reverse(cut(x, axis, size - skip - after, after), axis));
  return parts.length > 1 ? tf.concat(parts, axis) : x;
}

function repeated(x: Tensor, axis: number, [before, after]: readonly [number, number]): Tensor {
  const times = (count: number) => x.shape.map((_, i) => (i === axis ? count : 1));
  const parts = [x];
  if (before > 0) parts.unshift(tf.tile(cut(x, axis, 0, 1), times(before)));
  if (after > 0) parts.push(tf.tile(cut(x, axis, (x.shape[axis] as number) - 1, 1), times(after)));
  return parts.length > 1 ? tf.concat(parts, axis) : x;
}

function check(x: Tensor, paddings: Paddings, mode: NonNullable<PadOptions["mode"]>): void {
  const facts = { input: text(x.shape), paddings: paddings.map((sides) => text(sides)).join(" ") };
  if (paddings.length !== x.rank) {
    throw new ShapeError("pad", `there are ${paddings.length} paddings for ${x.rank} axes`, {
      mend: "give [before, after] for every axis",
      facts,
    });
  }
  paddings.forEach((sides, axis) => {
    const size = x.shape[axis] as number;
    const most = mode === "reflect" ? size - 1 : mode === "symmetric" ? size : Number.POSITIVE_INFINITY;
    for (const count of sides) {
      if (Number.isInteger(count) && count >= 0 && count <= most) continue;
      throw new ShapeError("pad", `cannot pad axis ${axis} (${size} elements) by ${count} in mode ${mode}`, {
        mend: Number.isFinite(most) ? `give 0 … ${most}` : "give whole numbers, 0 or more",
        facts,
      });
    }
  });
}

/** {@link pad} by slices, reversals and joins, whose gradients are right: what the other engines run. */
export function padComposed(
  x: Tensor,
  paddings: Paddings,
  { mode = "constant", value = 0 }: PadOptions = {},
): Tensor {
  if (mode === "constant") return tf.pad(x, paddings as [number, number][], value);
  return tf.tidy(() =>
    paddings.reduce<Tensor>(
      (y, sides, axis) =>
        mode === "edge" ? repeated(y, axis, sides) : mirrored(y, axis, sides, mode === "reflect" ? 1 : 0),
      x.clone(),
    ),
  );
}

/**
 * Puts elements around a tensor, for each axis [before, after]. (The gradient of tf.mirrorPad is wrong at the border;
 * this one is right.)
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.pad(tf.tensor1d([1, 2, 3]), [[2, 1]], { mode: "reflect" }).arraySync(); // [3, 2, 1, 2, 3, 2]
 * nn.pad(tf.tensor1d([1, 2, 3]), [[2, 0]], { mode: "edge" }).arraySync(); // [1, 1, 1, 2, 3]
 * ```
 */
export function pad(x: Tensor, paddings: Paddings, options: PadOptions = {}): Tensor {
  const { mode = "constant" } = options;
  check(x, paddings, mode);
  if (!isNative() || mode === "constant" || mode === "edge") return padComposed(x, paddings, options);
  const attrs = { mode: mode.toUpperCase() };
  const sides = () => tf.tensor2d(paddings as [number, number][], [x.rank, 2], "int32");
  return withGradient(
    "pad",
    [x],
    () => nativeOp("MirrorPad", [x, sides()], attrs),
    (dy) => [nativeOp("MirrorPadGrad", [dy, sides()], attrs)],
  );
}

/**
 * Pads height and width of [batch, height, width, channels] by one number, or by one for each.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.padImage(tf.ones([1, 4, 4, 2]), 1, { mode: "reflect" }).shape; // [1, 6, 6, 2]
 * ```
 */
export function padImage(
  x: Tensor,
  amount: number | readonly [height: number, width: number],
  options: PadOptions = {},
): Tensor {
  const [h, w] = typeof amount === "number" ? [amount, amount] : amount;
  return pad(
    x,
    [
      [0, 0],
      [h, h],
      [w, w],
      [0, 0],
    ],
    options,
  );
}
