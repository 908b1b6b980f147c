import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";

beforeAll(async () => {
  await start();
});

describe("the forward and the reverse process", () => {
  const schedule = diffusion.cosineSchedule({ steps: 40 });
  const x0 = tf.tensor4d([0.5, -0.25, 0.75, 0, 1, -1, 0.1, 0.2], [2, 2, 2, 1]);
  const eps = tf.tensor4d([1, -1, 0.5, 0.3, -0.2, 2, 0.7, -0.4], [2, 2, 2, 1]);

  it("take time steps as a number, numbers or a tensor, with the same result", () => {
    const one = diffusion.addNoise(schedule, x0, 17, eps);
    expect(diffusion.addNoise(schedule, x0, [17, 17], eps)).toBeAllClose(one);
    expect(diffusion.addNoise(schedule, x0, tf.tensor1d([17, 17], "int32"), eps)).toBeAllClose(one);
    expect(diffusion.timeEmbedding(tf.tensor1d([3, 17], "int32"), 7)).toBeAllClose(
      diffusion.timeEmbedding([3, 17], 7),
      {
        atol: 1e-5,
      },
    );
  });

  it("undo each other: the noise gives the image back and the image the noise", () => {
    const t = [3, 30];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    expect(diffusion.estimateX0(schedule, xt, t, eps)).toBeAllClose(x0, { atol: 1e-5 });
    expect(diffusion.estimateNoise(schedule, xt, t, x0)).toBeAllClose(eps, { atol: 1e-4 });
  });

  it("give one mean, from the noise or from the image", () => {
    const t = [1, 39];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    expect(diffusion.reverseMean(schedule, xt, t, eps)).toBeAllClose(
      diffusion.posteriorMean(schedule, x0, xt, t),
      {
        atol: 1e-4,
      },
    );
  });

  it("of DDIM with eta 1 and jump 1 are DDPM's step", () => {
    const t = [1, 39];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    const noise = tf.onesLike(xt);
    expect(diffusion.ddimStep(schedule, xt, t, eps, { eta: 1, noise })).toBeAllClose(
      diffusion.ancestralStep(schedule, xt, t, eps, { noise }),
      { atol: 1e-4 },
    );
  });

  it("of DDIM with the true noise lead to the image in any number of steps", async () => {
    const start = diffusion.addNoise(schedule, x0, 39, eps);
    const truth = (x: Tensor, t: Tensor) => diffusion.estimateNoise(schedule, x, t.dataSync()[0]!, x0);
    for (const steps of [1, 3, 40]) {
      const image = await diffusion.sample(schedule, truth, {
        from: start,
        key: seed(1),
        method: "ddim",
        steps,
      });
      expect(image, `${steps} steps`).toBeAllClose(x0, { atol: 1e-4 });
    }
  });

  it("refuse time steps that the schedule does not have, and shapes that do not fit", () => {
    expect(() => diffusion.addNoise(schedule, x0, 40, eps)).toThrow(
      /no time step 40; give whole numbers from 0 to 39/,
    );
    expect(() => diffusion.addNoise(schedule, x0, [1, 2, 3], eps)).toThrow(/3 time steps for a batch of 2/);
    expect(() => diffusion.addNoise(schedule, x0, 1, tf.zeros([2, 2, 2, 3]))).toThrow(
      /x0 and noise differ in shape/,
    );
    expect(() => diffusion.ddimStep(schedule, x0, 1, eps, { eta: 1 })).toThrow(/give noise, or eta: 0/);
  });
});

describe("a sampling run", () => {
  const schedule = diffusion.linearSchedule({ steps: 6 });
  const quiet = (x: Tensor) => tf.zerosLike(x);

  it("is the same for the same key and another for another key", async () => {
    const run = async (n: number) =>
      (await diffusion.sample(schedule, quiet, { shape: [1, 2, 2, 1], key: seed(n) })).dataSync();
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  it("leaves one tensor behind: its result", async () => {
    const before = tf.memory().numTensors;
    const image = await diffusion.sample(schedule, quiet, { shape: [1, 2, 2, 1], key: seed(1), clip: true });
    expect(tf.memory().numTensors).toBe(before + 1);
    image.dispose();
  });

  it("stops between two steps and leaves nothing behind", async () => {
    const stop = new AbortController();
    const before = tf.memory().numTensors;
    const running = diffusion.sample(schedule, quiet, {
      shape: [1, 2, 2, 1],
      key: seed(1),
      signal: stop.signal,
      onStep: ({ t }) => t === 3 && stop.abort(),
    });
    await expect(running).rejects.toThrow(/stopped before time step 2/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says what is wrong with its options", async () => {
    await expect(diffusion.sample(schedule, quiet, { key: seed(1) })).rejects.toThrow(/give shape or from/);
    await expect(diffusion.sample(schedule, quiet, { shape: [1], key: seed(1), steps: 3 })).rejects.toThrow(
      /DDPM undoes every step/,
    );
    await expect(diffusion.sample(schedule, quiet, { shape: [1], key: seed(1), start: 6 })).rejects.toThrow(
      /whole number from 0 to 5/,
    );
  });
});

describe("the embedding of time", () => {
  it("of odd width ends with a zero", () => {
    expect(diffusion.timeEmbedding([0], 5)).toBeAllClose([[1, 1, 0, 0, 0]]);
    expect(() => diffusion.timeEmbedding([0], 1)).toThrow(/1 is no width/);
  });
});
