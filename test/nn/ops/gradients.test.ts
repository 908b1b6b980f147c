import { describe, expect, it } from "vitest";
import { tf } from "../../../lib/device/tf.js";
import { leaked, onEveryEngine } from "../../support/engines.js";
import { expectGradients } from "../../support/gradients.js";
import { cases } from "./cases.js";

onEveryEngine("operations", () => {
  describe.each(Object.entries(cases))("%s", (_, { f, inputs, check, makes = 0 }) => {
    it("has the gradients of finite differences", () => {
      expectGradients(f, inputs(), check);
    });

    it("leaves no tensors behind", () => {
      const given = inputs();
      expect(leaked(() => f(...given))).toBe(makes);
      expect(leaked(() => tf.tidy(() => tf.grads((...xs) => tf.sum(f(...xs)))(given)))).toBe(0);
    });
  });
});
