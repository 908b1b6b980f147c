import { describe, expect, it } from "vitest";
import { engine, start } from "../../../lib/device/engine.js";
import type { EngineName } from "../../../lib/device/engines/definition.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { type Case, cases, type Input } from "./cases.js";
import { differences, values } from "./reference.js";

export const close = { rtol: 1e-4, atol: 1e-4 } as const;

const tensor = ({ value, dtype }: Input): Tensor =>
  tf.tensor(
    dtype === "float32" ? Float32Array.from(value.data) : Int32Array.from(value.data),
    [...value.shape],
    dtype,
  );

function gradients({ inputs, run, by }: Case, weight: Tensor): Tensor[] {
  const fixed = inputs.map(tensor);
  const loss = (...moved: Tensor[]) =>
    tf.sum(tf.mul(run(...fixed.map((x, k) => moved[by.indexOf(k)] ?? x)), weight)) as Tensor;
  return tf.grads(loss)(by.map((k) => fixed[k] as Tensor));
}

/** What the library and the engine itself hold: a kernel that forgets its scratch shows in the second. */
const alive = () => ({
  tensors: tf.memory().numTensors,
  buffers: (tf.backend() as unknown as { numDataIds(): number }).numDataIds(),
});

/**
 * The same numerical suite for every engine: values and gradients against float64, and no tensor left behind.
 *
 * @param looser relative tolerance of cases in which an engine is allowed less than the others
 */
export function numericalSuite(name: EngineName, looser: Readonly<Record<string, number>> = {}): void {
  describe(`the ${name} engine`, () => {
    it("runs", async () => {
      expect((await start({ engine: name })).name).toBe(name);
      expect(engine().name).toBe(name);
    });

    for (const item of cases) {
      const tolerance = { ...close, rtol: looser[item.name] ?? close.rtol };
      it(`${item.name}: value`, async () => {
        const before = alive();
        const output = tf.tidy(() => item.run(...item.inputs.map(tensor)));
        expect({ shape: output.shape, data: await output.data() }).toBeAllClose(
          item.reference(...item.inputs.map(({ value }) => value)),
          tolerance,
        );
        output.dispose();
        expect(alive()).toEqual(before);
      });
      if (item.by.length > 0) {
        it(`${item.name}: gradient`, async () => {
          const inputs = item.inputs.map(({ value }) => value);
          const weight = values(item.reference(...inputs).shape, 0.3, 1.7, 9);
          const before = alive();
          const grads = tf.tidy(() => gradients(item, tensor({ value: weight, dtype: "float32" })));
          const expected = differences(item.reference, inputs, weight, item.by);
          for (const [k, grad] of grads.entries()) {
            expect({ shape: grad.shape, data: await grad.data() }).toBeAllClose(expected[k], tolerance);
          }
          tf.dispose(grads);
          expect(alive()).toEqual(before);
        });
      }
    }
  });
}
