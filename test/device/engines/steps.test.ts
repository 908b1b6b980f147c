import { beforeAll, describe, expect, it } from "vitest";
import { candidates, start } from "../../../lib/device/engine.js";
import type { EngineName } from "../../../lib/device/engines/definition.js";
import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tf,
  type Variable,
} from "../../../lib/device/tf.js";
import { values } from "./reference.js";
import { whyNoWebgpu } from "./webgpu-driver.js";

const STEPS = 20;

await whyNoWebgpu();
const engines = (await candidates()).filter(({ available, onlyByName }) => available || onlyByName);

const made = (shape: number[], scale: number, salt: number): Tensor =>
  tf.tensor(Float32Array.from(values(shape, -scale, scale, salt).data), shape);

/** Losses of a small network of the usual kinds of layer, trained from the same weights on the same batch. */
async function losses(engine: EngineName): Promise<number[]> {
  await start({ engine });
  const variable = (shape: number[], scale: number, salt: number): Variable =>
    tf.tidy(() => tf.variable(made(shape, scale, salt)));
  const [wide, deep, narrow, out] = [
    variable([3, 3, 2, 6], 0.4, 1),
    variable([3, 3, 6, 1], 0.5, 2),
    variable([3, 3, 6, 8], 0.25, 3),
    variable([8, 3], 0.5, 4),
  ] as const;
  const [scale, offset] = [
    tf.variable(tf.tidy(() => tf.ones([6]))),
    tf.variable(tf.tidy(() => tf.zeros([6]))),
  ];
  const optimizer = tf.train.momentum(0.05, 0.9);
  const forward = (x: Tensor4D): Tensor => {
    const h = tf.conv2d(x, wide as never, 1, "same");
    const { mean, variance } = tf.moments(h, [0, 1, 2]);
    const n = tf.batchNorm(h, mean as Tensor1D, variance as Tensor1D, offset as never, scale as never, 1e-5);
    const d = tf.depthwiseConv2d(tf.relu(n), deep as never, 1, "same");
    const p = tf.maxPool(d as Tensor4D, 3, 2, "same");
    const q = tf.avgPool(tf.conv2d(p, narrow as never, 2, "same"), 2, 1, "same");
    return tf.matMul(tf.mean(tf.elu(q), [1, 2]), out as never);
  };
  const seen: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const loss = tf.tidy(() => {
      const x = made([6, 8, 8, 2], 1, 5) as Tensor4D;
      const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], "int32"), 3);
      return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, forward(x)) as Scalar, true) as Scalar;
    });
    seen.push((await loss.data())[0] as number);
    loss.dispose();
  }
  tf.dispose([wide, deep, narrow, out, scale, offset]);
  optimizer.dispose();
  return seen;
}

describe(`${STEPS} training steps`, () => {
  let plain: number[];
  beforeAll(async () => {
    plain = await losses("cpu");
  });

  it("learn", () => {
    expect(plain.at(-1)).toBeLessThan((plain[0] as number) * 0.7);
  });

  it.each(engines.map(({ name }) => name))("give on %s the losses of plain JavaScript", async (name) => {
    expect(await losses(name)).toBeAllClose(plain, { rtol: 1e-4, atol: 0 });
  });

  it.each(engines.map(({ name }) => name).filter((name) => name !== "webgpu"))(
    "give on %s the same bits twice",
    async (name) => {
      expect(await losses(name)).toEqual(await losses(name));
    },
  );
});
