import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { tf } from "../../../lib/device/tf.js";
import { whyNoWebgpu } from "../../device/engines/webgpu-driver.js";
import { cases } from "./cases.js";

const reason = await whyNoWebgpu();

describe.skipIf(reason !== undefined)(
  `WebGPU and plain JavaScript${reason ? ` (no WebGPU: ${reason})` : ""}`,
  () => {
    beforeAll(async () => {
      await start({ engine: "webgpu" });
      // Small tensors would be computed by tfjs's JavaScript instead of the shaders that are to be tested.
      tf.env().set("WEBGPU_CPU_FORWARD", false);
    });

    it.each(Object.entries(cases))("%s agrees in value and gradients", async (_, { f, inputs }) => {
      const run = () =>
        tf.tidy(() => {
          const given = inputs();
          const y = f(...given);
          const weight = tf.add(tf.square(y), 1);
          const grads = tf.grads((...xs) => tf.sum(tf.mul(f(...xs), weight)))(given);
          return [y, ...grads].map((value) => ({ shape: value.shape, data: value.dataSync().slice() }));
        });
      await start({ engine: "cpu" });
      const plain = run();
      await start({ engine: "webgpu" });
      run().forEach((value, i) => {
        expect(value).toBeAllClose(plain[i], { rtol: 1e-3, atol: 1e-4 });
      });
    });
  },
);
