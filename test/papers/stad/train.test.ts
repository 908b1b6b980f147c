import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { normal, seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import type { Arrays, Checkpoint } from "../../../lib/experiment/index.js";
import {
  type Crops,
  distil,
  type StageNetwork,
  student,
  type TrainOptions,
  teacher,
  trainTeacher,
} from "../../../lib/papers/stad/index.js";

beforeAll(async () => {
  await start();
});

const bands = 4;
const crops: Crops = {
  count: 5,
  size: 6,
  bands,
  data: normal(seed(9), 5 * 6 * 6 * bands, { mean: 0.5, std: 0.1 }),
};
const big = () => teacher({ bands, hidden: 8, key: seed(1) });
const small = (key = seed(2)) => student({ bands, hidden: 6, key });
const settings: TrainOptions = { steps: 12, batch: 3, lr: 1e-2, key: seed(3) };

const stateOf = (network: StageNetwork) =>
  Object.entries({ ...network.params, ...network.buffers }).map(([name, value]) => [
    name,
    Array.from(value.dataSync()),
  ]);

const memory = (): Checkpoint & { kept?: Arrays } => {
  const self: Checkpoint & { kept?: Arrays } = {
    load: async () => self.kept,
    save: async (arrays) => {
      self.kept = structuredClone(arrays);
    },
  };
  return self;
};

describe.each(["teacher", "student"] as const)("training a %s", { timeout: 240_000 }, (which) => {
  const make = () => (which === "teacher" ? big() : small());
  const run = (network: StageNetwork, options: TrainOptions) =>
    which === "teacher" ? trainTeacher(network, crops, options) : distil(network, big(), crops, options);

  it("lowers its loss", async () => {
    const { losses } = await run(make(), { ...settings, steps: 60 });
    const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-10))).toBeLessThan(0.9 * mean(losses.slice(0, 10)));
  });

  it("is the same to the bit with the same key, and another with another", async () => {
    const states = [];
    for (const other of [{}, {}, { key: seed(4) }]) {
      const network = make();
      await run(network, { ...settings, ...other });
      states.push(stateOf(network));
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).not.toEqual(states[0]);
  });

  it("goes on from a checkpoint to the same bits", async () => {
    const whole = make();
    const { losses } = await run(whole, settings);
    const checkpoint = memory();
    const stop = new AbortController();
    const report = (fraction: number) => {
      if (fraction > 0.5) stop.abort(new Error("killed"));
    };
    const killed = run(make(), { ...settings, checkpoint, report, signal: stop.signal });
    await expect(killed).rejects.toThrow(/stopped/);
    const resumed = make();
    for (const value of Object.values(resumed.params)) value.assign(tf.zerosLike(value));
    const rest = await run(resumed, { ...settings, checkpoint });
    expect(stateOf(resumed)).toEqual(stateOf(whole));
    expect(rest.losses).toEqual(losses);
  });

  it("leaves no tensors behind", async () => {
    const network = make();
    const other = big();
    const again = () =>
      which === "teacher" ? trainTeacher(network, crops, settings) : distil(network, other, crops, settings);
    await again();
    const before = tf.memory().numTensors;
    await again();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a distilled student", () => {
  it("is evaluated with means 0 and variances 1, unless its buffers are copied", async () => {
    const [official, copied] = [small(), small()];
    await distil(official, big(), crops, settings);
    await distil(copied, big(), crops, { ...settings, buffers: "copied" });
    const means = (network: StageNetwork) =>
      Object.entries(network.buffers).filter(([name]) => name.endsWith("running_mean"));
    expect(means(official).length).toBeGreaterThan(0);
    for (const [, value] of means(official))
      expect(Array.from(value.dataSync()).every((mean) => mean === 0)).toBe(true);
    expect(means(copied).some(([, value]) => value.dataSync().some((mean) => mean !== 0))).toBe(true);
  });

  it("leaves its teacher as it is", async () => {
    const guide = big();
    const before = stateOf(guide);
    await distil(small(), guide, crops, settings);
    expect(stateOf(guide)).toEqual(before);
  });

  it("refuses images that are not what they say", async () => {
    const wrong = distil(small(), big(), { ...crops, count: 6 }, settings);
    await expect(wrong).rejects.toThrow(/numbers for 6 images 6x6x4/);
  });
});
