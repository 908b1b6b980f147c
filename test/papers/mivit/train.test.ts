import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { tf } from "../../../lib/device/tf.js";
import type { Arrays, Checkpoint } from "../../../lib/experiment/index.js";
import {
  diagnose,
  evaluate,
  HEADS,
  type Mivit,
  predict,
  predictAlone,
  type Samples,
  TERMS,
  type TrainOptions,
  trainMivit,
} from "../../../lib/papers/mivit/index.js";
import { key, tinyModel, tinySamples } from "./fixtures.js";

beforeAll(async () => {
  await start();
});

const settings: TrainOptions = { epochs: 3, batch: 4, lr: 3e-3, key: key.fold("train") };

const stateOf = (model: Mivit) =>
  Object.entries({ ...model.params, ...model.buffers }).map(([name, value]) => [
    name,
    Array.from(value.dataSync()),
  ]);

/** Keeps what was saved last, as files would. */
const memory = (): Checkpoint & { kept?: Arrays } => {
  const self: Checkpoint & { kept?: Arrays } = {
    load: async () => self.kept,
    save: async (arrays) => {
      self.kept = structuredClone(arrays);
    },
  };
  return self;
};

// Each network is recorded and optimised for a second or more; on a busy machine for ten.
describe("training", { timeout: 240_000 }, () => {
  it("is the same to the bit with the same key, and another with another", async () => {
    // Whole batches: every other size of batch is recorded and optimised anew.
    const samples = tinySamples(8);
    const states: unknown[] = [];
    for (const other of [{}, {}, { key: key.fold("other") }]) {
      const model = tinyModel();
      await trainMivit(model, samples, { ...settings, ...other });
      states.push(stateOf(model));
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).not.toEqual(states[0]);
  });

  it("goes on from a checkpoint to the same bits, dropout and moments included", async () => {
    const samples = tinySamples(8);
    const whole = tinyModel();
    const history = await trainMivit(whole, samples, settings);

    const checkpoint = memory();
    const stop = new AbortController();
    const report = (fraction: number) => {
      if (fraction > 0.5) stop.abort(new Error("killed"));
    };
    const killed = trainMivit(tinyModel(), samples, { ...settings, checkpoint, report, signal: stop.signal });
    await expect(killed).rejects.toThrow(/stopped/);
    expect(checkpoint.kept).toBeDefined();

    const resumed = tinyModel({ key: key.fold("whatever it begins with") });
    const rest = await trainMivit(resumed, samples, { ...settings, checkpoint });
    expect(stateOf(resumed)).toEqual(stateOf(whole));
    expect(rest).toEqual(history);
  });

  it("drops a last batch of one sample and keeps one of two", async () => {
    const steps = async (count: number) => {
      let seen = 0;
      await trainMivit(tinyModel(), tinySamples(count), {
        ...settings,
        epochs: 1,
        report: () => seen++,
      });
      return seen;
    };
    expect(await steps(9)).toBe(2);
    expect(await steps(10)).toBe(3);
  });

  it("tells the mean of every term of each epoch, and v1 and v2", async () => {
    const history = await trainMivit(tinyModel(), tinySamples(8), settings);
    expect(Object.keys(history).sort()).toEqual(["loss", "v1", "v2", ...TERMS].sort());
    for (const values of Object.values(history)) expect(values.length).toBe(3);
    expect(history["loss"]![2]).toBeLessThan(history["loss"]![0]!);
  });

  it("lets the rate fall by a tenth after each tenth of the epochs", async () => {
    const samples = tinySamples(2);
    const moved = async (lr: number) => {
      const model = tinyModel({ dropout: 0 });
      const before = model.params["xishu1"]!.dataSync()[0]!;
      const history = await trainMivit(model, samples, {
        ...settings,
        batch: 2,
        epochs: 10,
        lr,
        weightDecay: 0,
      });
      const path = [before, ...history["v1"]!];
      return path.slice(1).map((value, i) => Math.abs(value - path[i]!));
    };
    const moves = await moved(1e-3);
    // Adam moves a parameter whose gradient keeps its sign and size by the rate.
    expect(moves[9]! / moves[0]!).toBeAllClose(0.9 ** 9, { rtol: 0.1 });
  });

  it("leaves no tensors behind", async () => {
    const model = tinyModel();
    const samples = tinySamples(4);
    await trainMivit(model, samples, { ...settings, epochs: 1 });
    const before = tf.memory().numTensors;
    await trainMivit(model, samples, { ...settings, epochs: 1 });
    evaluate(model, samples);
    diagnose(model, samples);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses batches that batch norm cannot use", async () => {
    const one = trainMivit(tinyModel(), tinySamples(4), { ...settings, batch: 1 });
    await expect(one).rejects.toThrow(/batch norm needs them/);
  });
});

describe("a missing sensor", () => {
  const without = (samples: Samples, sensor: "hsi" | "lidar"): Samples => ({
    ...samples,
    scenes: samples.scenes.map((scene) => ({
      ...scene,
      get [sensor](): never {
        throw new Error(`the ${sensor} was read`);
      },
    })),
  });

  it.each([
    ["hsi", "lidar"],
    ["lidar", "hsi"],
  ] as const)("leaves the %s head its answer, and the %s is never read", (here, gone) => {
    const samples = tinySamples(5, "test");
    const model = tinyModel();
    const alone = predictAlone(model, without(samples, gone), here);
    expect(alone).toEqual(predict(model, samples)[here]);
  });

  it("costs one path only: a third of the operations of the whole at most", async () => {
    const samples = tinySamples(2, "test");
    const model = tinyModel();
    const kernels = async (run: () => unknown) => {
      const { kernels } = await tf.profile(() => {
        run();
        return tf.scalar(0);
      });
      return kernels.length;
    };
    const alone = await kernels(() => predictAlone(model, samples, "hsi"));
    const all = await kernels(() => predict(model, samples));
    expect(alone).toBeLessThan(all / 3);
  });
});

describe("evaluation", () => {
  it("scores every head from its own predictions", () => {
    const samples = tinySamples(12, "test");
    const scores = evaluate(tinyModel(), samples, { batch: 5 });
    expect(Object.keys(scores)).toEqual([...HEADS]);
    for (const { predictions, oa } of Object.values(scores)) {
      const right = predictions.filter((label, i) => label === samples.labels[i]).length;
      expect(oa).toBeAllClose(right / 12);
    }
  });
});

describe("the diagnosis", () => {
  it("has the three surrogates, the factors, and a CKA in [0, 1]", () => {
    const found = diagnose(tinyModel(), tinySamples(6));
    expect(found.v1).toBe(0.5);
    expect(found.cka).toBeGreaterThanOrEqual(0);
    expect(found.cka).toBeLessThanOrEqual(1);
    for (const value of [found.mi12, found.mi1f, found.mif2])
      expect(Math.abs(value - 4 * Math.log(4))).toBeLessThan(3);
    expect(found.saturated).toBeLessThanOrEqual(1);
  });
});
