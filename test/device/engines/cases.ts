import type { Tensor5D } from "@tensorflow/tfjs";
import { type Tensor, type Tensor3D, type Tensor4D, tf } from "../../../lib/device/tf.js";
import * as ref from "./reference.js";
import { type Nd, nd, values } from "./reference.js";

/** An operation, what it must give in float64, and by which inputs it must be differentiable. */
export interface Case {
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly run: (...inputs: Tensor[]) => Tensor;
  readonly reference: (...inputs: Nd[]) => Nd;
  /** Indices of the inputs to differentiate by; none where the operation has no gradient by its nature. */
  readonly by: readonly number[];
}

export interface Input {
  readonly value: Nd;
  readonly dtype: "float32" | "int32" | "bool";
}

const float = (shape: readonly number[], low = -1, high = 1, salt = 1): Input => ({
  value: values(shape, low, high, salt),
  dtype: "float32",
});
const int = (shape: readonly number[], data: readonly number[]): Input => ({
  value: nd(shape, data),
  dtype: "int32",
});
const bool = (shape: readonly number[], data: readonly number[]): Input => ({
  value: nd(shape, data),
  dtype: "bool",
});

type Options = { readonly by?: readonly number[] };

function define(
  name: string,
  inputs: readonly Input[],
  run: Case["run"],
  reference: Case["reference"],
  { by }: Options = {},
): Case {
  const differentiable = inputs.flatMap((input, k) => (input.dtype === "float32" ? [k] : []));
  return { name, inputs, run, reference, by: by ?? differentiable };
}

const none: Options = { by: [] };

const unary = (
  name: string,
  run: (x: Tensor) => Tensor,
  f: (x: number) => number,
  low = -1.7,
  high = 1.7,
  options: Options = {},
): Case => define(name, [float([3, 5], low, high)], run, (x) => ref.map(x, f), options);

