import { describe, expect, it } from "vitest";
import { tf } from "../../../lib/device/tf.js";
import { hasNative, on } from "../../support/engines.js";
import { cases } from "./cases.js";

describe.skipIf(!hasNative)("native and WebAssembly", () => {
  it.each(Object.entries(cases))("%s agrees in value and gradients", async (_, { f, inputs }) => {
    const run = () =>
      tf.tidy(() => {
        const given = inputs();
        const y = f(...given);
        const weight = tf.add(tf.square(y), 1);
        const grads = tf.grads((...xs) => tf.sum(tf.mul(f(...xs), weight)))(given);
        return [y, ...grads].map((value) => ({ shape: value.shape, data: value.dataSync().slice() }));
      });
    const native = await on("native", run);
    const wasm = await on("wasm", run);
    native.forEach((value, i) => {
      expect(value).toBeAllClose(wasm[i], { rtol: 1e-4, atol: 1e-5 });
    });
  });
});
