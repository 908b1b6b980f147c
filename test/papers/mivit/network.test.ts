import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import {
  FUSIONS,
  fusion,
  mivit,
  nearestSources,
  objective,
  pyramid,
  reduced,
  scales,
  TERMS,
} from "../../../lib/papers/mivit/index.js";
import { key, noise, tinyModel } from "./fixtures.js";

beforeAll(async () => {
  await start();
});

const sizeOf = (model: nn.AnyModule, prefix = "") =>
  Object.entries(model.params)
    .filter(([name]) => name.startsWith(prefix))
    .reduce((sum, [, { size }]) => sum + size, 0);

const patches = (batch = 2) => ({
  hsi: scales(noise("hsi", batch, 24, 24, 5)),
  lidar: scales(noise("lidar", batch, 24, 24, 1)),
});

describe("the published network", () => {
  // Three convolutions 65 -> 65 of 1x2 in each of the two transformers, made and never used.
  const skipcat = 6 * (65 * 65 * 2 + 65);

  it("has the sheet's 2,653,471 parameters less 51,090 of unused convolutions", () => {
    const model = mivit({ bands: 144, classes: 15, key });
    expect(skipcat).toBe(51_090);
    expect(sizeOf(model)).toBe(2_653_471 - skipcat);
    expect(sizeOf(model, "encoder.pyramid.")).toBe(1_055_168);
    expect(sizeOf(model, "encoder.cnn_encoder_cross.")).toBe(536_256);
    expect(sizeOf(model, "decoder.")).toBe(327_332 - skipcat / 2);
    const constraint = ["z1_z2_mutual.", "z_z2_mutual.", "z1_z_mutual."];
    // The third network of the sheet's count is complete without v1 and v2, which stand beside them.
    expect(constraint.reduce((sum, name) => sum + sizeOf(model, name), 0)).toBe(319_896);
    model.dispose();
  });

  it("shrinks to the sheet's section 6", () => {
    const model = mivit({ ...reduced, bands: 16, classes: 6, key });
    expect(model.params["encoder.cls_token"]!.shape).toEqual([1, 1, 16]);
    expect(model.params["encoder.cnn_encoder.conv1.0.weight"]!.shape).toEqual([3, 3, 16, 8]);
    expect(model.params["decoder.decoder_pos_embed"]!.shape).toEqual([1, 65, 8]);
    expect(Object.keys(model.params).filter((name) => name.includes("to_qkv")).length).toBe(3);
    model.dispose();
  });
});