const elementwise: readonly Case[] = [
  unary("abs", (x) => tf.abs(x), Math.abs),
  unary("acos", (x) => tf.acos(x), Math.acos, -0.8, 0.8),
  unary("acosh", (x) => tf.acosh(x), Math.acosh, 1.2, 3),
  unary("asin", (x) => tf.asin(x), Math.asin, -0.8, 0.8),
  unary("asinh", (x) => tf.asinh(x), Math.asinh),
  unary("atan", (x) => tf.atan(x), Math.atan),
  unary("atanh", (x) => tf.atanh(x), Math.atanh, -0.8, 0.8),
  unary("ceil", (x) => tf.ceil(x), Math.ceil, -1.7, 1.7),
  unary(
    "clipByValue",
    (x) => tf.clipByValue(x, -0.5, 0.8),
    (x) => Math.min(Math.max(x, -0.5), 0.8),
  ),
  unary("cos", (x) => tf.cos(x), Math.cos),
  unary("cosh", (x) => tf.cosh(x), Math.cosh),
  unary(
    "elu",
    (x) => tf.elu(x),
    (x) => (x > 0 ? x : Math.expm1(x)),
  ),
  unary("erf", (x) => tf.erf(x), ref.erf),
  unary("exp", (x) => tf.exp(x), Math.exp),
  unary("expm1", (x) => tf.expm1(x), Math.expm1),
  unary("floor", (x) => tf.floor(x), Math.floor),
  unary(
    "isFinite",
    (x) => tf.isFinite(tf.div(1, tf.relu(x))).toFloat(),
    (x) => (x > 0 ? 1 : 0),
    -1,
    1,
    none,
  ),
  unary(
    "leakyRelu",
    (x) => tf.leakyRelu(x, 0.1),
    (x) => (x > 0 ? x : 0.1 * x),
  ),
  unary("log", (x) => tf.log(x), Math.log, 0.2, 3),
  unary("log1p", (x) => tf.log1p(x), Math.log1p, -0.5, 2),
  unary(
    "logSigmoid",
    (x) => tf.logSigmoid(x),
    (x) => -Math.log1p(Math.exp(-x)),
  ),
  unary(
    "neg",
    (x) => tf.neg(x),
    (x) => -x,
  ),
  unary(
    "reciprocal",
    (x) => tf.reciprocal(x),
    (x) => 1 / x,
    0.5,
    2,
  ),
  unary(
    "relu",
    (x) => tf.relu(x),
    (x) => Math.max(x, 0),
  ),
  unary(
    "relu6",
    (x) => tf.relu6(x),
    (x) => Math.min(Math.max(x, 0), 6),
    -3,
    9,
  ),
  unary("round", (x) => tf.round(x), Math.round),
  unary(
    "rsqrt",
    (x) => tf.rsqrt(x),
    (x) => 1 / Math.sqrt(x),
    0.3,
    3,
  ),
  unary(
    "selu",
    (x) => tf.selu(x),
    (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  ),
  unary(
    "sigmoid",
    (x) => tf.sigmoid(x),
    (x) => 1 / (1 + Math.exp(-x)),
  ),
  unary("sign", (x) => tf.sign(x), Math.sign),
  unary("sin", (x) => tf.sin(x), Math.sin),
  unary("sinh", (x) => tf.sinh(x), Math.sinh),
  unary(
    "softplus",
    (x) => tf.softplus(x),
    (x) => Math.log1p(Math.exp(x)),
  ),
  unary("sqrt", (x) => tf.sqrt(x), Math.sqrt, 0.3, 3),
  unary(
    "square",
    (x) => tf.square(x),
    (x) => x * x,
  ),
  unary(
    "step",
    (x) => tf.step(x, 0.2),
    (x) => (x > 0 ? 1 : 0.2),
    -1,
    1,
    none,
  ),
  unary("tan", (x) => tf.tan(x), Math.tan, -0.5, 0.5),
  unary("tanh", (x) => tf.tanh(x), Math.tanh),
  unary(
    "gelu, composed",
    (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
    (x) => 0.5 * x * (1 + ref.erf(x * Math.SQRT1_2)),
  ),
  define(
    "prelu with a slope a channel",
    [float([2, 3, 4]), float([4], 0.1, 0.5, 2)],
    (x, a) => tf.prelu(x, a),
    (x, a) => ref.zip(x, a, (v, s) => (v > 0 ? v : v * s)),
  ),
  unary(
    "cast to int32 truncates",
    (x) => x.toInt().toFloat(),
    (x) => Math.trunc(x) + 0,
    -3,
    3,
    none,
  ),
];

const binary = (
  name: string,
  run: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  { low = -1, high = 1, by }: { low?: number; high?: number } & Options = {},
): readonly Case[] =>
  (
    [
      ["", [3, 4], [3, 4]],
      [", second broadcast", [2, 3, 4], [3, 1]],
      [", first broadcast", [4], [2, 3, 4]],
    ] as const
  ).map(([note, a, b]) =>
    define(
      `${name}${note}`,
      [float(a, low, high, 1), float(b, low + 0.03, high + 0.03, 2)],
      run,
      (x, y) => ref.zip(x, y, f),
      by ? { by } : {},
    ),
  );

const compare = (name: string, run: (a: Tensor, b: Tensor) => Tensor, f: (a: number, b: number) => boolean) =>
  define(
    name,
    [int([2, 3], [1, 2, 3, 4, 5, 6]), int([3], [1, 5, 3])],
    (a, b) => run(a, b).toFloat(),
    (a, b) => ref.zip(a, b, (x, y) => Number(f(x, y))),
  );

const binaries: readonly Case[] = [
  ...binary(
    "add",
    (a, b) => tf.add(a, b),
    (a, b) => a + b,
  ),
  ...binary(
    "sub",
    (a, b) => tf.sub(a, b),
    (a, b) => a - b,
  ),
  ...binary(
    "mul",
    (a, b) => tf.mul(a, b),
    (a, b) => a * b,
  ),
  ...binary(
    "div",
    (a, b) => tf.div(a, b),
    (a, b) => a / b,
    { low: 0.5, high: 2 },
  ),
  ...binary("pow", (a, b) => tf.pow(a, b), Math.pow, { low: 0.5, high: 2 }),
  ...binary("maximum", (a, b) => tf.maximum(a, b), Math.max),
  ...binary("minimum", (a, b) => tf.minimum(a, b), Math.min),
  ...binary("atan2", (a, b) => tf.atan2(a, b), Math.atan2, { low: 0.2, high: 2 }),
  ...binary(
    "squaredDifference",
    (a, b) => tf.squaredDifference(a, b),
    (a, b) => (a - b) ** 2,
  ),
  ...binary(
    "mod",
    (a, b) => tf.mod(a, b),
    (a, b) => a - b * Math.floor(a / b),
    { low: 0.7, high: 3 },
  ),
  ...binary(
    "floorDiv",
    (a, b) => tf.floorDiv(a, b).toFloat(),
    (a, b) => Math.floor(a / b),
    { low: 0.7, high: 3 },
  ),
  ...binary(
    "divNoNan",
    (a, b) => tf.divNoNan(a, b),
    (a, b) => a / b,
    { low: 0.5, high: 2 },
  ),
  compare("equal", tf.equal, (a, b) => a === b),
  compare("notEqual", tf.notEqual, (a, b) => a !== b),
  compare("greater", tf.greater, (a, b) => a > b),
  compare("greaterEqual", tf.greaterEqual, (a, b) => a >= b),
  compare("less", tf.less, (a, b) => a < b),
  compare("lessEqual", tf.lessEqual, (a, b) => a <= b),
  define(
    "logicalAnd",
    [bool([4], [0, 1, 0, 1]), bool([4], [0, 0, 1, 1])],
    (a, b) => tf.logicalAnd(a, b).toFloat(),
    (a, b) => ref.zip(a, b, (x, y) => x && y),
  ),
  define(
    "logicalOr",
    [bool([4], [0, 1, 0, 1]), bool([4], [0, 0, 1, 1])],
    (a, b) => tf.logicalOr(a, b).toFloat(),
    (a, b) => ref.zip(a, b, (x, y) => x || y),
  ),
  define(
    "logicalXor",
    [bool([4], [0, 1, 0, 1]), bool([4], [0, 0, 1, 1])],
    (a, b) => tf.logicalXor(a, b).toFloat(),
    (a, b) => ref.zip(a, b, (x, y) => Number(x !== y)),
  ),
  define(
    "logicalNot",
    [bool([2], [0, 1])],
    (a) => tf.logicalNot(a).toFloat(),
    (a) => ref.map(a, (v) => 1 - v),
  ),
  define(
    "where",
    [bool([2, 3], [1, 0, 0, 1, 1, 0]), float([2, 3]), float([2, 3], -1, 1, 2)],
    (c, a, b) => tf.where(c, a, b),
    (c, a, b) => ref.build([2, 3], (i) => (ref.at(c, i) ? ref.at(a, i) : ref.at(b, i))),
  ),
  define(
    "where over a comparison of what is differentiated",
    [float([3, 4])],
    (x) => tf.where(tf.greater(x, 0.2), tf.square(x), tf.mul(x, 3)),
    (x) => ref.map(x, (v) => (v > 0.2 ? v * v : 3 * v)),
  ),
  define(
    "addN",
    [float([2, 3]), float([2, 3], -1, 1, 2), float([2, 3], -1, 1, 3)],
    (a, b, c) => tf.addN([a, b, c]),
    (a, b, c) =>
      ref.zip(
        ref.zip(a, b, (x, y) => x + y),
        c,
        (x, y) => x + y,
      ),
  ),
  define(
    "integer arithmetic stays exact",
    [int([3], [7, -8, 16777217]), int([3], [2, 3, 2])],
    (a, b) => tf.sub(tf.mul(a, b), tf.add(a, b)).toInt(),
    (a, b) => ref.zip(a, b, (x, y) => x * y - x - y),
  ),
];

const reduce = (
  name: string,
  run: (x: Tensor, axes: number[] | undefined, keep: boolean) => Tensor,
  f: (list: readonly number[]) => number,
  low = -1,
  high = 1,
): readonly Case[] => [
  define(
    `${name} over all`,
    [float([2, 3, 4], low, high)],
    (x) => run(x, undefined, false),
    (x) => ref.fold(x, [0, 1, 2], f),
  ),
  define(
    `${name} over the last axis, kept`,
    [float([2, 3, 4], low, high)],
    (x) => run(x, [2], true),
    (x) => ref.fold(x, [2], f, true),
  ),
  define(
    `${name} over inner axes`,
    [float([2, 3, 2, 2], low, high)],
    (x) => run(x, [1, 2], false),
    (x) => ref.fold(x, [1, 2], f),
  ),
];

const reductions: readonly Case[] = [
  ...reduce("sum", (x, axes, keep) => tf.sum(x, axes, keep), ref.total),
  ...reduce("mean", (x, axes, keep) => tf.mean(x, axes, keep), ref.average),
  ...reduce(
    "max",
    (x, axes, keep) => tf.max(x, axes, keep),
    (list) => Math.max(...list),
  ),
  ...reduce(
    "min",
    (x, axes, keep) => tf.min(x, axes, keep),
    (list) => Math.min(...list),
  ),
  ...reduce(
    "prod",
    (x, axes, keep) => tf.prod(x, axes, keep),
    (list) => list.reduce((a, b) => a * b, 1),
    0.5,
    1.5,
  ),
  ...reduce(
    "logSumExp",
    (x, axes, keep) => tf.logSumExp(x, axes, keep),
    (list) => Math.log(ref.total(list.map(Math.exp))),
  ),
  ...reduce(
    "euclidean norm",
    (x, axes, keep) => tf.norm(x, "euclidean", axes, keep),
    (list) => Math.hypot(...list),
  ),
  ...reduce(
    "variance",
    (x, axes, keep) => tf.moments(x, axes, keep).variance,
    (list) => ref.average(list.map((v) => (v - ref.average(list)) ** 2)),
  ),
  define(
    "argMax",
    [float([3, 5])],
    (x) => tf.argMax(x, 1).toFloat(),
    (x) => ref.fold(x, [1], (list) => list.indexOf(Math.max(...list))),
    none,
  ),
  define(
    "argMin over the first axis",
    [float([3, 5])],
    (x) => tf.argMin(x, 0).toFloat(),
    (x) => ref.fold(x, [0], (list) => list.indexOf(Math.min(...list))),
    none,
  ),
  define(
    "all and any",
    [bool([2, 3], [1, 1, 1, 0, 1, 0])],
    (x) => tf.stack([tf.all(x, 1), tf.any(x, 1)]).toFloat(),
    () => nd([2, 2], [1, 0, 1, 1]),
  ),
  define(
    "sum of int32",
    [int([2, 3], [1, 2, 3, 4, 5, 16777217])],
    (x) => tf.sum(x, 1),
    (x) => ref.fold(x, [1], ref.total),
  ),
  define(
    "cumsum",
    [float([2, 4, 3])],
    (x) => tf.cumsum(x, 1),
    (x) => ref.along(x, 1, (line) => line.map((_, i) => ref.total(line.slice(0, i + 1)))),
  ),
  define(
    "cumsum, exclusive and reversed",
    [float([2, 5])],
    (x) => tf.cumsum(x, 1, true, true),
    (x) => ref.along(x, 1, (line) => line.map((_, i) => ref.total(line.slice(i + 1)))),
  ),
  define(
    "cumprod",
    [float([2, 5], 0.5, 1.5)],
    (x) => tf.cumprod(x, 1),
    (x) => ref.along(x, 1, (line) => line.map((_, i) => line.slice(0, i + 1).reduce((a, b) => a * b, 1))),
  ),
  ...[4, 7].map((n) =>
    define(
      `cumprod of ${n}, exclusive and reversed, with a zero`,
      [nd2([Array.from({ length: n }, (_, i) => (i === 2 ? 0 : 0.5 + i / 5))])],
      (x) => tf.cumprod(x, 1, true, true),
      (x) => ref.along(x, 1, (line) => line.map((_, i) => line.slice(i + 1).reduce((a, b) => a * b, 1))),
    ),
  ),
  define(
    "cumsum over the first axis of a square",
    [float([3, 3])],
    (x) => tf.cumsum(x, 0),
    (x) => ref.along(x, 0, (line) => line.map((_, i) => ref.total(line.slice(0, i + 1)))),
  ),
  define(
    "topk",
    [float([2, 3, 6])],
    (x) => tf.topk(x, 3).values,
    (x) => ref.along(x, 2, (line) => [...line].sort((a, b) => b - a).slice(0, 3)),
  ),
  define(
    "topk indices",
    [float([3, 6])],
    (x) => tf.topk(x, 2).indices.toFloat(),
    (x) =>
      ref.along(x, 1, (line) =>
        [...line]
          .sort((a, b) => b - a)
          .slice(0, 2)
          .map((v) => line.indexOf(v)),
      ),
    none,
  ),
  define(
    "unsortedSegmentSum",
    [float([6, 3]), int([6], [2, 0, 1, 0, 2, 2])],
    (x, ids) => tf.unsortedSegmentSum(x, ids as never, 4),
    (x, ids) =>
      ref.build([4, 3], ([s, c]) =>
        ref.total(Array.from(ids.data, (id, r) => (id === s ? ref.at(x, [r, c as number]) : 0))),
      ),
  ),
  define(
    "unsortedSegmentSum of a vector, rows without a segment dropped",
    [float([4]), int([4], [1, -1, 1, 0])],
    (x, ids) => tf.unsortedSegmentSum(x, ids as never, 2),
    (x) => nd([2], [x.data[3] as number, (x.data[0] as number) + (x.data[2] as number)]),
  ),
  define(
    "bincount",
    [int([5], [0, 2, 2, 1, 4]), float([5])],
    (x, w) => tf.bincount(x as never, w as never, 5),
    (x, w) =>
      ref.build([5], ([b]) => ref.total(Array.from(x.data, (v, i) => (v === b ? (w.data[i] as number) : 0)))),
    none,
  ),
];

const products: readonly Case[] = [
  define(
    "matMul",
    [float([3, 4]), float([4, 5], -1, 1, 2)],
    (a, b) => tf.matMul(a, b),
    (a, b) => ref.matmul(a, b),
  ),
  define(
    "matMul, first transposed",
    [float([4, 3]), float([4, 5], -1, 1, 2)],
    (a, b) => tf.matMul(a, b, true),
    (a, b) => ref.matmul(a, b, true),
  ),
  define(
    "matMul, second transposed",
    [float([3, 4]), float([5, 4], -1, 1, 2)],
    (a, b) => tf.matMul(a, b, false, true),
    (a, b) => ref.matmul(a, b, false, true),
  ),
  define(
    "matMul, both transposed",
    [float([4, 3]), float([5, 4], -1, 1, 2)],
    (a, b) => tf.matMul(a, b, true, true),
    (a, b) => ref.matmul(a, b, true, true),
  ),
  define(
    "matMul in batches",
    [float([2, 3, 3, 4]), float([2, 3, 4, 2], -1, 1, 2)],
    (a, b) => tf.matMul(a, b),
    (a, b) => ref.matmul(a, b),
  ),
  define(
    "matMul in batches, second transposed",
    [float([3, 3, 4]), float([3, 2, 4], -1, 1, 2)],
    (a, b) => tf.matMul(a, b, false, true),
    (a, b) => ref.matmul(a, b, false, true),
  ),
  define(
    "matMul with a broadcast second batch",
    [float([3, 3, 4]), float([1, 4, 2], -1, 1, 2)],
    (a, b) => tf.matMul(a, b),
    (a, b) => ref.matmul(a, b),
  ),
  define(
    "matMul with a broadcast first batch",
    [float([1, 3, 4]), float([3, 4, 2], -1, 1, 2)],
    (a, b) => tf.matMul(a, b),
    (a, b) => ref.matmul(a, b),
  ),
  define(
    "a matrix multiplied in one shape and then in another",
    [float([3, 4]), float([4, 6], -1, 1, 2), float([3, 8], -1, 1, 3)],
    (a, b, c) => tf.add(tf.sum(tf.matMul(a, b)), tf.matMul(c, tf.reshape(b, [8, 3]))),
    (a, b, c) => {
      const sum = ref.total(Array.from(ref.matmul(a, b).data));
      return ref.map(ref.matmul(c, ref.reshape(b, [8, 3])), (v) => v + sum);
    },
  ),
  define(
    "matMul of larger matrices, transposed and in batches",
    [float([2, 30, 20]), float([2, 30, 20], -1, 1, 2)],
    (a, b) => tf.matMul(tf.matMul(a, b, false, true), a),
    (a, b) => ref.matmul(ref.matmul(a, b, false, true), a),
    { by: [] },
  ),
  define(
    "matMul of a large batch with one matrix",
    [float([3, 40, 16]), float([1, 24, 16], -1, 1, 2)],
    (a, b) => tf.matMul(a, b, false, true),
    (a, b) => ref.matmul(a, b, false, true),
    { by: [] },
  ),
  define(
    "dot",
    [float([5]), float([5], -1, 1, 2)],
    (a, b) => tf.dot(a, b),
    (a, b) => nd([], [ref.total(Array.from(a.data, (v, i) => v * (b.data[i] as number)))]),
  ),
  define(
    "outerProduct",
    [float([3]), float([4], -1, 1, 2)],
    (a, b) => tf.outerProduct(a as never, b as never),
    (a, b) => ref.zip(ref.reshape(a, [3, 1]), b, (x, y) => x * y),
  ),
  define(
    "einsum, matrix product",
    [float([3, 4]), float([4, 2], -1, 1, 2)],
    (a, b) => tf.einsum("ij,jk->ik", a, b),
    (a, b) => ref.matmul(a, b),
  ),
  define(
    "einsum, attention scores",
    [float([2, 3, 2, 4]), float([2, 5, 2, 4], -1, 1, 2)],
    (a, b) => tf.einsum("bqhd,bkhd->bhqk", a, b),
    (a, b) => ref.matmul(ref.transpose(a, [0, 2, 1, 3]), ref.transpose(b, [0, 2, 1, 3]), false, true),
  ),
  define(
    "einsum, transpose and sum",
    [float([2, 3, 4])],
    (a) => tf.einsum("ijk->ki", a),
    (a) => ref.transpose(ref.fold(a, [1], ref.total), [1, 0]),
  ),
  define(
    "einsum, outer product with a summed index",
    [float([2, 3]), float([4], -1, 1, 2)],
    (a, b) => tf.einsum("ij,k->ki", a, b),
    (a, b) => ref.zip(ref.reshape(b, [4, 1]), ref.fold(a, [1], ref.total), (x, y) => x * y),
  ),
  define(
    "scaled dot-product attention",
    [float([2, 3, 4]), float([2, 5, 4], -1, 1, 2), float([2, 5, 4], -1, 1, 3)],
    (q, k, v) => tf.matMul(tf.softmax(tf.mul(tf.matMul(q, k, false, true), 0.5)), v),
    (q, k, v) => ref.matmul(ref.softmax(ref.map(ref.matmul(q, k, false, true), (s) => s * 0.5)), v),
  ),
  define(
    "linear with bias and relu, fused",
    [float([3, 4]), float([4, 2], -1, 1, 2), float([2], -0.5, 0.5, 3)],
    (x, w, b) => tf.fused.matMul({ a: x, b: w, bias: b, activation: "relu" }),
    (x, w, b) =>
      ref.map(
        ref.zip(ref.matmul(x, w), b, (u, v) => u + v),
        (v) => Math.max(v, 0),
      ),
  ),
];

const softmaxes: readonly Case[] = [
  define(
    "softmax",
    [float([3, 5], -3, 3)],
    (x) => tf.softmax(x),
    (x) => ref.softmax(x),
  ),
  define(
    "softmax of large values",
    [float([2, 5], 80, 100)],
    (x) => tf.softmax(x),
    (x) => ref.softmax(x),
  ),
  define(
    "logSoftmax",
    [float([3, 5], -3, 3)],
    (x) => tf.logSoftmax(x),
    (x) => ref.map(ref.softmax(x), Math.log),
  ),
  define(
    "softmax cross-entropy",
    [float([4, 5], -3, 3), int([4], [0, 4, 2, 2])],
    (x, y) => tf.losses.softmaxCrossEntropy(tf.oneHot(y, 5).toFloat(), x),
    (x, y) => {
      const p = ref.softmax(x);
      return nd([], [ref.average(Array.from(y.data, (c, i) => -Math.log(ref.at(p, [i, c]))))]);
    },
  ),
  define(
    "sigmoid cross-entropy",
    [float([4, 3], -3, 3), float([4, 3], 0, 1, 2)],
    (x, y) => tf.losses.sigmoidCrossEntropy(y, x),
    (x, y) =>
      ref.fold(
        ref.zip(x, y, (v, t) => Math.log1p(Math.exp(v)) - v * t),
        [0, 1],
        ref.average,
      ),
    { by: [0] },
  ),
  define(
    "huber loss",
    [float([4, 3], -3, 3), float([4, 3], -1, 1, 2)],
    (x, y) => tf.losses.huberLoss(y, x),
    (x, y) =>
      ref.fold(
        ref.zip(x, y, (u, v) => (Math.abs(u - v) <= 1 ? 0.5 * (u - v) ** 2 : Math.abs(u - v) - 0.5)),
        [0, 1],
        ref.average,
      ),
    { by: [0] },
  ),
];

const padFull = (pad: readonly (readonly [number, number])[]) => pad.map((p) => [...p]) as never;

const convCase = (
  name: string,
  input: readonly number[],
  kernel: readonly number[],
  stride: number,
  pad: "same" | "valid" | readonly (readonly [number, number])[],
  dilation = 1,
): Case =>
  define(
    name,
    [float(input), float(kernel, -1, 1, 2)],
    (x, w) =>
      tf.conv2d(
        x as Tensor4D,
        w as Tensor4D,
        stride,
        typeof pad === "string" ? pad : ([[0, 0], ...padFull(pad), [0, 0]] as never),
        "NHWC",
        dilation,
      ),
    (x, w) => ref.conv(x, w, { stride, dilation, padding: pad }),
  );

const depthwiseCase = (
  name: string,
  input: readonly number[],
  kernel: readonly number[],
  stride: number,
  pad: "same" | "valid",
  dilation = 1,
): Case =>
  define(
    name,
    [float(input), float(kernel, -1, 1, 2)],
    (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, pad, "NHWC", dilation),
    (x, w) => ref.depthwise(x, w, { stride, dilation, padding: pad }),
  );

const transposedCase = (
  name: string,
  input: readonly number[],
  kernel: readonly number[],
  output: readonly number[],
  stride: number,
  pad: "same" | "valid",
): Case =>
  define(
    name,
    [float(input), float(kernel, -1, 1, 2)],
    (x, w) => tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, output as never, stride, pad),
    (x, w) => ref.convTranspose(x, w, output, { stride, padding: pad }),
  );

const convolutions: readonly Case[] = [
  convCase("conv2d 3x3 same", [2, 5, 4, 2], [3, 3, 2, 3], 1, "same"),
  convCase("conv2d 3x3 valid", [1, 5, 5, 2], [3, 3, 2, 3], 1, "valid"),
  convCase("conv2d 3x3 stride 2 same", [1, 6, 5, 2], [3, 3, 2, 3], 2, "same"),
  convCase("conv2d 3x3 stride 2 valid with a rest", [1, 6, 6, 2], [3, 3, 2, 2], 2, "valid"),
  convCase("conv2d 3x3 stride 3 same", [1, 7, 7, 1], [3, 3, 1, 2], 3, "same"),
  convCase("conv2d 1x1", [2, 3, 3, 4], [1, 1, 4, 3], 1, "same"),
  convCase("conv2d 1x1 stride 2", [1, 5, 5, 3], [1, 1, 3, 2], 2, "valid"),
  convCase("conv2d 4x2 same", [1, 5, 5, 2], [4, 2, 2, 2], 1, "same"),
  convCase("conv2d with uneven explicit padding", [1, 4, 4, 2], [3, 3, 2, 2], 1, [
    [1, 2],
    [0, 1],
  ]),
  convCase("conv2d with explicit padding, stride 2", [1, 6, 6, 2], [3, 3, 2, 2], 2, [
    [1, 1],
    [1, 1],
  ]),
  convCase("conv2d dilated 2 same", [1, 6, 6, 2], [3, 3, 2, 2], 1, "same", 2),
  convCase("conv2d dilated 2 valid", [1, 7, 6, 2], [3, 3, 2, 2], 1, "valid", 2),
  convCase("conv2d dilated 3 same, larger than the image", [1, 4, 4, 1], [3, 3, 1, 2], 1, "same", 3),
  define(
    "conv2d with bias and relu, fused",
    [float([1, 4, 4, 2]), float([3, 3, 2, 2], -1, 1, 2), float([2], -0.3, 0.4, 3)],
    (x, w, b) =>
      tf.fused.conv2d({
        x: x as Tensor4D,
        filter: w as Tensor4D,
        strides: 1,
        pad: "same",
        bias: b,
        activation: "relu",
      }),
    (x, w, b) =>
      ref.map(
        ref.zip(ref.conv(x, w, { padding: "same" }), b, (u, v) => u + v),
        (v) => Math.max(v, 0),
      ),
  ),
  define(
    "conv1d stride 2",
    [float([2, 7, 2]), float([3, 2, 3], -1, 1, 2)],
    (x, w) => tf.conv1d(x as Tensor3D, w as Tensor3D, 2, "same"),
    (x, w) => ref.conv(x, w, { stride: 2, padding: "same" }),
  ),
  define(
    "conv3d same",
    [float([1, 3, 4, 3, 2]), float([2, 3, 3, 2, 2], -1, 1, 2)],
    (x, w) => tf.conv3d(x as Tensor5D, w as Tensor5D, 1, "same"),
    (x, w) => ref.conv(x, w, { padding: "same" }),
  ),
  define(
    "conv3d stride 2 valid",
    [float([1, 5, 5, 4, 1]), float([3, 2, 2, 1, 2], -1, 1, 2)],
    (x, w) => tf.conv3d(x as Tensor5D, w as Tensor5D, 2, "valid"),
    (x, w) => ref.conv(x, w, { stride: 2, padding: "valid" }),
  ),
  define(
    "conv3dTranspose stride 2 valid",
    [float([1, 2, 2, 1, 2]), float([2, 2, 2, 3, 2], -1, 1, 2)],
    (x, w) => tf.conv3dTranspose(x as Tensor5D, w as Tensor5D, [1, 4, 4, 2, 3], 2, "valid"),
    (x, w) => ref.convTranspose(x, w, [1, 4, 4, 2, 3], { stride: 2, padding: "valid" }),
  ),
  depthwiseCase("depthwise 3x3 same", [2, 4, 5, 3], [3, 3, 3, 1], 1, "same"),
  depthwiseCase("depthwise 3x3 stride 2 same", [1, 6, 6, 3], [3, 3, 3, 1], 2, "same"),
  depthwiseCase("depthwise 3x3 stride 2 valid", [1, 6, 7, 2], [3, 3, 2, 1], 2, "valid"),
  depthwiseCase("depthwise with two outputs a channel", [1, 5, 4, 2], [3, 3, 2, 2], 1, "same"),
  depthwiseCase("depthwise dilated 2 same", [1, 6, 6, 2], [3, 3, 2, 1], 1, "same", 2),
  depthwiseCase(
    "depthwise dilated 2 valid, two outputs a channel",
    [1, 6, 6, 2],
    [3, 3, 2, 2],
    1,
    "valid",
    2,
  ),
  define(
    "separableConv2d",
    [float([1, 5, 5, 2]), float([3, 3, 2, 1], -1, 1, 2), float([1, 1, 2, 3], -1, 1, 3)],
    (x, d, p) => tf.separableConv2d(x as Tensor4D, d as Tensor4D, p as Tensor4D, 1, "same"),
    (x, d, p) => ref.conv(ref.depthwise(x, d, { padding: "same" }), p),
  ),
  define(
    "grouped conv2d by splitting",
    [float([1, 5, 5, 4]), float([3, 3, 2, 4], -1, 1, 2)],
    (x, w) => {
      const xs = tf.split(x as Tensor4D, 2, 3) as Tensor4D[];
      const ws = tf.split(w as Tensor4D, 2, 3) as Tensor4D[];
      return tf.concat(
        xs.map((part, g) => tf.conv2d(part, ws[g] as Tensor4D, 2, "same")),
        3,
      );
    },
    (x, w) => ref.conv(x, w, { stride: 2, padding: "same", groups: 2 }),
  ),
  transposedCase("conv2dTranspose stride 2 same", [1, 3, 3, 2], [3, 3, 3, 2], [1, 6, 6, 3], 2, "same"),
  transposedCase("conv2dTranspose 2x2 stride 2 valid", [2, 3, 2, 2], [2, 2, 3, 2], [2, 6, 4, 3], 2, "valid"),
  transposedCase("conv2dTranspose stride 1", [1, 4, 4, 2], [3, 3, 2, 2], [1, 4, 4, 2], 1, "same"),
];

const greatest = (list: readonly number[]) => Math.max(...list);

const pooling: readonly Case[] = [
  ...(
    [
      ["2x2", [1, 4, 6, 2], 2, 2, "valid"],
      ["3x3 stride 2 same", [1, 6, 5, 2], 3, 2, "same"],
      ["3x3 stride 1 same", [1, 4, 4, 2], 3, 1, "same"],
      ["3x3 stride 2 valid with a rest", [2, 6, 6, 1], 3, 2, "valid"],
    ] as const
  ).flatMap(([name, shape, kernel, stride, padding]) => [
    define(
      `maxPool ${name}`,
      [float(shape)],
      (x) => tf.maxPool(x as Tensor4D, kernel, stride, padding),
      (x) => ref.pool(x, [kernel, kernel], greatest, { stride, padding }),
    ),
    define(
      `avgPool ${name}`,
      [float(shape)],
      (x) => tf.avgPool(x as Tensor4D, kernel, stride, padding),
      (x) => ref.pool(x, [kernel, kernel], ref.average, { stride, padding }),
    ),
  ]),
  define(
    "maxPool of negative values",
    [float([1, 4, 4, 2], -3, -1)],
    (x) => tf.maxPool(x as Tensor4D, 3, 2, "same"),
    (x) => ref.pool(x, [3, 3], greatest, { stride: 2, padding: "same" }),
  ),
  define(
    "maxPool3d of negative values",
    [float([1, 4, 4, 2, 1], -3, -1)],
    (x) => tf.maxPool3d(x as Tensor5D, 2, 2, "valid"),
    (x) => ref.pool(x, [2, 2, 2], greatest, { stride: 2 }),
  ),
  define(
    "maxPool3d",
    [float([1, 4, 4, 2, 2])],
    (x) => tf.maxPool3d(x as Tensor5D, 2, 2, "valid"),
    (x) => ref.pool(x, [2, 2, 2], greatest, { stride: 2 }),
  ),
  define(
    "avgPool3d",
    [float([1, 4, 4, 2, 2])],
    (x) => tf.avgPool3d(x as Tensor5D, 2, 2, "valid"),
    (x) => ref.pool(x, [2, 2, 2], ref.average, { stride: 2 }),
  ),
  define(
    "avgPool3d same",
    [float([1, 3, 3, 3, 1])],
    (x) => tf.avgPool3d(x as Tensor5D, 2, 2, "same"),
    (x) => ref.pool(x, [2, 2, 2], ref.average, { stride: 2, padding: "same" }),
  ),
  define(
    "global average pooling",
    [float([2, 3, 4, 2])],
    (x) => tf.mean(x, [1, 2]),
    (x) => ref.fold(x, [1, 2], ref.average),
  ),
];

const sizes = [
  ["up, whole factor", [1, 3, 2, 2], 6, 4],
  ["up, broken factor", [1, 3, 4, 1], 5, 7],
  ["down", [1, 6, 7, 1], 3, 4],
  ["to one row", [1, 4, 4, 1], 1, 2],
  ["far up", [1, 2, 2, 1], 9, 7],
  ["far down", [1, 9, 8, 1], 2, 3],
] as const;

const resizing: readonly Case[] = (["asymmetric", "aligned", "half"] as const).flatMap((corners) =>
  sizes.flatMap(([name, shape, height, width]) => [
    define(
      `resizeBilinear ${corners} ${name}`,
      [float(shape)],
      (x) =>
        tf.image.resizeBilinear(x as Tensor4D, [height, width], corners === "aligned", corners === "half"),
      (x) => ref.bilinear(x, height, width, corners),
    ),
    define(
      `resizeNearestNeighbor ${corners} ${name}`,
      [float(shape)],
      (x) =>
        tf.image.resizeNearestNeighbor(
          x as Tensor4D,
          [height, width],
          corners === "aligned",
          corners === "half",
        ),
      (x) => ref.nearest(x, height, width, corners),
    ),
  ]),
);

const batchNormalized = (x: Nd, mean: Nd, variance: Nd, offset: Nd, scale: Nd): Nd =>
  ref.build(x.shape, (i) => {
    const c = [i.at(-1) as number];
    return (
      ((ref.at(x, i) - ref.at(mean, c)) / Math.sqrt(ref.at(variance, c) + 1e-3)) * ref.at(scale, c) +
      ref.at(offset, c)
    );
  });

const standardize = (x: Nd, axes: readonly number[]): Nd => {
  const mean = ref.fold(x, axes, ref.average, true);
  const variance = ref.fold(
    x,
    axes,
    (list) => ref.average(list.map((v) => (v - ref.average(list)) ** 2)),
    true,
  );
  return ref.build(x.shape, (i) => (ref.at(x, i) - ref.at(mean, i)) / Math.sqrt(ref.at(variance, i) + 1e-3));
};

const composedNorm = (x: Tensor, axes: number[]): Tensor => {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
};

const normalization: readonly Case[] = [
  define(
    "batchNorm with given statistics",
    [
      float([2, 2, 3, 3]),
      float([3], -0.5, 0.5, 2),
      float([3], 0.5, 1.5, 3),
      float([3], -1, 1, 4),
      float([3], 0.5, 2, 5),
    ],
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(x, mean as never, variance as never, offset as never, scale as never, 1e-3),
    batchNormalized,
  ),
  define(
    "batch norm over its own statistics",
    [float([2, 2, 3, 3])],
    (x) => composedNorm(x, [0, 1, 2]),
    (x) => standardize(x, [0, 1, 2]),
  ),
  define(
    "layer norm",
    [float([3, 6])],
    (x) => composedNorm(x, [1]),
    (x) => standardize(x, [1]),
  ),
  define(
    "group norm",
    [float([2, 2, 2, 4])],
    (x) => tf.reshape(composedNorm(tf.reshape(x, [2, 2, 2, 2, 2]), [1, 2, 4]), [2, 2, 2, 4]),
    (x) => ref.reshape(standardize(ref.reshape(x, [2, 2, 2, 2, 2]), [1, 2, 4]), [2, 2, 2, 4]),
  ),
  define(
    "localResponseNormalization",
    [float([1, 2, 2, 5])],
    (x) => tf.localResponseNormalization(x as Tensor4D, 1, 1, 0.5, 0.75),
    (x) =>
      ref.build(x.shape, (i) => {
        const c = i[3] as number;
        let sum = 0;
        for (let k = Math.max(0, c - 1); k <= Math.min(4, c + 1); k++)
          sum += ref.at(x, [...i.slice(0, 3), k]) ** 2;
        return ref.at(x, i) * (1 + 0.5 * sum) ** -0.75;
      }),
  ),
];

const mirror = (i: number, n: number, skip: number) =>
  i < 0 ? -i - 1 + skip : i >= n ? 2 * n - 1 - i - skip : i;

const movement: readonly Case[] = [
  define(
    "concat",
    [float([2, 3]), float([2, 1], -1, 1, 2)],
    (a, b) => tf.concat([a, b], 1),
    (a, b) =>
      ref.build([2, 4], ([i, j]) => ref.at((j as number) < 3 ? a : b, [i as number, (j as number) % 3])),
  ),
  define(
    "split and stack",
    [float([2, 6])],
    (x) => tf.stack(tf.split(x, 3, 1), 0),
    (x) => ref.build([3, 2, 2], ([p, i, j]) => ref.at(x, [i as number, 2 * (p as number) + (j as number)])),
  ),
  define(
    "unstack",
    [float([3, 2, 2])],
    (x) => tf.sub(tf.unstack(x)[2] as Tensor, tf.unstack(x)[0] as Tensor),
    (x) =>
      ref.build(
        [2, 2],
        ([i, j]) => ref.at(x, [2, i as number, j as number]) - ref.at(x, [0, i as number, j as number]),
      ),
  ),
  define(
    "split and unstack into one part",
    [float([1, 3])],
    (x) => tf.add(tf.unstack(x)[0] as Tensor, tf.split(x, 1, 1)[0] as Tensor),
    (x) => ref.map(x, (v) => 2 * v),
  ),
  define(
    "slice",
    [float([3, 4, 2])],
    (x) => tf.slice(x, [1, 0, 1], [2, 3, 1]),
    (x) => ref.build([2, 3, 1], ([i, j]) => ref.at(x, [(i as number) + 1, j as number, 1])),
  ),
  define(
    "stridedSlice",
    [float([4, 6])],
    (x) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 2]),
    (x) => ref.build([2, 3], ([i, j]) => ref.at(x, [2 * (i as number), 1 + 2 * (j as number)])),
    none,
  ),
  define(
    "pad",
    [float([2, 3])],
    (x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        0.5,
      ),
    (x) =>
      ref.build([3, 6], ([i, j]) =>
        (i as number) >= 1 && (j as number) >= 2 && (j as number) < 5
          ? ref.at(x, [(i as number) - 1, (j as number) - 2])
          : 0.5,
      ),
  ),
  ...(["reflect", "symmetric"] as const).map((mode) =>
    define(
      `mirrorPad ${mode}`,
      [float([4, 3, 2])],
      (x) =>
        tf.mirrorPad(
          x,
          [
            [2, 1],
            [1, 2],
            [0, 1],
          ],
          mode,
        ),
      (x) =>
        ref.build([7, 6, 3], ([i, j, k]) =>
          ref.at(x, [
            mirror((i as number) - 2, 4, mode === "reflect" ? 1 : 0),
            mirror((j as number) - 1, 3, mode === "reflect" ? 1 : 0),
            mirror(k as number, 2, mode === "reflect" ? 1 : 0),
          ]),
        ),
    ),
  ),
  define(
    "tile",
    [float([2, 3, 2])],
    (x) => tf.tile(x, [2, 3, 5]),
    (x) =>
      ref.build([4, 9, 10], ([i, j, k]) =>
        ref.at(x, [(i as number) % 2, (j as number) % 3, (k as number) % 2]),
      ),
  ),
  define(
    "broadcastTo",
    [float([2, 1, 3])],
    (x) => tf.broadcastTo(x, [2, 4, 3]),
    (x) => ref.build([2, 4, 3], (i) => ref.at(x, i)),
  ),
  define(
    "transpose",
    [float([2, 3, 2, 2])],
    (x) => tf.transpose(x, [3, 0, 2, 1]),
    (x) => ref.transpose(x, [3, 0, 2, 1]),
  ),
  define(
    "reshape, expand and squeeze",
    [float([2, 6])],
    (x) => tf.squeeze(tf.expandDims(tf.reshape(x, [3, 4]), 1), [1]),
    (x) => ref.reshape(x, [3, 4]),
  ),
  define(
    "reverse",
    [float([2, 3, 2])],
    (x) => tf.reverse(x, [0, 1]),
    (x) =>
      ref.build([2, 3, 2], ([i, j, k]) => ref.at(x, [1 - (i as number), 2 - (j as number), k as number])),
  ),
  define(
    "gather of rows",
    [float([5, 3]), int([4], [4, 0, 0, 2])],
    (x, i) => tf.gather(x, i as never),
    (x, i) => ref.build([4, 3], ([r, c]) => ref.at(x, [i.data[r as number] as number, c as number])),
  ),
  define(
    "gather along the second axis",
    [float([2, 5, 2]), int([3], [3, 3, 1])],
    (x, i) => tf.gather(x, i as never, 1),
    (x, i) =>
      ref.build([2, 3, 2], ([n, r, c]) =>
        ref.at(x, [n as number, i.data[r as number] as number, c as number]),
      ),
  ),
  define(
    "gatherND",
    [float([3, 4, 2]), int([3, 2], [0, 1, 2, 3, 0, 1])],
    (x, i) => tf.gatherND(x, i),
    (x, i) =>
      ref.build([3, 2], ([r, c]) =>
        ref.at(x, [ref.at(i, [r as number, 0]), ref.at(i, [r as number, 1]), c as number]),
      ),
  ),
  define(
    "scatterND adds what falls together",
    [int([3, 1], [1, 3, 1]), float([3, 2])],
    (i, u) => tf.scatterND(i, u, [4, 2]),
    (i, u) =>
      ref.build([4, 2], ([r, c]) =>
        ref.total(Array.from(i.data, (v, k) => (v === r ? ref.at(u, [k, c as number]) : 0))),
      ),
    none,
  ),
  define(
    "oneHot",
    [int([3], [2, 0, 1])],
    (x) => tf.oneHot(x, 4, 2, -1).toFloat(),
    (x) => ref.build([3, 4], ([i, j]) => (x.data[i as number] === j ? 2 : -1)),
  ),
  define(
    "depthToSpace",
    [float([1, 2, 2, 8])],
    (x) => tf.depthToSpace(x as Tensor4D, 2),
    (x) =>
      ref.build([1, 4, 4, 2], ([, y, z, c]) => {
        const [r, s] = [(y as number) % 2, (z as number) % 2];
        return ref.at(x, [
          0,
          ((y as number) - r) / 2,
          ((z as number) - s) / 2,
          (r * 2 + s) * 2 + (c as number),
        ]);
      }),
    none,
  ),
  define(
    "spaceToBatchND and back",
    [float([1, 4, 4, 2])],
    (x) => {
      const crops = [
        [0, 0],
        [0, 0],
      ];
      const batch = tf.spaceToBatchND(x, [2, 2], crops);
      return tf.batchToSpaceND(tf.mul(batch, batch), [2, 2], crops);
    },
    (x) => ref.map(x, (v) => v * v),
  ),
  define(
    "range, fill and linear spacing",
    [float([4])],
    (x) => tf.addN([x, tf.range(0, 8, 2), tf.fill([4], 3), tf.linspace(0, 1, 4)]),
    (x) =>
      ref.build([4], ([i]) => (x.data[i as number] as number) + 2 * (i as number) + 3 + (i as number) / 3),
  ),
  define(
    "upper triangle",
    [float([3, 4])],
    (x) => tf.linalg.bandPart(x, 0, -1),
    (x) =>
      ref.build([3, 4], ([i, j]) =>
        (j as number) >= (i as number) ? ref.at(x, [i as number, j as number]) : 0,
      ),
  ),
  define(
    "diag",
    [float([3])],
    (x) => tf.diag(x),
    (x) => ref.build([3, 3], ([i, j]) => (i === j ? (x.data[i as number] as number) : 0)),
  ),
];

