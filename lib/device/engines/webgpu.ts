import { createRequire } from "node:module";
import { tf } from "../tf.js";
import type { Candidate, EngineDefinition } from "./definition.js";

const require = createRequire(import.meta.url);

async function candidate(): Promise<Candidate> {
  const no = (reason: string, mend: string): Candidate => ({
    name: "webgpu",
    available: false,
    reason,
    mend,
  });
  try {
    const { create, globals } = (await import("webgpu")) as unknown as {
      create(flags: string[]): { requestAdapter(): Promise<object | null> };
      globals: object;
    };
    Object.assign(globalThis, globals);
    const gpu = create([]);
    if (!(await gpu.requestAdapter()))
      return no("Dawn finds no graphics adapter", "install a Vulkan driver for this GPU");
    Object.defineProperty(globalThis.navigator ?? globalThis, "gpu", { value: gpu, configurable: true });
    return { name: "webgpu", available: true };
  } catch (error) {
    return no(
      `the package webgpu does not load: ${error instanceof Error ? error.message : error}`,
      "npm install webgpu",
    );
  }
}

/** tfjs's WebGPU engine on Dawn. */
export const webgpu: EngineDefinition = {
  name: "webgpu",
  backend: "webgpu",
  candidate,
  async start() {
    require("@tensorflow/tfjs-backend-webgpu");
    await tf.setBackend("webgpu");
  },
  describe: () => ({
    name: "webgpu",
    version: `tfjs ${tf.version.tfjs}`,
    kind: "gpu",
    threads: 1,
    capture: false,
  }),
};
