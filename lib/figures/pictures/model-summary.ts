import { formatCount } from "../picture/number.js";
import type { TableLike, TableOptions } from "./table.js";

/** What is asked of a model: its parameters and buffers by their full names. */
export interface ModelLike {
  readonly params: Readonly<Record<string, { readonly shape: readonly number[] }>>;
  readonly buffers?: Readonly<Record<string, { readonly shape: readonly number[] }>>;
}

/** Title and depth of a summary of a model. */
export interface ModelSummaryOptions {
  readonly title?: string;
  /** Parts of a name that make one row: 1 is the first word (`layer1`), 2 `layer1.0`; all but the last unless told. */
  readonly depth?: number;
  /** 40 unless told. */
  readonly rows?: number;
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * One row a layer: its tensors' shapes and how many numbers it learns.
 *
 * @example
 * ```ts
 * import { modelTable } from "swath/figures";
 *
 * const { options } = modelTable({ params: { "fc.weight": { shape: [10, 3] }, "fc.bias": { shape: [3] } } });
 * options.caption; // "33 parameters (0.00 MB), 0 values in buffers."
 * ```
 */
export function modelTable(
  model: ModelLike,
  options: ModelSummaryOptions = {},
): { readonly table: TableLike; readonly options: TableOptions } {
  const { title = "Model", depth, rows = 40 } = options;
  const layers = new Map<string, { shapes: string[]; learned: number; kept: number }>();
  const add = (name: string, shape: readonly number[], learned: boolean): void => {
    const words = name.split(".");
    const layer = words.slice(0, depth ?? Math.max(1, words.length - 1)).join(".") || name;
    const entry = layers.get(layer) ?? { shapes: [], learned: 0, kept: 0 };
    if (learned) {
      entry.shapes.push(
        `${words.slice(layer.split(".").length).join(".") || name} ${shape.join("×") || "1"}`,
      );
      entry.learned += size(shape);
    } else entry.kept += size(shape);
    layers.set(layer, entry);
  };
  for (const [name, { shape }] of Object.entries(model.params)) add(name, shape, true);
  for (const [name, { shape }] of Object.entries(model.buffers ?? {})) add(name, shape, false);
  const list = [...layers].map(([layer, { shapes, learned }]) => ({
    layer,
    tensors: shapes.length > 3 ? `${shapes.length} tensors` : shapes.join(", "),
    parameters: learned,
  }));
  const learned = [...layers.values()].reduce((sum, entry) => sum + entry.learned, 0);
  const kept = [...layers.values()].reduce((sum, entry) => sum + entry.kept, 0);
  const more = list.length > rows ? ` First ${rows} of ${list.length} layers.` : "";
  const caption = `${formatCount(learned)} parameters (${megabytes(learned)}), ${formatCount(kept)} values in buffers.${more}`;
  return { table: list, options: { title, rows, caption } };
}

const megabytes = (values: number): string => `${((values * 4) / 1e6).toFixed(values * 4 < 1e6 ? 2 : 1)} MB`;
