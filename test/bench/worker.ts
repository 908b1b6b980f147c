/** Swath as one of the live processes of a benchmark. */
import { writeFileSync } from "node:fs";
import { encodeSafetensors } from "../../lib/data/write/safetensors.js";
import { capture } from "../../lib/device/capture/index.js";
import { engine, start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import { weightsOf } from "../../lib/nn/index.js";
import type { Built, Inputs } from "./cases/case.js";
import { caseNamed } from "./cases/index.js";
import { serve } from "./support/serve.js";

let built: Built | undefined;
let run: (() => number) | undefined;
let captureMs = 0;

const loaded = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("worker: nothing is loaded yet");
  return value;
};

const read = (value: Tensor): number => {
  const [number] = value.dataSync();
  value.dispose();
  return number as number;
};

function dump(file: string): void {
  const { model, inputs } = loaded(built);
  const weights = model
    ? Object.entries(weightsOf(model)).map(([name, value]) => [`model/${name}`, value])
    : [];
  const given = Object.entries(inputs).map(([name, tensor]) => [
    `input/${name}`,
    { dtype: tensor.dtype === "int32" ? "I32" : "F32", shape: tensor.shape, data: tensor.dataSync() },
  ]);
  writeFileSync(file, encodeSafetensors(Object.fromEntries([...weights, ...given])));
}

await serve({
  async load({ case: name, mode, engine: wanted }) {
    await start(wanted ? { engine: wanted as "native" } : {});
    const chosen = caseNamed(name as string);
    built = chosen.build(seed(1));
    const { model, optimizer, inputs, step } = built;
    if (mode === "captured") {
      const state = [model, optimizer].filter((part) => part !== undefined);
      const captured = capture((given: Inputs) => step(given), { state });
      run = () => {
        const value = read(captured(inputs) as Tensor);
        captureMs ||= captured.stats.recordMs + captured.stats.loadMs;
        return value;
      };
    } else {
      run = () => read(tf.tidy(() => step(inputs)));
    }
    const { version, threads } = engine();
    const parameters = Object.values(model?.params ?? {}).reduce((sum, { size }) => sum + size, 0);
    return { engine: engine().name, version, threads, parameters };
  },
  dump({ file }) {
    dump(file as string);
    return {};
  },
  losses({ count }) {
    return { losses: Array.from({ length: count as number }, loaded(run)), captureMs };
  },
  slot({ calls }) {
    const one = loaded(run);
    one();
    const ms = Array.from({ length: calls as number }, () => {
      const begin = performance.now();
      one();
      return performance.now() - begin;
    });
    return { ms, rss: process.memoryUsage().rss };
  },
});
process.exit(0);
