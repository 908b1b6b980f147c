import { SwathError } from "../../errors.js";
import type { NdArray } from "../raster/ndarray.js";

/** Numbers of a MATLAB file, in row-major order. */
export interface MatNumbers extends NdArray {
  readonly kind: "numbers";
  /** MATLAB's class: `double`, `single`, `uint16`, `logical` … */
  readonly type: string;
  /** Imaginary parts of complex numbers (`data` holds the real ones). */
  readonly imaginary?: NdArray["data"];
}

/** Characters: one text a row. */
export interface MatText {
  readonly kind: "text";
  readonly shape: readonly number[];
  readonly text: readonly string[];
}

/** A cell array; its items in row-major order. */
export interface MatCell {
  readonly kind: "cell";
  readonly shape: readonly number[];
  readonly items: readonly MatValue[];
}

/** An array of structs, in row-major order; a lone struct has one item. Objects of old classes come as structs. */
export interface MatStruct {
  readonly kind: "struct";
  readonly shape: readonly number[];
  readonly items: readonly Readonly<Record<string, MatValue>>[];
}

/** A sparse matrix as stored: the numbers of column c lie at starts[c] … starts[c + 1]. */
export interface MatSparse {
  readonly kind: "sparse";
  readonly type: string;
  readonly shape: readonly number[];
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly data: NdArray["data"];
  readonly imaginary?: NdArray["data"];
}

/** What only MATLAB itself can open: function handles, objects of new classes. */
export interface MatOpaque {
  readonly kind: "opaque";
  readonly shape: readonly number[];
  readonly type: string;
}

/** A value of a MATLAB file: an array, text, a struct, a cell. */
export type MatValue = MatNumbers | MatText | MatCell | MatStruct | MatSparse | MatOpaque;

/** The variables of a file by name, in the file's order. */
export type MatFile = Readonly<Record<string, MatValue>>;

/** Which variables of a MATLAB file are read, and within which limits. */
export interface ReadMatOptions {
  /** Only these variables; the others are skipped without being decoded. */
  readonly variables?: readonly string[];
  /**
   * Which type the numbers of a version 5 to 7 file get: that of their MATLAB `class` (a double is float64), or the one
   * they are `stored` in, which is smaller where a double holds only small whole numbers (SciPy's way); class unless told.
   */
  readonly types?: "class" | "stored";
}

/**
 * A sparse matrix with its zeros, row-major.
 *
 * @example
 * ```ts
 * import { toDense } from "swath/data";
 *
 * const identity = {
 *   kind: "sparse", type: "double", shape: [2, 2],
 *   rows: new Int32Array([0, 1]), starts: new Int32Array([0, 1, 2]), data: new Float64Array([1, 1]),
 * } as const;
 * toDense(identity).data; // Float64Array [1, 0, 0, 1]
 * ```
 */
export function toDense(sparse: MatSparse, options: { readonly memoryBytes?: number } = {}): NdArray {
  const { memoryBytes = 2 ** 31 } = options;
  const [height = 0, width = 0] = sparse.shape;
  const bytes = height * width * sparse.data.BYTES_PER_ELEMENT;
  if (!(bytes <= memoryBytes)) {
    throw new SwathError(
      "LIMIT",
      "toDense",
      `[${sparse.shape}] needs ${bytes} bytes, ${memoryBytes} are allowed`,
      {
        mend: "give memoryBytes, or keep it sparse",
      },
    );
  }
  const Numbers = sparse.data.constructor as new (length: number) => Float64Array;
  const data = new Numbers(height * width);
  const values = sparse.data as Float64Array;
  for (let column = 0; column < width; column++) {
    for (let i = sparse.starts[column]!; i < sparse.starts[column + 1]!; i++) {
      data[sparse.rows[i]! * width + column] = values[i]!;
    }
  }
  return { shape: sparse.shape, data };
}
