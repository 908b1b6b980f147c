import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { normal, seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import type { Arrays, Checkpoint } from "../../../lib/experiment/index.js";
import { drawEpoch, fillBatch } from "../../../lib/papers/tdds/images.js";
import {
  evaluate,
  mlp,
  networkFor,
  type Samples,
  standardOf,
  subset,
  type TrainOptions,
  train,
} from "../../../lib/papers/tdds/index.js";

beforeAll(async () => {
  await start();
});

/** Two clouds of points. */
const count = 26;
const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
const points: Samples = {
  count,
  shape: [3],
  data: normal(seed(1), count * 3).map((value, i) => value + 3 * labels[Math.floor(i / 3)]!),
  labels,
  classes: 2,
};
const make = (key = seed(2)) => mlp({ in: 3, classes: 2, key });
const settings: TrainOptions = {
  epochs: 4,
  batch: 8,
  lr: 0.05,
  standard: standardOf(points),
  record: 4,
  key: seed(3),
};

const stateOf = (model: ReturnType<typeof make>) =>
  Object.entries({ ...model.params, ...model.buffers }).map(([name, value]) => [
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

describe("training", { timeout: 240_000 }, () => {
  it("learns two clouds of points", async () => {
    const model = make();
    await train(model, points, { ...settings, epochs: 30 });
    expect(evaluate(model, points, settings).accuracy).toBeGreaterThan(95);
  });

  it("records one distribution a sample and epoch, the last batch that is not full included", async () => {
    const { trajectory } = await train(make(), points, settings);
    expect(trajectory).toMatchObject({ epochs: 4, samples: count, classes: 2 });
    const sums = Array.from(
      { length: 4 * count },
      (_, i) => trajectory!.probabilities[2 * i]! + trajectory!.probabilities[2 * i + 1]!,
    );
    expect(sums).toBeAllClose(Array(4 * count).fill(1));
  });

  it("records each sample under its own index: those that are learnt are surer of their label", async () => {
    const { trajectory } = await train(make(), points, { ...settings, epochs: 30, record: 30 });
    const own = Array.from(labels, (label, n) => trajectory!.probabilities[(29 * count + n) * 2 + label]!);
    expect(own.filter((value) => value > 0.5).length / count).toBeGreaterThan(0.9);
  });

  it("does not change by being recorded", async () => {
    const [with_, without] = [make(), make()];
    await train(with_, points, settings);
    const { record: _, ...rest } = settings;
    await train(without, points, rest);
    expect(stateOf(without)).toEqual(stateOf(with_));
  });

  it("is the same to the bit with the same key, and another with another", async () => {
    const states = [];
    for (const other of [{}, {}, { key: seed(4) }]) {
      const model = make();
      await train(model, points, { ...settings, ...other });
      states.push(stateOf(model));
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).not.toEqual(states[0]);
  });

  it.each([0.3, 0.55, 0.9])(
    "goes on from a checkpoint at %f to the same bits and the same record",
    async (share) => {
      const whole = make();
      const { trajectory, losses } = await train(whole, points, settings);
      const checkpoint = memory();
      const stop = new AbortController();
      const report = (fraction: number) => {
        if (fraction > share) stop.abort(new Error("killed"));
      };
      const killed = train(make(), points, { ...settings, checkpoint, report, signal: stop.signal });
      await expect(killed).rejects.toThrow(/stopped/);
      const resumed = make(seed(77));
      const rest = await train(resumed, points, { ...settings, checkpoint });
      expect(stateOf(resumed)).toEqual(stateOf(whole));
      expect(rest.trajectory!.probabilities).toEqual(trajectory!.probabilities);
      expect(rest.losses).toEqual(losses);
    },
  );

  it("multiplies a batch's loss by the mean weight of its samples", async () => {
    const [plain, halved] = [make(), make()];
    const one = { ...settings, epochs: 1, batch: count };
    const { losses } = await train(plain, points, one);
    const weighted = await train(halved, points, { ...one, weights: new Float64Array(count).fill(0.5) });
    expect(weighted.losses[0]).toBeAllClose(losses[0]! / 2, { rtol: 1e-5 });
  });

  it("leaves no tensors behind", async () => {
    const model = make();
    await train(model, points, settings);
    const before = tf.memory().numTensors;
    await train(model, points, settings);
    evaluate(model, points, { ...settings, features: true });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("augmentation", () => {
  const size = 6;
  const image: Samples = {
    count: 1,
    shape: [size, size, 1],
    data: Uint8Array.from({ length: size * size }, (_, i) => i + 1),
    labels: Int32Array.of(0),
    classes: 1,
  };
  const plain = { mean: [0], deviation: [1] };
  const shown = (flip: number, top: number, left: number) => {
    const to = new Float32Array(size * size);
    fillBatch(to, image, [0], plain, { flip: Uint8Array.of(flip), place: Int32Array.of(top, left) });
    // + 0: black may be -0.
    return Array.from({ length: size }, (_, row) =>
      Array.from(to.slice(row * size, (row + 1) * size), (value) => value + 0),
    );
  };
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => row * size + column + 1),
  );

  it("in the middle of the padding is the picture, or its mirror", () => {
    expect(shown(0, 4, 4)).toEqual(rows);
    expect(shown(1, 4, 4)).toEqual(rows.map((row) => row.toReversed()));
  });

  it("fills with black what a crop has beyond the border", () => {
    const moved = shown(0, 0, 8);
    expect(moved.slice(0, 4).flat()).toEqual(Array(24).fill(0));
    expect(moved[4]).toEqual([5, 6, 0, 0, 0, 0]);
  });

  it("draws for each sample on its own, and all places and both sides come up", () => {
    const { flip, place } = drawEpoch(2000, seed(1));
    expect(new Set(place).size).toBe(9);
    expect(Math.min(...place)).toBe(0);
    const flipped = Array.from(flip, Number).reduce((a, b) => a + b, 0);
    expect(Math.abs(flipped - 1000)).toBeLessThan(150);
  });
});

describe("samples", () => {
  it("are standardised channel by channel", () => {
    const standard = standardOf(points);
    const to = new Float32Array(count * 3);
    fillBatch(to, points, [...Array(count).keys()], standard);
    for (let c = 0; c < 3; c++) {
      const values = Array.from(to).filter((_, i) => i % 3 === c);
      const mean = values.reduce((a, b) => a + b, 0) / count;
      expect(mean).toBeAllClose(0, { atol: 1e-5 });
      expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count).toBeAllClose(1, {
        rtol: 1e-4,
      });
    }
  });

  it("keep their labels in a subset", () => {
    const some = subset(points, [4, 1, 4]);
    expect(some.count).toBe(3);
    expect(Array.from(some.labels)).toEqual([0, 1, 0]);
    expect(Array.from(some.data.slice(3, 6))).toEqual(Array.from(points.data.slice(3, 6)));
  });

  it("that are pictures get a residual network, vectors a dense one", () => {
    const pictures = {
      count: 1,
      shape: [12, 12, 3],
      data: new Uint8Array(432),
      labels: Int32Array.of(0),
      classes: 10,
    };
    expect(networkFor(pictures, seed(1)).kind).toBe("resnet20");
    expect(networkFor(points, seed(1)).kind).toBe("tddsMlp");
  });
});
