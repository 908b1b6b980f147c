import { ShapeError, ValueError } from "../../errors.js";
import type { Origin } from "../origin.js";
import { arrayOf, dtypeOf, type RasterArray } from "../raster/dtype.js";
import { Raster } from "../raster/raster.js";
import type { SampleLike } from "./sample.js";

/** Numbers of a batch: the samples' arrays one after the other, ready for `tf.tensor(data, shape)`. */
export interface BatchArray<Data extends RasterArray = RasterArray> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** What a field of the samples becomes in a batch. */
export type Batched<Value> = Value extends Raster
  ? BatchArray
  : Value extends number
    ? Int32Array
    : Value extends RasterArray
      ? BatchArray<Value>
      : readonly Value[];

/** Some samples as one: every field of theirs, and which they are. */
export type Batch<Sample extends SampleLike, From extends Origin = Origin> = {
  readonly [Field in keyof Sample]: Batched<Sample[Field]>;
} & {
  /** How many samples there are in it. */
  readonly size: number;
  /** Their indices in the data set. */
  readonly indices: Int32Array;
  readonly origin: From;
};

const taken = ["size", "indices", "origin"];

/**
 * Puts samples together: rasters as `[n, height, width, bands]`, typed arrays as `[n, length]`, whole numbers as an
 * Int32Array, everything else (boxes, names) as a list.
 *
 * @example
 * ```ts
 * import { collate, Raster } from "swath/data";
 *
 * const sample = (label: number) => ({ image: Raster.zeros({ height: 2, width: 3 }), label });
 * const { image, label } = collate([sample(4), sample(1)]);
 * image.shape; // [2, 2, 3, 1]
 * label; // Int32Array [4, 1]
 * ```
 */
export function collate<Sample extends SampleLike>(
  samples: readonly Sample[],
): { readonly [Field in keyof Sample]: Batched<Sample[Field]> } {
  const [first] = samples as readonly Readonly<Record<string, unknown>>[];
  if (!first) throw new ValueError("collate", "there is no sample", { mend: "give at least one" });
  const fields = Object.keys(first).map((field) => {
    if (taken.includes(field)) {
      throw new ValueError("collate", `a field of the samples is called "${field}"`, {
        mend: "call it otherwise: batches have size, indices and origin of their own",
      });
    }
    return [field, column(field, samples as readonly Readonly<Record<string, unknown>>[])] as const;
  });
  return Object.fromEntries(fields) as { readonly [Field in keyof Sample]: Batched<Sample[Field]> };
}

function column(field: string, samples: readonly Readonly<Record<string, unknown>>[]): unknown {
  const values = samples.map((sample) => sample[field]);
  const [first] = values;
  if (first instanceof Raster)
    return stack(field, values, (value) => (value instanceof Raster ? value : null));
  if (ArrayBuffer.isView(first)) {
    return stack(field, values, (value) =>
      ArrayBuffer.isView(value)
        ? { shape: [(value as RasterArray).length], data: value as RasterArray }
        : null,
    );
  }
  if (typeof first !== "number") return values;
  return Int32Array.from(values as number[], (value) => {
    if (Number.isInteger(value)) return value;
    throw new ValueError("collate", `${field} is ${value}, no whole number`, {
      mend: "put measured numbers into a Float32Array",
    });
  });
}

function stack(
  field: string,
  values: readonly unknown[],
  open: (value: unknown) => BatchArray | null,
): BatchArray {
  let out: RasterArray | undefined;
  let shape = "";
  let head: BatchArray | undefined;
  values.forEach((value, i) => {
    const array = open(value);
    const own = array ? `${array.shape.join("×")} ${dtypeOf(array.data)}` : typeof value;
    if (!array || (out && own !== shape)) {
      throw new ShapeError(
        "collate",
        `${field} of sample ${i} of the batch is ${own}, the first is ${shape}`,
        {
          mend: "bring all to one size and type: load with size, or augment with randomCrop",
        },
      );
    }
    head ??= array;
    shape ||= own;
    out ??= arrayOf(dtypeOf(array.data), array.data.length * values.length);
    out.set(array.data, i * array.data.length);
  });
  return { shape: [values.length, ...head!.shape], data: out! };
}
