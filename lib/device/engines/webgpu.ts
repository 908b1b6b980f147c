import { tf } from "../tf.js";
import type { EngineDefinition } from "./definition.js";
import { registerAvgPoolGrad } from "./kernels/avg-pool-grad.js";
import { registerCumulative } from "./kernels/cumulative.js";
import { registerEinsum } from "./kernels/einsum.js";
import { registerFft } from "./kernels/fft.js";
import { activeAdapter, registerWebgpu } from "./webgpu/backend.js";
import { isSoftware, nameOf } from "./webgpu/dawn.js";
import { type Probe, probe } from "./webgpu/probe.js";

let asked: Promise<Probe> | undefined;

/**
 * tfjs's WebGPU engine on Dawn.
 *
 * It reads synchronously (`dataSync`), which tfjs in a browser can do only through a canvas, and it throws what the
 * driver reports instead of going on with zeros. It keeps no graph, so a captured step runs op by op.
 */
export const webgpu: EngineDefinition = {
  name: "webgpu",
  backend: "webgpu",
  async candidate() {
    asked ??= probe();
    const answer = await asked;
    if (!answer.found) {
      return { name: "webgpu", available: false, reason: answer.reason, mend: answer.mend };
    }
    if (isSoftware(answer.info)) {
      return {
        name: "webgpu",
        available: false,
        onlyByName: true,
        reason: `only a software adapter (${nameOf(answer.info)}) is here, which is slower than wasm`,
        mend: "install a Vulkan driver for the GPU, if there is one; SWATH_ENGINE=webgpu forces it",
      };
    }
    return { name: "webgpu", available: true };
  },
  async start() {
    if (!tf.findBackendFactory("webgpu")) {
      await registerWebgpu();
      registerAvgPoolGrad("webgpu");
      registerCumulative();
      registerEinsum("webgpu");
      registerFft("webgpu");
    }
    await tf.setBackend("webgpu");
  },
  describe() {
    const adapter = activeAdapter();
    return {
      name: "webgpu",
      version: `tfjs ${tf.version.tfjs} on ${adapter ? nameOf(adapter) : "WebGPU"}`,
      kind: adapter && isSoftware(adapter) ? "cpu" : "gpu",
      threads: 1,
      capture: false,
    };
  },
};
