/** The published sizes of the networks. */
import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import type { AnyModule } from "../../../lib/nn/module.js";

const key = seed(1);
// The values do not matter here, and drawing 20 million of them would take most of the test's time.
const init = nn.constantInit(0);

const count = (model: AnyModule): number => {
  const total = Object.values(model.params).reduce((sum, { size }) => sum + size, 0);
  model.dispose();
  return total;
};

describe("the number of parameters", () => {
  it("of CIFAR ResNets is He et al.'s, with shortcuts without weights", () => {
    expect(count(nn.resnet20({ classes: 10, key, init }))).toBe(269_722);
    expect(count(nn.resnet56({ classes: 10, key, init }))).toBe(853_018);
    // Convolutions and the linear layer without its bias: the count that pruning papers use.
    const net = nn.resnet56({ classes: 10, key, init });
    const weights = Object.values(net.params).filter(({ rank }) => rank > 1);
    expect(weights.reduce((sum, { size }) => sum + size, 0)).toBe(848_944);
    net.dispose();
  });

  it("of ImageNet ResNets is torchvision's", () => {
    expect(count(nn.resnet18({ classes: 1000, key, init }))).toBe(11_689_512);
    expect(count(nn.resnet34({ classes: 1000, key, init }))).toBe(21_797_672);
    expect(count(nn.resnet50({ classes: 1000, key, init }))).toBe(25_557_032);
  });

  it("of ResNets for 32x32 images is the pruning papers'", () => {
    const stem = "cifar";
    expect(count(nn.resnet18({ classes: 10, stem, key, init }))).toBe(11_173_962);
    expect(count(nn.resnet18({ classes: 100, stem, key, init }))).toBe(11_220_132);
    expect(count(nn.resnet34({ classes: 100, stem, key, init }))).toBe(21_328_292);
    expect(count(nn.resnet50({ classes: 100, stem, key, init }))).toBe(23_705_252);
  });

  it("of VGG is torchvision's, by its convolutions and by the shape of its head", () => {
    const small = { classes: 1000, head: "average", key, init } as const;
    const [head, wide] = [
      512 * 1000 + 1000,
      512 * 49 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 1000 + 1000,
    ];
    expect(count(nn.vgg16(small)) - head + wide).toBe(138_365_992);
    expect(count(nn.vgg19(small)) - head + wide).toBe(143_678_248);
    const hidden = nn.vgg16({ classes: 5, hidden: 8, key, init });
    expect(hidden.params["classifier.0.weight"]!.shape).toEqual([512 * 49, 8]);
    expect(hidden.params["classifier.6.weight"]!.shape).toEqual([8, 5]);
    hidden.dispose();
  });

  it("of the benchmark's vision transformer is PyTorch's", () => {
    const spec = {
      size: 32,
      patch: 4,
      dim: 64,
      depth: 5,
      hidden: 128,
      classes: 10,
      pool: "mean",
      key,
    } as const;
    expect(count(nn.vit(spec))).toBe(175_370);
  });
});

describe("a ready network", () => {
  it("has torchvision's names", () => {
    const basic = nn.resnet18({ classes: 2, key, init });
    expect(Object.keys(basic.params)).toContain("layer2.0.downsample.0.weight");
    expect(Object.keys(basic.buffers)).toContain("layer4.1.bn2.running_var");
    expect(Object.keys(nn.vgg({ plan: [2, "pool", 4], head: "average", classes: 2, key }).params)).toEqual([
      ...["features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias"],
      ...["features.4.weight", "features.4.bias", "features.5.weight", "features.5.bias"],
      ...["classifier.weight", "classifier.bias"],
    ]);
    basic.dispose();
  });

  it("is the same for the same key and another for another", () => {
    const first = (n: number) => {
      const net = nn.resnet({ block: "basic", layers: [1], widths: [4], classes: 2, key: seed(n) });
      return net.params["conv1.weight"]!.dataSync();
    };
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it("starts no two layers with the same numbers", () => {
    const net = nn.resnet({ block: "basic", layers: [3, 3], widths: [4, 4], classes: 2, key });
    const kernels = Object.entries(net.params)
      .filter(([, { rank }]) => rank === 4)
      .map(([, kernel]) => Array.from(kernel.dataSync().slice(0, 8)).join());
    expect(new Set(kernels).size).toBe(kernels.length);
  });

  it("leaves nothing behind but its result", () => {
    const net = nn.resnet({ block: "bottleneck", layers: [1, 1], widths: [2, 4], classes: 2, key });
    const x = tf.ones([1, 32, 32, 3]);
    const before = tf.memory().numTensors;
    net(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(net.stages(x));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says what does not fit", () => {
    expect(() => nn.resnet({ block: "basic", layers: [1, 1], widths: [4], classes: 2, key })).toThrow(
      /2 stages have 1 widths; give one width a stage/,
    );
    expect(() => nn.vit({ size: 10, patch: 4, classes: 2, key })).toThrow(/patches of 4 do not divide/);
    expect(() => nn.hrModule({ widths: [4], key })).toThrow(/two or more branches/);
    const net = nn.vit({ size: 8, patch: 4, dim: 8, depth: 1, classes: 2, key });
    expect(() => net(tf.ones([1, 9, 8, 3]))).toThrow(/give \[N, 8, 8, 3\]/);
    const narrowing = {
      block: "basic",
      layers: [1, 1],
      widths: [8, 4],
      shortcut: "zeroPad",
      classes: 2,
      key,
    } as const;
    expect(() => nn.resnet(narrowing)).toThrow(/cannot go from 8 to 4 channels/);
  });
});
