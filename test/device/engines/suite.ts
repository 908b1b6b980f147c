import { describe, expect, it } from "vitest";
import { engine, start } from "../../../lib/device/engine.js";
import type { EngineName } from "../../../lib/device/engines/definition.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { type Case, cases, type Input } from "./cases.js";
import { differences, values } from "./reference.js";

export const close = { rtol: 1e-4, atol: 1e-4 } as const;

const tensor = ({ value, dtype }: Input): Tensor =>
  tf.tensor(dtype === "float32" ? Float32Array.from(value.data) : Int32Array.from(value.data), [...value.shape], dtype);

function gradients({ inputs, run, by }: Case, weight: Tensor): Tensor[] {
  const fixed = inputs.map(tensor);
  const loss = (...moved: Tensor[]) =>
    tf.sum(tf.mul(run(...fixed.map((x, k) => moved[by.indexOf(k)] ?? x)), weight)) as Tensor;
  return tf.grads(loss)(by.map((k) => fixed[k] as Tensor));
}

/** The same numerical suite for every engine: values and gradients against float64, and no tensor left behind. */
export function numericalSuite(name: EngineName): void {
  describe(`the ${name} engine`, () => {
    it("runs", async () => {
      expect((await start({ engine: name })).name).toBe(name);
      expect(engine().name).toBe(name);
    });

    for (const item of cases) {
      it(`${item.name}: value`, async () => {
        const output = tf.tidy(() => item.run(...item.inputs.map(tensor)));
        expect({ shape: output.shape, data: await output.data() }).toBeAllClose(
          item.reference(...item.inputs.map(({ value }) => value)),
          close,
        );
        output.dispose();
      });
      if (item.by.length > 0) {
        it(`${item.name}: gradient`, async () => {
          const inputs = item.inputs.map(({ value }) => value);
          const weight = values(item.reference(...inputs).shape, 0.3, 1.7, 9);
          const before = tf.memory().numTensors;
          const grads = tf.tidy(() => gradients(item, tensor({ value: weight, dtype: "float32" })));
          const expected = differences(item.reference, inputs, weight, item.by);
          for (const [k, grad] of grads.entries()) {
            expect({ shape: grad.shape, data: await grad.data() }).toBeAllClose(expected[k], close);
          }
          tf.dispose(grads);
          expect(tf.memory().numTensors).toBe(before);
        });
      }
    }
  });
}
