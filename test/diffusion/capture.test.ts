import { beforeAll, describe, expect, it } from "vitest";
import { capture } from "../../lib/device/capture/index.js";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";
import * as nn from "../../lib/nn/index.js";

beforeAll(async () => {
  await start();
});

const schedule = diffusion.cosineSchedule({ steps: 50 });

const make = () => {
  const net = diffusion.unet({
    inChannels: 1,
    channels: 4,
    channelMult: [1, 2],
    resBlocks: 1,
    attentionAt: [2],
    groups: 2,
    zero: false,
    key: seed(3),
  });
  return { net, optimizer: nn.adam({ lr: 1e-3 }).init(net.params) };
};

const trainStep =
  ({ net, optimizer }: ReturnType<typeof make>) =>
  (x0: Tensor, t: Tensor, noise: Tensor): Tensor => {
    const { loss, grads } = nn.valueAndGrad(
      () => diffusion.noiseLoss(noise, net(diffusion.addNoise(schedule, x0, t, noise), t)),
      net.params,
    );
    optimizer.apply(grads);
    return loss;
  };

describe("a captured diffusion step", () => {
  it("trains as the eager one does, with other time steps in each call", () => {
    const [eager, captured] = [make(), make()];
    const step = capture(trainStep(captured), { state: [captured.net, captured.optimizer] });
    const plain = trainStep(eager);
    for (let i = 0; i < 4; i++) {
      const x0 = tf.randomNormal([2, 4, 4, 1], 0, 1, "float32", i);
      const noise = tf.randomNormal([2, 4, 4, 1], 0, 1, "float32", 100 + i);
      const t = tf.tensor1d([i, 49 - 7 * i], "int32");
      const want = tf.tidy(() => plain(x0, t, noise));
      expect(step(x0, t, noise)).toBeAllClose(want, { rtol: 1e-4 });
    }
    step.dispose();
  });

  it("draws with a captured network what it draws with the network itself", async () => {
    const { net } = make();
    const denoise = capture((x: Tensor, t: Tensor) => net(x, t), { state: [net] });
    const options = { shape: [2, 4, 4, 1], key: seed(4), method: "ddim", steps: 5, eta: 0.5 } as const;
    const want = await diffusion.sample(schedule, net, options);
    const got = await diffusion.sample(schedule, (x, t) => denoise(x, t), options);
    expect(got).toBeAllClose(want, { rtol: 1e-3, atol: 1e-4 });
    denoise.dispose();
  });
});
