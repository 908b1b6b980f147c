import { it } from "vitest";
import { tf } from "../../../lib/device/tf.js";
import { numericalSuite } from "./suite.js";
import { whyNoWebgpu } from "./webgpu-driver.js";

const reason = await whyNoWebgpu();

it.skipIf(reason)(`the WebGPU tests run${reason ? `: ${reason}` : ""}`, () => {});

if (!reason) {
  // Small tensors would be computed by tfjs's JavaScript instead of the shaders that are to be tested.
  await import("../../../lib/device/engine.js").then(({ start }) => start({ engine: "webgpu" }));
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  // WGSL lets a sine or cosine be off by 2^-11; tan and its gradient divide by one.
  numericalSuite("webgpu", { tan: 1e-3 });
}