const spectrum = (x: readonly number[], sign: number, n = x.length / 2): number[] =>
  Array.from({ length: n }, (_, k) => {
    let re = 0;
    let im = 0;
    for (let t = 0; t < n; t++) {
      const angle = (sign * 2 * Math.PI * k * t) / n;
      re += (x[2 * t] as number) * Math.cos(angle) - (x[2 * t + 1] as number) * Math.sin(angle);
      im += (x[2 * t] as number) * Math.sin(angle) + (x[2 * t + 1] as number) * Math.cos(angle);
    }
    return [re, im];
  }).flat();

/** [rows, n, 2]: real and imaginary parts side by side. */
const transformed = (x: Nd, sign: number, scale: number): Nd => {
  const [rows, n] = x.shape as [number, number];
  const data: number[] = [];
  for (let r = 0; r < rows; r++)
    data.push(...spectrum(Array.from(x.data.slice(r * n * 2, (r + 1) * n * 2)), sign).map((v) => v * scale));
  return nd(x.shape, data);
};

const complexOf = (x: Tensor) => {
  const [re, im] = tf.unstack(x, -1) as [Tensor, Tensor];
  return tf.complex(re, im);
};
const partsOf = (x: Tensor) => tf.stack([tf.real(x), tf.imag(x)], -1);

