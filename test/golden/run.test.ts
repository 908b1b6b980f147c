import { beforeAll, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import { run } from "./run.js";

const question = { config: {}, inputs: {}, weights: {} };

beforeAll(async () => {
  await start();
});

it("an answer's tensors come as numbers, wherever they lie, and what the adapter made is freed", async () => {
  const variables = new Set<Tensor>();
  const { answer, leaked } = await run(async () => {
    const variable = tf.variable(tf.ones([2]));
    variables.add(variable);
    await Promise.resolve();
    return {
      y: tf.tensor2d([[1], [2]]),
      deep: [{ variable, mask: tf.tensor1d([true, false], "bool"), scalar: tf.scalar(3) }],
      plain: { shape: [1], data: [4] },
      text: "a",
      none: null,
    };
  }, question);
  expect(answer).toEqual({
    y: { shape: [2, 1], data: Float32Array.of(1, 2) },
    deep: [
      {
        variable: { shape: [2], data: Float32Array.of(1, 1) },
        mask: { shape: [2], data: Uint8Array.of(1, 0) },
        scalar: { shape: [], data: Float32Array.of(3) },
      },
    ],
    plain: { shape: [1], data: [4] },
    text: "a",
    none: null,
  });
  expect(leaked).toBe(0);
  expect([...variables].every((variable) => variable.isDisposed)).toBe(true);
});

it("a tensor that is kept is a leak, and older variables stay", async () => {
  const old = tf.variable(tf.ones([1]));
  let kept: Tensor | undefined;
  const { leaked } = await run(() => {
    kept = tf.keep(tf.ones([1]));
    return { y: kept };
  }, question);
  expect(leaked).toBe(1);
  expect(old.isDisposed).toBe(false);
  tf.dispose([old, kept as Tensor]);
});

it("an adapter that fails leaves nothing behind", async () => {
  const before = tf.memory().numTensors;
  await expect(
    run(() => {
      tf.variable(tf.ones([1]));
      throw new Error("no such layer");
    }, question),
  ).rejects.toThrow("no such layer");
  expect(tf.memory().numTensors).toBe(before);
});
