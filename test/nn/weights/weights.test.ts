import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSafetensors } from "../../../lib/data/read/safetensors.js";
import { encodeSafetensors } from "../../../lib/data/write/safetensors.js";
import { start } from "../../../lib/device/engine.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { SwathError } from "../../../lib/errors.js";
import * as nn from "../../../lib/nn/index.js";
import type { AnyModule } from "../../../lib/nn/module.js";
import { inverse, permuted } from "../../../lib/nn/weights/layout.js";

let folder: string;
beforeAll(async () => {
  await start();
  folder = await mkdtemp(join(tmpdir(), "swath-weights-"));
});
afterAll(() => rm(folder, { recursive: true }));

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** One of each layer whose layout differs from PyTorch's. */
const zoo = (n: number) => {
  const key = seed(n);
  const parts = {
    conv: nn.conv2d({ in: 3, out: 4, kernel: [2, 5], key }),
    depthwise: nn.conv2d({ in: 4, out: 8, kernel: 3, groups: 4, key }),
    up: nn.convTranspose2d({ in: 4, out: 2, kernel: [2, 3], key }),
    fc: nn.linear({ in: 4, out: 5, key }),
    table: nn.embedding({ count: 6, dim: 3, key }),
    attn: nn.multiHeadAttention({ dim: 4, heads: 2, key }),
    bn: nn.batchNorm({ channels: 3 }),
    drop: nn.dropout(0.5, { key }),
  };
  return nn.module("zoo", parts, (x: Tensor) => x);
};

const torchShapes = {
  "conv.weight": [4, 3, 2, 5],
  "depthwise.weight": [8, 1, 3, 3],
  "up.weight": [4, 2, 2, 3],
  "fc.weight": [5, 4],
  "table.weight": [6, 3],
  "attn.in_proj_weight": [12, 4],
  "attn.out_proj.weight": [4, 4],
  "bn.running_mean": [3],
};

describe("weights in PyTorch's layout", () => {
  it("have its shapes and names, and no variable that PyTorch has not", () => {
    const weights = nn.weightsOf(zoo(1));
    for (const [name, shape] of Object.entries(torchShapes))
      expect(weights[name]?.shape, name).toEqual(shape);
    expect(Object.keys(weights)).not.toContain("drop.generator");
    expect(Object.keys(nn.weightsOf(zoo(1), { layout: "swath" }))).toContain("drop.generator");
  });

  it("put OIHW into HWIO, element by element", () => {
    const conv = nn.conv2d({ in: 3, out: 4, kernel: [2, 5], bias: false, key: seed(1) });
    nn.assignWeights(conv, { weight: { shape: [4, 3, 2, 5], data: range(120) } });
    const ours = conv.params["weight"]!.arraySync() as number[][][][];
    for (const [o, i, h, w] of [
      [0, 0, 0, 0],
      [3, 2, 1, 4],
      [1, 2, 0, 3],
    ] as const) {
      expect(ours[h]![w]![i]![o]).toBe(((o * 3 + i) * 2 + h) * 5 + w);
    }
  });

  it("put IOHW where a transposed convolution has it", () => {
    const up = nn.convTranspose2d({ in: 2, out: 3, kernel: [2, 4], bias: false, key: seed(1) });
    nn.assignWeights(up, { weight: { shape: [2, 3, 2, 4], data: range(48) } });
    // One pixel of one channel brings out the kernel itself.
    const y = up(tf.tensor4d([0, 1], [1, 1, 1, 2])).arraySync() as number[][][][];
    for (const [o, h, w] of [
      [0, 0, 0],
      [2, 1, 3],
      [1, 0, 2],
    ] as const) {
      expect(y[0]![h]![w]![o]).toBe(((3 + o) * 2 + h) * 4 + w);
    }
  });

  it("give each output of a depthwise convolution its own input, as PyTorch counts them", () => {
    const conv = nn.conv2d({ in: 2, out: 4, kernel: 1, groups: 2, bias: false, key: seed(1) });
    nn.assignWeights(conv, { weight: { shape: [4, 1, 1, 1], data: [1, 2, 3, 4] } });
    expect(conv(tf.tensor4d([10, 100], [1, 1, 1, 2]))).toBeAllClose([[[[10, 20, 300, 400]]]]);
  });

  it("fit a 1x1 convolution to a linear layer, with one or two axes behind", () => {
    const layer = nn.linear({ in: 2, out: 3, bias: false, key: seed(1) });
    const want = [
      [0, 2, 4],
      [1, 3, 5],
    ];
    for (const shape of [
      [3, 2],
      [3, 2, 1],
      [3, 2, 1, 1],
    ]) {
      nn.assignWeights(layer, { weight: { shape, data: range(6) } });
      expect(layer.params["weight"]).toBeAllClose(want);
    }
    const conv = nn.conv2d({ in: 2, out: 3, kernel: 1, bias: false, key: seed(1) });
    nn.assignWeights(conv, { weight: { shape: [3, 2, 1], data: range(6) } });
    expect(conv.params["weight"]).toBeAllClose([[want]]);
  });

  it("pass over PyTorch's counters of batches", () => {
    const bn = nn.batchNorm({ channels: 2 });
    const { loaded } = nn.assignWeights(bn, {
      ...nn.weightsOf(bn),
      num_batches_tracked: { shape: [], data: new BigInt64Array([3n]) },
    });
    expect(loaded.length).toBe(4);
  });

  it("are kept apart from the array they came in", () => {
    const layer = nn.batchNorm({ channels: 2, track: false });
    const data = new Float32Array([1, 2]);
    nn.assignWeights(layer, { weight: { shape: [2], data }, bias: { shape: [2], data } });
    data[0] = 99;
    expect(layer.params["weight"]).toBeAllClose([1, 2]);
  });

  it("come back as they were from any order of axes", () => {
    const data = Float32Array.from(range(120));
    for (const order of [
      [2, 3, 1, 0],
      [1, 0, 3, 2],
      [0, 1, 2, 3],
    ]) {
      const there = permuted(data, [4, 3, 2, 5], order);
      const shape = order.map((axis) => [4, 3, 2, 5][axis]!);
      expect(permuted(there, shape, inverse(order))).toEqual(data);
    }
  });
});

