import type { Key } from "../../device/random/index.js";
import type { Variable } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { parameter } from "../variables.js";
import type { Initializer, InitSpec } from "./initializer.js";
import { kaimingUniform } from "./kaiming.js";
import { symmetric } from "./symmetric.js";

/** What PyTorch gives convolutions and linear layers unless told. */
export const defaultWeights: Initializer = kaimingUniform({ nonlinearity: { leakyRelu: Math.sqrt(5) } });

/** What PyTorch gives their biases: uniform in ± 1 / sqrt(fanIn). */
export const defaultBias: Initializer = (key, { shape, fanIn }) =>
  symmetric(key, shape, fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0);

/** A parameter from an initialiser. */
export function initialised(init: Initializer, key: Key, spec: InitSpec): Variable {
  const values = init(key, spec);
  const expected = spec.shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) {
    throw new ShapeError(
      "init",
      `the initialiser gave ${values.length} values for [${spec.shape.join(", ")}]`,
      {
        mend: `return ${expected} values`,
      },
    );
  }
  return parameter(values, spec.shape);
}
