import { expect, it } from "vitest";
import { capture } from "../../lib/device/capture/index.js";
import { candidates, type EngineName, start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as nn from "../../lib/nn/index.js";

const available = new Set((await candidates()).filter(({ available }) => available).map(({ name }) => name));

/** Twenty captured steps of a small convolutional network with batch norm, dropout and momentum. */
async function losses(engine: EngineName): Promise<number[]> {
  await start({ engine });
  const [k1, k2, k3] = seed(3).split(3) as [
    ReturnType<typeof seed>,
    ReturnType<typeof seed>,
    ReturnType<typeof seed>,
  ];
  const model = nn.sequential([
    nn.conv2d({ in: 3, out: 8, kernel: 3, padding: 1, key: k1 }),
    nn.batchNorm({ channels: 8 }),
    nn.relu,
    nn.dropout(0.1, { key: k3 }),
    (x: Tensor) => tf.reshape(nn.maxPool(x, 2), [8, 4 * 4 * 8]),
    nn.linear({ in: 128, out: 5, key: k2 }),
  ]);
  const optimizer = nn.sgd({ momentum: 0.9, weightDecay: 1e-3 }).init(model.params);
  const step = capture(
    (x: Tensor, y: Tensor, lr: Tensor) => {
      const { loss, grads } = nn.valueAndGrad(() => nn.crossEntropy(model(x), y), model.params);
      optimizer.apply(grads, { lr });
      return loss;
    },
    { state: [model, optimizer] },
  );
  const x = tf.tensor4d(
    Float32Array.from({ length: 8 * 8 * 8 * 3 }, (_, i) => Math.sin(i * 1.7)),
    [8, 8, 8, 3],
  );
  const y = tf.tensor1d([0, 1, 2, 3, 4, 0, 1, 2], "int32");
  const out: number[] = [];
  for (let t = 0; t < 20; t++)
    out.push(tf.tidy(() => step(x, y, 0.05 / (1 + t / 10)).dataSync()[0] as number));
  step.dispose();
  model.dispose();
  tf.dispose([x, y, ...optimizer.state]);
  return out;
}

it.skipIf(!available.has("native"))(
  "native and WASM agree to 1e-4 after twenty training steps (skipped without the native engine)",
  async () => {
    const native = await losses("native");
    const wasm = await losses("wasm");
    expect(native.at(-1)).toBeLessThan(native[0] as number);
    expect(wasm).toBeAllClose(native, { rtol: 1e-4, atol: 0 });
  },
);

it("the plain JavaScript engine agrees with WASM to 1e-4 after twenty training steps", async () => {
  expect(await losses("cpu")).toBeAllClose(await losses("wasm"), { rtol: 1e-4, atol: 0 });
});
