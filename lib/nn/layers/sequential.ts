import { type Tensor, tf } from "../../device/tf.js";
import { type AnyModule, type Module, module, type Parts } from "../module.js";

/** A layer, or any function of a tensor. */
export type Step = Module | ((x: Tensor) => Tensor);

/** Layers one after the other. */
export type Sequential = Module<[x: Tensor], Tensor, Parts>;

const isModule = (step: Step): step is AnyModule => "parts" in step;

/**
 * Layers and functions one after the other. A list names its layers "0", "1" …, as PyTorch does; a record by its keys.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const [a, b] = seed(1).split();
 * const net = nn.sequential([
 *   nn.linear({ in: 4, out: 8, key: a }),
 *   nn.relu,
 *   nn.linear({ in: 8, out: 2, key: b }),
 * ]);
 * net(tf.ones([1, 4])).shape; // [1, 2]
 * Object.keys(net.params); // ["0.weight", "0.bias", "2.weight", "2.bias"]
 * ```
 */
export function sequential(steps: readonly Step[] | Readonly<Record<string, Step>>): Sequential {
  const parts = Object.fromEntries(
    Object.entries(steps).filter((entry): entry is [string, AnyModule] => isModule(entry[1] as Step)),
  );
  const order: readonly Step[] = Object.values(steps);
  return module("sequential", parts as Parts, (x: Tensor) =>
    tf.tidy(() => order.reduce<Tensor>((value, step) => step(value), x)),
  );
}
