import { describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { hasNative, on } from "../../support/engines.js";
import { cases } from "./cases.js";

describe.skipIf(!hasNative)("operations in a captured step (native engine)", () => {
  it.each(Object.entries(cases))(
    "%s has the value and gradients of the eager call",
    async (_, { f, inputs }) => {
      await on("native", () => {
        const given = inputs();
        const step = (...xs: Tensor[]) => {
          const y = f(...xs);
          const grads = tf.grads((...zs) => tf.sum(tf.mul(f(...zs), tf.add(tf.square(y), 1))))(xs);
          return [y, ...grads];
        };
        const eager = tf.tidy(() => step(...given));
        const program = capture(step);
        const captured = program(...given) as readonly Tensor[];
        captured.forEach((value, i) => {
          expect(value).toBeAllClose(eager[i], { rtol: 1e-5, atol: 1e-5 });
        });
        program.dispose();
      });
    },
  );
});
