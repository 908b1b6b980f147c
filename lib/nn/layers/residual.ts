import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { type AnyModule, type Module, module, type Parts } from "../module.js";
import { sameShape, text } from "../ops/shapes.js";
import type { Step } from "./sequential.js";

/** What stands beside the body of a {@link residual}. */
export interface ResidualOptions {
  /** What the input passes on its way around the body; nothing unless told. */
  readonly shortcut?: Step;
  /** What the sum passes; nothing unless told. */
  readonly after?: (x: Tensor) => Tensor;
}

/** A body with a way around it. */
export type Residual = Module<[x: Tensor], Tensor, Parts>;

const isModule = (step: Step | undefined): step is AnyModule => step !== undefined && "parts" in step;

/**
 * A body with a way around it: `after(body(x) + shortcut(x))`.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const block = nn.residual(nn.linear({ in: 4, out: 4, key: seed(1) }), { after: nn.relu });
 * block(tf.ones([2, 4])).shape; // [2, 4]
 * Object.keys(block.params); // ["body.weight", "body.bias"]
 * ```
 */
export function residual(body: Step, { shortcut, after }: ResidualOptions = {}): Residual {
  const parts: Parts = {
    ...(isModule(body) ? { body } : {}),
    ...(isModule(shortcut) ? { shortcut } : {}),
  };
  return module("residual", parts, (x: Tensor) =>
    tf.tidy(() => {
      const y = body(x);
      const around = shortcut ? shortcut(x) : x;
      if (!sameShape(y.shape, around.shape)) {
        throw new ShapeError("residual", "body and shortcut give different shapes", {
          mend: "give a shortcut that changes the input as the body does",
          facts: { body: text(y.shape), shortcut: text(around.shape) },
        });
      }
      const total = tf.add(y, around);
      return after ? after(total) : total;
    }),
  );
}
