import { beforeAll, describe, expect, it } from "vitest";
import { type EngineName, start } from "../../lib/device/engine.js";
import { cpu } from "../../lib/device/engines/cpu.js";
import { native } from "../../lib/device/engines/native.js";
import { wasm } from "../../lib/device/engines/wasm.js";
import { tf } from "../../lib/device/tf.js";

// WebGPU needs a driver, so its tests have a file of their own.
const known = await Promise.all([native, wasm, cpu].map((definition) => definition.candidate()));

/** The engines that can run here, best first. */
export const engines: readonly EngineName[] = known
  .filter(({ available }) => available)
  .map(({ name }) => name);

export const hasNative = engines.includes("native");

/** Runs the same tests on every engine that is here; those that are not are listed as skipped, with the reason. */
export function onEveryEngine(title: string, tests: (engine: EngineName) => void): void {
  describe.each(engines)(`${title} on %s`, (engine) => {
    beforeAll(async () => {
      await start({ engine });
    });
    tests(engine);
  });
  for (const { name, available, reason } of known) {
    if (available) continue;
    const required = name === "native" && process.env["SWATH_REQUIRE_NATIVE"] === "1";
    it.skipIf(!required)(`${title} on ${name}: not here (${reason})`, () => {
      expect.fail(`the ${name} engine is required: ${reason}`);
    });
  }
}

/** Runs a function on one engine and comes back to the engine of before. */
export async function on<T>(engine: EngineName, run: () => T): Promise<T> {
  const before = tf.getBackend();
  await start({ engine });
  try {
    return run();
  } finally {
    if (before) await tf.setBackend(before);
  }
}

/** How many tensors a function leaves behind, apart from those that it returns (and that are freed here). */
export function leaked(run: () => unknown): number {
  const before = tf.memory().numTensors;
  tf.dispose(run() as never);
  return tf.memory().numTensors - before;
}
