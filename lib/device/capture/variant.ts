import { ShapeError, SwathError } from "../../errors.js";
import type { DataType, Tensor } from "../tf.js";
import type { Program } from "./program.js";
import type { Recorded } from "./record.js";

/** A step recorded for arguments of certain shapes. */
export interface Variant {
  readonly program: Program;
  readonly outputs: Recorded["outputs"];
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[];
  readonly paths: readonly string[];
  readonly layout: string;
}

/** Whether arguments are those that the variant was recorded for. */
export function fits(variant: Variant, layout: string, tensors: readonly Tensor[]): boolean {
  return (
    variant.layout === layout &&
    variant.inputs.every(({ shape, dtype }, i) => {
      const tensor = tensors[i] as Tensor;
      return (
        tensor.dtype === dtype &&
        tensor.shape.length === shape.length &&
        shape.every((size, axis) => tensor.shape[axis] === size)
      );
    })
  );
}

/** What is wrong with arguments that do not fit. */
export function misfit(
  variant: Variant,
  layout: string,
  tensors: readonly Tensor[],
  paths: readonly string[],
): SwathError {
  if (variant.layout !== layout) {
    const unknown = paths.find((path) => !variant.paths.includes(path));
    const missing = variant.paths.find((path) => !paths.includes(path));
    const text =
      unknown !== undefined
        ? `argument ${unknown} is unknown`
        : missing !== undefined
          ? `argument ${missing} is missing`
          : "the arguments are arranged differently";
    return new SwathError("CAPTURE", "captured step", text, {
      mend: `it was captured with ${variant.paths.join(", ") || "no arguments"}`,
    });
  }
  const i = variant.inputs.findIndex(
    ({ shape, dtype }, at) => tensors[at]?.dtype !== dtype || tensors[at]?.shape.join() !== shape.join(),
  );
  const want = variant.inputs[i] as { shape: readonly number[]; dtype: DataType };
  const got = tensors[i] as Tensor;
  return new ShapeError(
    "captured step",
    `argument ${paths[i]} is ${got.dtype} [${got.shape}], it was captured as ${want.dtype} [${want.shape}]`,
    {
      mend: 'cut or pad the batch, or capture with shapes: "many"',
    },
  );
}
