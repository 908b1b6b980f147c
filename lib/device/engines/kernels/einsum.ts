import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import { composedKernel } from "./host.js";

interface Term {
  readonly labels: string;
  readonly tensor: Tensor;
}

/** Sums over the labels that are not wanted and puts the others in order. */
function arrange({ labels, tensor }: Term, wanted: string): Tensor {
  const extra = [...labels].flatMap((label, axis) => (wanted.includes(label) ? [] : [axis]));
  const summed = extra.length > 0 ? tf.sum(tensor, extra) : tensor;
  const left = [...labels].filter((label) => wanted.includes(label));
  return tf.transpose(
    summed,
    [...wanted].map((label) => left.indexOf(label)),
  );
}

/** Two terms as one matrix product: shared and kept labels are its batch, shared and lost ones its inner axis. */
function contract(a: Term, b: Term, output: string): Term {
  const has = ({ labels }: Term, label: string) => labels.includes(label);
  const pick = (labels: string, test: (label: string) => boolean) => [...labels].filter(test).join("");
  const batch = pick(a.labels, (label) => has(b, label) && output.includes(label));
  const inner = pick(a.labels, (label) => has(b, label) && !output.includes(label));
  const rows = pick(a.labels, (label) => !has(b, label) && output.includes(label));
  const columns = pick(b.labels, (label) => !has(a, label) && output.includes(label));
  const length = (labels: string) =>
    [...labels].reduce((n, label) => {
      const term = has(a, label) ? a : b;
      return n * (term.tensor.shape[term.labels.indexOf(label)] as number);
    }, 1);
  const shape = (labels: string) => [...labels].map(length);
  const left = tf.reshape(arrange(a, batch + rows + inner), [length(batch), length(rows), length(inner)]);
  const right = tf.reshape(arrange(b, batch + inner + columns), [
    length(batch),
    length(inner),
    length(columns),
  ]);
  const labels = batch + rows + columns;
  return { labels, tensor: tf.reshape(tf.matMul(left, right), shape(labels)) };
}

function einsum(
  inputs: Readonly<Record<string, Tensor>>,
  { equation }: { readonly equation: string },
): TensorInfo {
  const tensors = Object.values(inputs);
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
  const [left = "", output = ""] = equation.replace(/\s/g, "").split("->");
  const labels = left.split(",");
  const terms = tensors.map((tensor, k): Term => ({ labels: labels[k] as string, tensor }));
  // Labels that a later term or the output needs must outlive a contraction.
  let [so] = terms as [Term];
  for (let k = 1; k < terms.length; k++) {
    const later = output + labels.slice(k + 1).join("");
    so = contract(so, terms[k] as Term, [...new Set(later)].join(""));
  }
  return arrange(so, output);
}

/**
 * Einsum by matrix products. tfjs's wasm engine has none; its cpu and webgpu engines multiply everything out
 * elementwise, and give a wrong shape where a label is summed over in one operand alone.
 */
export function registerEinsum(engine: string): void {
  composedKernel(engine, "Einsum", einsum);
}