describe("the network", () => {
  it("gives features of 8x8, 65 tokens, and a fused prediction that is the sum of its parts", () => {
    const model = tinyModel();
    const { z1, z2, zf, encoded, s, cnn, trans } = model.forward(patches(3));
    for (const z of [z1, z2, zf]) expect(z.shape).toEqual([3, 8, 8, 4]);
    expect(encoded.shape).toEqual([3, 65, 4]);
    expect(s).toBeAllClose(tf.add(cnn, trans));
    expect(model(patches(3))).toBeAllClose(s);
  });

  it("answers with probabilities from one sensor and from the pyramid", () => {
    const model = tinyModel();
    const both = patches();
    const heads = [
      model.hsiHead(model.hsiFeatures(both.hsi)),
      model.lidarHead(model.lidarFeatures(both.lidar)),
      model.pyramidHead(both),
    ];
    for (const p of heads) expect(tf.sum(p, 1)).toBeAllClose([1, 1]);
  });

  it("does not use the pyramid branch for the fused prediction", () => {
    const model = tinyModel();
    const before = model(patches());
    for (const [name, value] of Object.entries(model.params)) {
      if (/pyramid|cross|classification_p/.test(name)) value.assign(tf.mul(value, 3) as typeof value);
    }
    expect(model(patches())).toBeAllClose(before, { rtol: 0, atol: 0 });
  });

  it("is the same for the same key and another for another key", () => {
    const [a, b, c] = [tinyModel(), tinyModel(), tinyModel({ key: key.fold("other") })];
    expect(b(patches())).toBeAllClose(a(patches()), { rtol: 0, atol: 0 });
    expect(c(patches()).dataSync()).not.toEqual(a(patches()).dataSync());
  });

  it("leaves no tensors behind", () => {
    const model = tinyModel();
    const both = patches();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      objective(model, both, tf.tensor1d([0, 3], "int32"));
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the fusions", () => {
  it.each(FUSIONS)("%s gives its inputs' shape and learns from both sensors", (name) => {
    const fuse = fusion(name, { channels: 4, ratio: 2, key });
    const [a, b] = [noise("a", 2, 8, 8, 4), noise("b", 2, 8, 8, 4)];
    const [da, db] = tf.grads((x: Tensor, y: Tensor) => tf.sum(tf.square(fuse(x, y))))([a, b]);
    expect(fuse(a, b).shape).toEqual([2, 8, 8, 4]);
    for (const grad of [da, db]) expect(Math.max(...tf.abs(grad!).dataSync())).toBeGreaterThan(0);
  });

  it("by attention end as the sheet says: y1 weighted by the second attention, beside y1 and y2", () => {
    const fuse = fusion("trans_c1_s1", { channels: 4, key });
    const parts = fuse.parts as Record<string, nn.Module>;
    const [a, b] = [noise("a", 1, 8, 8, 4), noise("b", 1, 8, 8, 4)];
    const [c1, c2] = [parts["con1"]!(a), parts["con2"]!(b)];
    const u = tf.add(tf.mul(c2, parts["channle_module1"]!(c1)), c2);
    const [y2, y1] = [parts["con3"]!(u), parts["con4"]!(c1)];
    const expected = tf.add(tf.add(tf.mul(y1, parts["spatial_module1"]!(y2)), y1), y2);
    expect(fuse(a, b)).toBeAllClose(expected);
  });
});

describe("the objective", () => {
  const labels = () => tf.tensor1d([0, 3], "int32");

  it("has every term of the sheet", () => {
    const { loss, ...terms } = objective(tinyModel(), patches(), labels());
    expect(Object.keys(terms).sort()).toEqual([...TERMS].sort());
    const of = (name: string) => terms[name]!.dataSync()[0]!;
    const aux = of("focalHsi") + of("focalLidar") + of("focalPyramid");
    const flow = of("kdHsi") + of("kdLidar") + of("kdPyramid");
    const expected = of("focal") + 5 * of("reconstruction") + 0.3 * aux + flow + 0.1 * of("information");
    expect(loss.dataSync()[0]).toBeAllClose(expected);
  });

  it("without distribution is focal and reconstruction only, and trains no head of one sensor", () => {
    const model = tinyModel();
    const { grads } = nn.valueAndGrad(
      () => objective(model, patches(), labels(), { distribution: false }),
      model.params,
    );
    const names = Object.keys(grads);
    expect(names.some((name) => /classification|pyramid|cross|mutual|xishu[12]$/.test(name))).toBe(
      names.some((name) => /cnn_encoder.xishu[12]$/.test(name)),
    );
    expect(names.filter((name) => /classification|pyramid|cross|mutual/.test(name))).toEqual([]);
    expect(names).toContain("decoder.decoder_pred1.weight");
  });

  it("leaves out what a factor of 0 takes away", () => {
    const terms = objective(tinyModel(), patches(), labels(), {
      lambdas: { reconstruction: 0, information: 0, distillation: 0 },
    });
    expect(Object.keys(terms)).toEqual(["loss", "focal", "focalHsi", "focalLidar", "focalPyramid"]);
  });
});

describe("the pyramid", () => {
  it("takes the sheet's pixels when it grows from 16 to 24", () => {
    const sheet = [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11, 12, 12, 13, 14, 14, 15];
    expect(nearestSources(16, 1.5)).toEqual(sheet);
    const row = tf.reshape(tf.range(0, 16), [1, 1, 16, 1]);
    expect(nn.resizeNearest(row, [1, 24])).toBeAllClose(tf.reshape(sheet, [1, 1, 24, 1]));
  });

  it("has three sizes with 1, 2 and 3 times the width", () => {
    const { m, c4, x5 } = pyramid({ width: 2, key })([
      noise("g8", 1, 8, 8, 2),
      noise("g16", 1, 16, 16, 2),
      noise("g24", 1, 24, 24, 2),
    ]);
    expect([m.shape, c4.shape, x5.shape]).toEqual([
      [1, 24, 24, 2],
      [1, 16, 16, 4],
      [1, 8, 8, 6],
    ]);
  });
});
