import { describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { engines, hasNative, on, onEveryEngine } from "../../support/engines.js";

const ones = (...shape: number[]) => tf.ones(shape);
const train = (layer: nn.Module, x: Tensor) => nn.training(() => layer(x));

onEveryEngine("dropout", () => {
  it("does nothing in evaluation", () => {
    const x = ones(5);
    expect(nn.dropout(0.5, { key: seed(1) })(x)).toBe(x);
  });

  it("drops the share that it is told and keeps the mean", () => {
    const y = train(nn.dropout(0.3, { key: seed(1) }), ones(100, 100)).dataSync();
    const zeros = y.filter((v) => v === 0).length;
    // Four standard deviations of a binomial count of 10 000.
    expect(Math.abs(zeros - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
    expect(y.filter((v) => v !== 0)).toBeAllClose(new Float32Array(10_000 - zeros).fill(1 / 0.7));
  });

  it("draws a new mask each time", () => {
    const layer = nn.dropout(0.5, { key: seed(1) });
    const [a, b] = [train(layer, ones(64)).dataSync(), train(layer, ones(64)).dataSync()];
    expect(a).not.toEqual(b);
  });

  it("gives the gradient of the mask that it drew", () => {
    const layer = nn.dropout(0.5, { key: seed(1) });
    let y: Float32Array | undefined;
    const dx = tf.grad((x: Tensor) => {
      const out = train(layer, x);
      y = out.dataSync().slice() as Float32Array;
      return tf.sum(out);
    })(ones(50));
    expect(dx).toBeAllClose(y);
  });

  it("drops whole channels, or whole samples, when told", () => {
    const channels = train(nn.dropout(0.5, { key: seed(2), per: "channel" }), ones(3, 4, 4, 8));
    expect(tf.max(channels, [1, 2])).toBeAllClose(tf.min(channels, [1, 2]));
    expect(new Set(tf.max(channels, [1, 2]).dataSync()).size).toBe(2);
    const samples = train(nn.dropout(0.5, { key: seed(2), per: "sample" }), ones(16, 4, 8));
    expect(tf.max(samples, [1, 2])).toBeAllClose(tf.min(samples, [1, 2]));
    expect(new Set(tf.max(samples, [1, 2]).dataSync()).size).toBe(2);
  });
});

describe("dropout's masks", () => {
  it("are the same on every engine", async () => {
    const masks = [];
    for (const engine of engines) {
      masks.push(
        await on(engine, () => {
          const layer = nn.dropout(0.4, { key: seed(9) });
          train(layer, ones(10));
          return Array.from(train(layer, ones(20)).dataSync());
        }),
      );
    }
    for (const mask of masks) expect(mask).toBeAllClose(masks[0]);
  });

  it.skipIf(!hasNative)("are new in each captured step, and those of the eager steps", async () => {
    await on("native", () => {
      const [layer, twin] = [nn.dropout(0.5, { key: seed(4) }), nn.dropout(0.5, { key: seed(4) })];
      const x = ones(40);
      const step = capture((input: Tensor) => train(layer, input), { state: layer });
      const seen = Array.from({ length: 4 }, () => Array.from(step(x).dataSync()).join());
      expect(new Set(seen).size).toBe(4);
      expect(seen).toEqual(Array.from({ length: 4 }, () => Array.from(train(twin, x).dataSync()).join()));
      step.dispose();
    });
  });
});
