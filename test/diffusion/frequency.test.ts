import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";
import * as nn from "../../lib/nn/index.js";

const key = seed(1);

beforeAll(async () => {
  await start();
});

describe("the discrete Fourier transform", () => {
  it("is undone by its inverse, for odd and even sizes and complex numbers", () => {
    const real = tf.randomNormal([2, 5, 6, 3], 0, 1, "float32", 1);
    const imag = tf.randomNormal([2, 5, 6, 3], 0, 1, "float32", 2);
    const back = diffusion.inverseDft2(diffusion.dft2({ real, imag }));
    expect(back.real).toBeAllClose(real, { atol: 1e-5 });
    expect(back.imag).toBeAllClose(imag, { atol: 1e-5 });
  });
});

describe("the frequency parser", () => {
  it("with both parts is a convolution of the image itself, but for the bias at its first pixel", () => {
    const parser = diffusion.frequencyParser({ channels: 4, groups: 2, mode: "complex", key });
    const x = tf.randomNormal([1, 4, 6, 4], 0, 1, "float32", 1);
    const kernel = parser.params["ff_parser_attn_map.weight"]!;
    const bias = parser.params["ff_parser_attn_map.bias"]!;
    // A constant in the spectrum is a single peak in the image.
    const peak = tf.pad(tf.reshape(bias, [1, 1, 1, 4]), [
      [0, 0],
      [0, 3],
      [0, 5],
      [0, 0],
    ]);
    const want = tf.add(nn.functional.conv2d(x, kernel), peak);
    expect(parser.steps(x).back).toBeAllClose(want, { atol: 1e-5 });
  });

  it("has a gradient for every weight", () => {
    for (const mode of ["real", "complex", "map"] as const) {
      const parser = diffusion.frequencyParser({ channels: 4, groups: 2, mode, size: [4, 4], key });
      const x = tf.randomNormal([2, 4, 4, 4], 0, 1, "float32", 1);
      const { grads } = nn.valueAndGrad(() => tf.mean(tf.square(parser(x))), parser.params);
      expect(Object.keys(grads).sort(), mode).toEqual(Object.keys(parser.params).sort());
    }
  });

  it("wants to know the size of a map", () => {
    expect(() => diffusion.frequencyParser({ channels: 4, mode: "map", key })).toThrow(/give size/);
  });
});
