import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { tf } from "../tf.js";
import type { Candidate, EngineDefinition } from "./definition.js";
import { registerAvgPoolGrad } from "./kernels/avg-pool-grad.js";
import { registerBatchMatMul } from "./kernels/batch-mat-mul.js";
import { registerComplex, supportComplex } from "./kernels/complex.js";
import { registerConvBackpropFilter } from "./kernels/conv-backprop-filter.js";
import { registerConvBackpropInput } from "./kernels/conv-backprop-input.js";
import { registerDepthwiseBackprop } from "./kernels/depthwise-backprop.js";
import { registerEinsum } from "./kernels/einsum.js";
import { registerFft } from "./kernels/fft.js";
import { registerIdentity } from "./kernels/identity.js";
import { registerMaxPool } from "./kernels/max-pool.js";
import { registerTile } from "./kernels/tile.js";
import { registerUnsortedSegmentSum } from "./kernels/unsorted-segment-sum.js";

const require = createRequire(import.meta.url);
const PACKAGE = "@tensorflow/tfjs-backend-wasm";

/** Made for vectors; every Node that Swath supports runs it. tfjs's threaded binary does not start in Node. */
const BINARY = "tfjs-backend-wasm-simd.wasm";

/** The folder of the package's binaries; they are read from there, never fetched. */
function binaries(): string {
  return dirname(require.resolve(PACKAGE));
}

function candidate(): Candidate {
  const no = (reason: string): Candidate => ({
    name: "wasm",
    available: false,
    reason,
    mend: `npm install ${PACKAGE}`,
  });
  try {
    const binary = join(binaries(), BINARY);
    return existsSync(binary) ? { name: "wasm", available: true } : no(`${binary} is missing`);
  } catch {
    return no(`the package ${PACKAGE} is not installed`);
  }
}

type Listener = (...args: unknown[]) => void;

/**
 * Runs a start-up without what it leaves on the process: Emscripten's runtime installs handlers that turn every
 * unhandled rejection and exception of the program into its own.
 */
async function withoutHandlers(start: () => Promise<unknown>): Promise<void> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set(process.listeners(event as "exit")));
  await start();
  events.forEach((event, k) => {
    for (const listener of process.listeners(event as "exit")) {
      if (!before[k]?.has(listener)) process.removeListener(event, listener as Listener);
    }
  });
}

let registered = false;

function register(): void {
  if (registered) return;
  registered = true;
  const { setWasmPaths } = require(PACKAGE) as { setWasmPaths(folder: string): void };
  setWasmPaths(`${binaries()}/`);
  registerIdentity();
  registerBatchMatMul();
  registerConvBackpropFilter();
  registerConvBackpropInput();
  registerDepthwiseBackprop();
  registerAvgPoolGrad("wasm");
  registerMaxPool();
  registerTile();
  registerUnsortedSegmentSum();
  registerEinsum("wasm");
  registerComplex();
  registerFft("wasm");
}

let adapted: object | undefined;

/**
 * tfjs's WebAssembly engine: XNNPACK with vector instructions, on one thread (tfjs turns its threads off in Node,
 * where their workers cannot be loaded). What it lacks for training, has wrong or has slow is registered beside it.
 */
export const wasm: EngineDefinition = {
  name: "wasm",
  backend: "wasm",
  candidate: async () => candidate(),
  async start() {
    register();
    await withoutHandlers(() => tf.setBackend("wasm"));
    const backend = tf.backend();
    if (adapted === backend) return;
    adapted = backend;
    supportComplex(backend as unknown as Parameters<typeof supportComplex>[0]);
  },
  describe: () => ({
    name: "wasm",
    version: `tfjs ${tf.version.tfjs}`,
    kind: "cpu",
    threads: 1,
    capture: false,
  }),
};