const spectral: readonly Case[] = [
  ...[8, 6, 7].map((n) =>
    define(
      `fft of length ${n}`,
      [float([2, n, 2])],
      (x) => partsOf(tf.fft(complexOf(x))),
      (x) => transformed(x, -1, 1),
      none,
    ),
  ),
  define(
    "ifft",
    [float([2, 6, 2])],
    (x) => partsOf(tf.ifft(complexOf(x))),
    (x) => transformed(x, 1, 1 / 6),
    none,
  ),
  define(
    "rfft",
    [float([2, 8])],
    (x) => partsOf(tf.spectral.rfft(x)),
    (x) => {
      const whole = transformed(
        ref.build([2, 8, 2], ([r, t, p]) => (p ? 0 : ref.at(x, [r as number, t as number]))),
        -1,
        1,
      );
      return ref.build([2, 5, 2], (i) => ref.at(whole, i));
    },
    none,
  ),
  define(
    "rfft and back",
    [float([3, 8])],
    (x) => tf.spectral.irfft(tf.spectral.rfft(x)),
    (x) => x,
    none,
  ),
  define(
    "magnitude of a complex tensor",
    [float([4, 2])],
    (x) => tf.abs(complexOf(x)),
    (x) => ref.fold(x, [1], (list) => Math.hypot(...list)),
    none,
  ),
];

