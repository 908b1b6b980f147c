import { createRequire } from "node:module";
import { tf } from "../tf.js";
import type { EngineDefinition } from "./definition.js";

const require = createRequire(import.meta.url);

/** tfjs's WebAssembly engine (XNNPACK, one thread in Node). */
export const wasm: EngineDefinition = {
  name: "wasm",
  backend: "wasm",
  candidate: async () => ({ name: "wasm", available: true }),
  async start() {
    require("@tensorflow/tfjs-backend-wasm");
    await tf.setBackend("wasm");
  },
  describe: () => ({
    name: "wasm",
    version: `tfjs ${tf.version.tfjs}`,
    kind: "cpu",
    threads: 1,
    capture: false,
  }),
};
