import { tf } from "../tf.js";
import type { EngineDefinition } from "./definition.js";

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
