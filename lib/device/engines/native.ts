import { availableParallelism } from "node:os";
import { loadBinding, registerNative } from "../native/load.js";
import { findNative } from "../provision/find.js";
import { tf } from "../tf.js";
import type { Candidate, EngineDefinition } from "./definition.js";

function candidate(): Candidate {
  const native = findNative();
  if (!native.found) return { name: "native", available: false, reason: native.reason, mend: native.mend };
  try {
    loadBinding();
    return { name: "native", available: true };
  } catch (error) {
    return {
      name: "native",
      available: false,
      reason: `the addon does not load: ${error instanceof Error ? error.message.split("\n")[0] : error}`,
      mend: "build it anew: swath device provision",
    };
  }
}

/** TensorFlow itself, through the addon that `swath device provision` builds. */
export const native: EngineDefinition & { register(): void } = {
  name: "native",
  backend: "tensorflow",
  register() {
    const forced = process.env["SWATH_ENGINE"];
    if (findNative().found && (!forced || forced === "native")) registerNative();
  },
  candidate: async () => candidate(),
  async start() {
    registerNative();
    await tf.setBackend("tensorflow");
  },
  describe() {
    const binding = loadBinding();
    return {
      name: "native",
      version: `TensorFlow ${binding.TF_Version}`,
      kind: binding.isUsingGpuDevice() ? "cuda" : "cpu",
      // TensorFlow takes as many as this variable says: worker processes share the cores.
      threads: Number(process.env["TF_NUM_INTRAOP_THREADS"]) || availableParallelism(),
      capture: true,
    };
  },
};
