import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError, SwathError } from "../../errors.js";
import { matMul } from "./matMul.js";
import { sum } from "./reduce.js";
import { product, text } from "./shapes.js";

interface Operand {
  readonly labels: readonly string[];
  readonly x: Tensor;
}

function parse(
  equation: string,
  tensors: readonly Tensor[],
): { operands: Operand[]; out: readonly string[] } {
  const [left = "", right] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  const refuse = (problem: string, mend: string): never => {
    throw new SwathError("VALUE", "einsum", `${problem} in "${equation}"`, { mend });
  };
  if (right === undefined || !/^[a-zA-Z]*$/.test(right) || !terms.every((term) => /^[a-zA-Z]*$/.test(term))) {
    refuse("only letters, commas and one arrow are understood", 'write it as "bij,bjk->bik"');
  }
  if (terms.length !== tensors.length) {
    refuse(`${terms.length} terms for ${tensors.length} tensors`, "give one term a tensor");
  }
  const sizes = new Map<string, number>();
  const operands = terms.map((term, i) => {
    const x = tensors[i] as Tensor;
    const labels = [...term];
    if (new Set(labels).size !== labels.length)
      refuse(`a letter comes twice in "${term}"`, "take the diagonal before");
    if (labels.length !== x.rank) {
      throw new ShapeError("einsum", `"${term}" has ${labels.length} letters, the tensor ${text(x.shape)}`, {
        mend: "give one letter an axis",
      });
    }
    labels.forEach((label, axis) => {
      const size = x.shape[axis] as number;
      if ((sizes.get(label) ?? size) !== size) {
        throw new ShapeError(
          "einsum",
          `"${label}" is ${sizes.get(label)} in one tensor and ${size} in another`,
          {
            mend: "give tensors whose shared axes are equal",
          },
        );
      }
      sizes.set(label, size);
    });
    return { labels, x };
  });
  const out = [...(right as string)];
  if (new Set(out).size !== out.length || out.some((label) => !sizes.has(label))) {
    refuse("the result has a letter twice or one that no tensor has", "name each axis of the result once");
  }
  return { operands, out };
}

/** Sums away the axes that are not wanted. */
function reduceTo({ labels, x }: Operand, wanted: ReadonlySet<string>): Operand {
  const axis = labels.flatMap((label, i) => (wanted.has(label) ? [] : [i]));
  if (axis.length === 0) return { labels, x };
  return { labels: labels.filter((label) => wanted.has(label)), x: sum(x, { axis }) };
}

function ordered({ labels, x }: Operand, order: readonly string[]): Tensor {
  const axes = order.map((label) => labels.indexOf(label));
  return axes.every((axis, i) => axis === i) ? x : tf.transpose(x, axes);
}

/** Two operands into one that has the wanted labels (and in its own order): one batched matrix product. */
function contract(a: Operand, b: Operand, wanted: ReadonlySet<string>): Operand {
  const inA = new Set(a.labels);
  const inB = new Set(b.labels);
  const left = reduceTo(a, new Set([...wanted, ...inB]));
  const right = reduceTo(b, new Set([...wanted, ...inA]));
  const batch = left.labels.filter((label) => inB.has(label) && wanted.has(label));
  const inner = left.labels.filter((label) => inB.has(label) && !wanted.has(label));
  const rows = left.labels.filter((label) => !inB.has(label));
  const columns = right.labels.filter((label) => !inA.has(label));
  const size = (operand: Operand, labels: readonly string[]) =>
    labels.map((label) => operand.x.shape[operand.labels.indexOf(label)] as number);
  const [nBatch, nInner] = [size(left, batch), size(left, inner)];
  const [nRows, nColumns] = [size(left, rows), size(right, columns)];
  const matrixA = tf.reshape(ordered(left, [...batch, ...rows, ...inner]), [
    product(nBatch),
    product(nRows),
    product(nInner),
  ]);
  const matrixB = tf.reshape(ordered(right, [...batch, ...inner, ...columns]), [
    product(nBatch),
    product(nInner),
    product(nColumns),
  ]);
  const y = tf.reshape(matMul(matrixA, matrixB), [...nBatch, ...nRows, ...nColumns]);
  return { labels: [...batch, ...rows, ...columns], x: y };
}

/**
 * Sums of products by an equation, on any number of tensors, with gradients (tfjs has none). A letter may come once in
 * each term; the result is always named after an arrow.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.einsum("bij,bkj->bik", tf.ones([2, 3, 4]), tf.ones([2, 5, 4])).shape; // [2, 3, 5]
 * nn.einsum("ij->ji", tf.ones([2, 3])).shape; // [3, 2]
 * ```
 */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor {
  const { operands, out } = parse(equation, tensors);
  return tf.tidy(() => {
    let [result, ...rest] = operands as [Operand, ...Operand[]];
    while (rest.length > 0) {
      const [next, ...later] = rest as [Operand, ...Operand[]];
      const wanted = new Set([...out, ...later.flatMap(({ labels }) => labels)]);
      result = contract(result, next, wanted);
      rest = later;
    }
    const left = reduceTo(result, new Set(out));
    return ordered(left, out).clone();
  });
}