const image: readonly Case[] = [
  define(
    "cropAndResize",
    [float([1, 4, 4, 1]), nd2([[0, 0, 1, 1]]), int([1], [0])],
    (x, boxes, index) =>
      tf.image.cropAndResize(x as Tensor4D, boxes as never, index as never, [3, 3], "bilinear"),
    (x) => ref.bilinear(x, 3, 3, "aligned"),
    none,
  ),
  define(
    "flipLeftRight",
    [float([1, 2, 3, 2])],
    (x: Tensor) => tf.image.flipLeftRight(x as Tensor4D),
    (x) =>
      ref.build([1, 2, 3, 2], ([n, y, z, c]) =>
        ref.at(x, [n as number, y as number, 2 - (z as number), c as number]),
      ),
    none,
  ),
];

function nd2(rows: readonly (readonly number[])[]): Input {
  return { value: nd([rows.length, (rows[0] as readonly number[]).length], rows.flat()), dtype: "float32" };
}

/** Everything that training in Swath needs of an engine. */
export const cases: readonly Case[] = [
  ...elementwise,
  ...binaries,
  ...reductions,
  ...products,
  ...softmaxes,
  ...convolutions,
  ...pooling,
  ...resizing,
  ...normalization,
  ...movement,
  ...spectral,
  ...image,
];