describe("weights that do not fit", () => {
  const model = () =>
    nn.sequential([nn.linear({ in: 2, out: 3, key: seed(1) }), nn.linear({ in: 3, out: 1, key: seed(2) })]);

  it("throw, name every parameter and both shapes, and change nothing", () => {
    const net = model();
    const before = net.params["0.weight"]!.dataSync().slice();
    const weights = {
      "0.weight": { shape: [3, 2], data: range(6) },
      "0.bias": { shape: [4], data: range(4) },
      "1.weight": { shape: [1, 3], data: range(3) },
      head: { shape: [1], data: [1] },
    };
    let error: unknown;
    try {
      nn.assignWeights(net, weights);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SwathError);
    const { message } = error as SwathError;
    expect(message).toContain(
      "assignWeights: the weights do not fit the sequential: 1 missing, 1 unexpected, 1 of another shape",
    );
    expect(message).toMatch(/missing +1\.bias/);
    expect(message).toMatch(/unexpected +head/);
    expect(message).toMatch(/0\.bias +the model needs \[3\], the weights have \[4\]/);
    expect(net.params["0.weight"]!.dataSync()).toEqual(before);
  });

  it("are told in the report when asked to load what fits", () => {
    const report = nn.assignWeights(
      model(),
      { "0.weight": { shape: [3, 2], data: range(6) }, extra: { shape: [], data: [1] } },
      { strict: false },
    );
    expect(report).toEqual({
      loaded: ["0.weight"],
      missing: ["0.bias", "1.weight", "1.bias"],
      unexpected: ["extra"],
      mismatched: [],
    });
  });

  it("can be renamed or left out", () => {
    const net = nn.linear({ in: 2, out: 3, key: seed(1) });
    const report = nn.assignWeights(
      net,
      {
        "module.weight": { shape: [3, 2], data: range(6) },
        "module.bias": { shape: [3], data: range(3) },
        ema: { shape: [], data: [1] },
      },
      { rename: (name) => (name === "ema" ? null : name.replace("module.", "")) },
    );
    expect(report.loaded).toEqual(["weight", "bias"]);
  });
});

