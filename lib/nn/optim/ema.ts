import { tf, type Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import type { Params } from "../module.js";

/** A moving average of parameters. */
export interface Ema {
  /** The averages, by the parameters' names. */
  readonly params: Params;
  /** For a captured step. */
  readonly state: readonly Variable[];
  /** Moves the averages toward the parameters; after each step of the optimiser. */
  update(): void;
  /** Exchanges parameters and averages: once to evaluate with the averages, again to go on. */
  swap(): void;
  dispose(): void;
}

/**
 * Keeps an exponential moving average of parameters: average = decay · average + (1 - decay) · parameter. It begins at
 * the parameters' values.
 *
 * @param options `decay` is 0.999 unless told
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 1, key: seed(1) });
 * const average = nn.ema(model.params, { decay: 0.99 });
 * average.update(); // after each optimizer.apply
 * average.swap();
 * model(tf.ones([1, 2])); // with the averages
 * average.swap();
 * ```
 */
export function ema(params: Params, options: { readonly decay?: number } = {}): Ema {
  const { decay = 0.999 } = options;
  if (!(decay >= 0 && decay < 1)) {
    throw new ValueError("ema", `the decay is ${decay}`, { mend: "give a number in [0, 1)" });
  }
  const averages = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      tf.tidy(() => tf.variable(value.clone(), false)) as Variable,
    ]),
  );
  const pairs = Object.entries(params).map(([name, value]) => [value, averages[name] as Variable] as const);
  return {
    params: averages,
    state: Object.values(averages),
    update: () =>
      tf.tidy(() => {
        for (const [value, average] of pairs) {
          average.assign(tf.add(average, tf.mul(tf.sub(value, average), 1 - decay)) as Variable);
        }
      }),
    swap: () =>
      tf.tidy(() => {
        for (const [value, average] of pairs) {
          const before = value.clone();
          value.assign(average.clone() as Variable);
          average.assign(before as Variable);
        }
      }),
    dispose: () => {
      for (const average of Object.values(averages)) average.dispose();
    },
  };
}
