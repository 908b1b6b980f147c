import { tf, type Variable } from "../device/tf.js";
import { SwathError } from "../errors.js";
import type { Arrays, NamedArray } from "./paper.js";

/** Variables by name, in groups: `{ model: model.params, buffers: model.buffers, optimizer: optimizer.slots }`. */
export type VariableGroups = Readonly<Record<string, Readonly<Record<string, Variable>>>>;

/**
 * The present values of variables, for a checkpoint: parameters, buffers, an optimiser's slots, a generator's place.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 * import { restore, snapshot } from "swath/experiment";
 *
 * const layer = nn.linear({ in: 2, out: 1, key: seed(1) });
 * const kept = snapshot({ model: layer.params });
 * Object.keys(kept); // ["model/weight", "model/bias"]
 * restore({ model: layer.params }, kept);
 * ```
 */
export function snapshot(groups: VariableGroups): Arrays {
  const arrays: Record<string, NamedArray> = {};
  for (const [group, variables] of Object.entries(groups)) {
    for (const [name, variable] of Object.entries(variables)) {
      const data = variable.dataSync().slice() as NamedArray["data"];
      arrays[`${group}/${name}`] = { shape: variable.shape, data };
    }
  }
  return arrays;
}

/**
 * Puts the values of a {@link snapshot} back into variables of the same groups and names.
 *
 * @example See {@link snapshot}:
 * ```ts
 * import { tf } from "swath";
 * import { restore } from "swath/experiment";
 *
 * const x = tf.variable(tf.scalar(1));
 * restore({ here: { x } }, { "here/x": { shape: [], data: new Float32Array([5]) } });
 * x.dataSync()[0]; // 5
 * ```
 */
export function restore(groups: VariableGroups, arrays: Arrays): void {
  for (const [group, variables] of Object.entries(groups)) {
    for (const [name, variable] of Object.entries(variables)) {
      const stored = arrays[`${group}/${name}`];
      if (!stored || stored.shape.join() !== variable.shape.join()) {
        const problem = stored ? `has shape [${stored.shape}], not [${variable.shape}]` : "is missing";
        throw new SwathError("STATE", "restore", `${group}/${name} ${problem}`, {
          mend: "it is the snapshot of another model: begin anew",
        });
      }
      tf.tidy(() => {
        const dtype = variable.dtype as "float32";
        variable.assign(tf.tensor(stored.data as Float32Array, variable.shape, dtype) as Variable);
      });
    }
  }
}