describe("saving and loading", () => {
  const same = (a: AnyModule, b: AnyModule) => {
    for (const [name, value] of Object.entries({ ...a.params, ...a.buffers })) {
      expect({ ...b.params, ...b.buffers }[name], name).toBeAllClose(value, { rtol: 0, atol: 0 });
    }
  };

  it.each(["torch", "swath"] as const)("gives every number back (%s)", async (layout) => {
    const path = join(folder, `${layout}.safetensors`);
    const [from, to] = [zoo(1), zoo(layout === "torch" ? 1 : 2)];
    for (const variable of Object.values(to.params)) variable.assign(tf.zerosLike(variable));
    await nn.save(from, path, { layout });
    await nn.load(to, path);
    same(from, to);
  });

  it("leaves one file, also where there was one", async () => {
    const own = await mkdtemp(join(folder, "one-"));
    const path = join(own, "model.safetensors");
    await writeFile(path, "old");
    await nn.save(zoo(1), path);
    expect(await readdir(own)).toEqual(["model.safetensors"]);
    const { metadata } = await readSafetensors(path);
    expect(metadata).toMatchObject({ format: "pt", "swath.layout": "torch", "swath.model": "zoo" });
  });

  it("reads half floats and doubles into float32", async () => {
    const layer = nn.linear({ in: 2, out: 1, key: seed(1) });
    const bytes = encodeSafetensors({
      weight: { dtype: "F16", shape: [1, 2], data: new Float32Array([0.5, -2]) },
      bias: { dtype: "F64", shape: [1], data: new Float64Array([0.25]) },
    });
    await nn.load(layer, bytes);
    expect(layer.params["weight"]).toBeAllClose([[0.5], [-2]]);
    expect(layer.params["bias"]).toBeAllClose([0.25]);
  });

  it("lets training go on as if it had not stopped: optimiser and dropout included", async () => {
    const make = () => {
      const key = seed(5);
      const model = nn.sequential([
        nn.linear({ in: 3, out: 8, key }),
        nn.dropout(0.5, { key }),
        nn.linear({ in: 8, out: 1, key }),
      ]);
      return { model, optimizer: nn.adam({ lr: 0.05 }).init(model.params) };
    };
    const x = tf.tensor2d(range(12), [4, 3]);
    const train = ({ model, optimizer }: ReturnType<typeof make>): number =>
      tf.tidy(() => {
        const { loss, grads } = nn.valueAndGrad(() => nn.mse(model(x), tf.ones([4, 1])), model.params);
        optimizer.apply(grads);
        return loss.dataSync()[0]!;
      });
    const first = make();
    train(first);
    const path = join(folder, "resume.safetensors");
    await nn.save(first.model, path, { optimizer: first.optimizer });
    const wanted = [train(first), train(first)];
    const second = make();
    await nn.load(second.model, path, { optimizer: second.optimizer });
    expect([train(second), train(second)]).toEqual(wanted);
  });

  it("refuses another optimiser's memory before it changes the model", async () => {
    const model = nn.linear({ in: 2, out: 1, key: seed(1) });
    const path = join(folder, "sgd.safetensors");
    await nn.save(model, path, { optimizer: nn.sgd({ momentum: 0.9 }).init(model.params) });
    const other = nn.linear({ in: 2, out: 1, key: seed(2) });
    const before = other.params["weight"]!.dataSync().slice();
    await expect(nn.load(other, path, { optimizer: nn.adam().init(other.params) })).rejects.toThrow(
      /the weights do not fit the adam optimizer/,
    );
    expect(other.params["weight"]!.dataSync()).toEqual(before);
  });

  it("names file and reason when the file is cut off", async () => {
    const path = join(folder, "cut.safetensors");
    await nn.save(zoo(1), path);
    await writeFile(path, (await readFile(path)).subarray(0, 500));
    await expect(nn.load(zoo(1), path)).rejects.toThrow(/cut\.safetensors/);
  });
});
