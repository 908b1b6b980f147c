import { tf } from "../tf.js";
import type { EngineDefinition } from "./definition.js";
import { registerAvgPoolGrad } from "./kernels/avg-pool-grad.js";
import { registerEinsum } from "./kernels/einsum.js";
import { registerResizeBilinearGrad } from "./kernels/resize-bilinear-grad.js";

// This engine may compute before anything is started, so its kernels are put right at once.
registerAvgPoolGrad("cpu");
registerEinsum("cpu");
registerResizeBilinearGrad();

/** Plain JavaScript: slow, always there. */
export const cpu: EngineDefinition = {
  name: "cpu",
  backend: "cpu",
  candidate: async () => ({ name: "cpu", available: true }),
  async start() {
    await tf.setBackend("cpu");
  },
  describe: () => ({
    name: "cpu",
    version: `tfjs ${tf.version.tfjs}`,
    kind: "cpu",
    threads: 1,
    capture: false,
  }),
};
