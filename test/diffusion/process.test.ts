import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";
import { casesOf, nchw, nhwc, numbersOf, plain, within } from "./cases.js";

const linear = (config: { T: number; beta_start: number; beta_end: number }) =>
  diffusion.linearSchedule({ steps: config.T, from: config.beta_start, to: config.beta_end });

beforeAll(async () => {
  await start();
});

describe("the forward and the reverse process", () => {
  it.each(casesOf("mdfl/ddpm-step"))("give the numbers of the sheet ($file)", (golden) => {
    const schedule = linear(golden.config);
    const t = numbersOf(golden.inputs.t);
    const [x0, eps, guess, z] = ["x0", "eps", "eps_hat", "z"].map((name) => nhwc(golden.inputs[name])) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    const x0Hat = diffusion.estimateX0(schedule, xt, t, guess);
    const clipped = diffusion.estimateX0(schedule, xt, t, guess, { clip: true });
    const got: Record<string, Tensor> = {
      xt,
      x0_hat: x0Hat,
      x0_hat_clipped: clipped,
      mean_from_eps: diffusion.reverseMean(schedule, xt, t, guess),
      mean_from_x0: diffusion.posteriorMean(schedule, x0Hat, xt, t),
      mean_clipped: diffusion.posteriorMean(schedule, clipped, xt, t),
      x_prev: diffusion.ancestralStep(schedule, xt, t, guess, { noise: z }),
      ddim_prev: diffusion.ddimStep(schedule, xt, t, guess, { jump: golden.config.ddim_jump }),
    };
    for (const [name, value] of Object.entries(got)) {
      expect(nchw(value), name).toBeAllClose(golden.outputs[name], within(golden, name));
    }
    for (const kind of ["l1", "mse"] as const) {
      const loss = diffusion.noiseLoss(eps, guess, { kind, perSample: true });
      expect(loss, kind).toBeAllClose(golden.outputs[kind], within(golden, kind));
    }
  });

  it.each(casesOf("swimdiff/ddpm"))("satisfy the identities of the sheet ($file)", (golden) => {
    const schedule = linear(golden.config);
    const t = numbersOf(golden.inputs.t);
    const [x0, eps, guess, z] = ["x0", "eps", "eps_hat", "z"].map((name) => plain(golden.inputs[name])) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    const x0Hat = diffusion.estimateX0(schedule, xt, t, guess);
    const { time_embedding_dim: dim, max_period: maxPeriod } = golden.config;
    const got: Record<string, Tensor> = {
      x_t: xt,
      x0_hat: x0Hat,
      posterior_mean: diffusion.posteriorMean(schedule, x0Hat, xt, t),
      x_prev: diffusion.ancestralStep(schedule, xt, t, guess, { noise: z }),
      per_sample_loss: diffusion.noiseLoss(eps, guess, { perSample: true }),
      time_embedding: diffusion.timeEmbedding(t, dim, { maxPeriod }),
    };
    for (const [name, value] of Object.entries(got)) {
      expect(value, name).toBeAllClose(golden.outputs[name], within(golden, name));
    }
    expect(diffusion.noiseLoss(eps, guess).dataSync()[0]).toBeAllClose(
      golden.outputs.loss,
      within(golden, "loss"),
    );
    const tables: Record<string, ArrayLike<number>> = {
      beta: schedule.beta,
      alpha: schedule.alpha,
      alpha_bar: schedule.alphaBar,
      alpha_bar_prev: schedule.alphaBarPrev,
      sqrt_ab: schedule.signal,
      sqrt_1mab: schedule.noise,
      post_var: schedule.posteriorVariance,
      post_c1: schedule.posteriorX0,
      post_c2: schedule.posteriorXt,
    };
    for (const [name, table] of Object.entries(tables)) {
      const values = numbersOf(golden.inputs.schedule_index).map((i) => table[i]!);
      expect(values, name).toBeAllClose(
        golden.outputs.schedule[name].data,
        within(golden, `schedule/${name}`),
      );
    }
  });

  it.each(casesOf("feddiff/ddpm"))("give the official numbers, loop included ($file)", async (golden) => {
    const { config, inputs, outputs } = golden;
    const schedule = linear(config);
    const { x: a, t: b, roll } = config.stub;
    // Channels lie last here: "+1 along channels, cyclic" moves the last channel to the front.
    const stub = (x: Tensor, t: Tensor): Tensor => {
      const last = x.shape[3]! - 1;
      const rolled = tf.concat(
        [tf.slice(x, [0, 0, 0, last]), tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, last])],
        3,
      );
      const time = tf.reshape(tf.cast(t, "float32"), [-1, 1, 1, 1]);
      return tf.add(tf.add(tf.mul(x, a), tf.mul(time, b)), tf.mul(rolled, roll));
    };
    const t = numbersOf(inputs.t);
    const noise = nhwc(inputs.forward_noise);
    const xt = diffusion.addNoise(schedule, nhwc(inputs.x0), t, noise);
    const guess = stub(xt, tf.tensor1d(t, "int32"));
    expect(nchw(xt)).toBeAllClose(outputs.x_t, within(golden, "x_t"));
    expect(nchw(guess)).toBeAllClose(outputs.noise_pred, within(golden, "noise_pred"));
    const loss = diffusion.noiseLoss(noise, guess, { kind: "l1" }).dataSync()[0];
    expect(loss).toBeAllClose(outputs.l1_loss, within(golden, "l1_loss"));

    const first = tf.slice(xt, [0, 0, 0, 0], [1, -1, -1, -1]);
    const z = nhwc(inputs.reverse_noise);
    for (const [i, step] of numbersOf(inputs.reverse_t).entries()) {
      const previous = diffusion.ancestralStep(schedule, first, step, stub(first, tf.tensor1d([step])), {
        noise: z,
      });
      expect(nchw(previous), `step ${step}`).toBeAllClose(outputs.x_prev[i], within(golden, "x_prev"));
    }

    const start = config.reconstruct_from - 1;
    const [count, ...one] = inputs.reconstruct_noise.shape as number[];
    const size = one.reduce((p, q) => p * q, 1);
    const given = numbersOf(inputs.reconstruct_noise);
    const noiseAt = (step: number) => {
      const i = count! - step;
      return nhwc({ shape: one, dtype: "float32", data: given.slice(i * size, (i + 1) * size) });
    };
    const visited: number[] = [];
    let snapshot: Tensor | undefined;
    const final = await diffusion.sample(schedule, stub, {
      from: first,
      start,
      key: seed(0),
      noise: noiseAt,
      onStep: ({ t: step, x }) => {
        visited.push(step);
        snapshot ??= tf.clone(x);
      },
    });
    expect([...visited, 0]).toEqual(numbersOf(outputs.reconstruct_steps));
    expect(nchw(snapshot!)).toBeAllClose(
      outputs.reconstruct_first_snapshot,
      within(golden, "reconstruct_first_snapshot"),
    );
    expect(nchw(final)).toBeAllClose(outputs.reconstruct_final, within(golden, "reconstruct_final"));
  });

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
  it.each(casesOf("feddiff/timestep-embedding"))("gives the official numbers ($file)", (golden) => {
    const { dim, max_period: maxPeriod } = golden.config;
    const steps = numbersOf(golden.inputs.timesteps);
    const want = golden.outputs.embedding;
    expect(diffusion.timeEmbedding(steps, dim, { maxPeriod })).toBeAllClose(
      want,
      within(golden, "embedding"),
    );
  });

  it.each(casesOf("mdfl/timestep-embedding"))("takes real-valued times ($file)", (golden) => {
    const { dim, max_period: maxPeriod } = golden.config;
    const steps = numbersOf(golden.inputs.t);
    expect(diffusion.timeEmbedding(steps, dim, { maxPeriod })).toBeAllClose(
      golden.outputs.emb,
      within(golden, "emb"),
    );
  });

  it("of odd width ends with a zero", () => {
    expect(diffusion.timeEmbedding([0], 5)).toBeAllClose([[1, 1, 0, 0, 0]]);
    expect(() => diffusion.timeEmbedding([0], 1)).toThrow(/1 is no width/);
  });
});
