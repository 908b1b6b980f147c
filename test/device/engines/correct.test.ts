import { describe, expect, it } from "vitest";
import { cases } from "./cases.js";

/** What tfjs does wrongly without an error, or not at all, on one engine or on all; each has a case of its own. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  "half-pixel centres are ignored by the gradients of both resizings": [
    "resizeBilinear half up, broken factor",
    "resizeNearestNeighbor half up, broken factor",
  ],
  "mirror padding loses the gradient of its border": ["mirrorPad reflect", "mirrorPad symmetric"],
  "floorDiv has a gradient that is not zero": ["floorDiv"],
  "the gradient of a cumulative sum is transposed twice": ["cumsum over the first axis of a square"],
  "maximum, minimum and squaredDifference do not sum over what was broadcast": [
    "maximum, second broadcast",
    "minimum, first broadcast",
    "squaredDifference, second broadcast",
  ],
  "matMul does not sum over a broadcast batch": ["matMul with a broadcast second batch"],
  "stack gets no list from a single part": ["split and unstack into one part", "upper triangle"],
  "no gradient of dilated convolutions": ["conv2d dilated 2 same", "depthwise dilated 2 same"],
  "no gradient of padding in pixels on the native engine": ["conv2d with uneven explicit padding"],
  "no gradient of conv3dTranspose": ["conv3dTranspose stride 2 valid"],
  "no gradient of einsum, gatherND, cumprod, diag, topk": [
    "einsum, attention scores",
    "gatherND",
    "cumprod",
    "diag",
    "topk",
  ],
  "no gradient through comparisons": ["divNoNan", "where over a comparison of what is differentiated"],
  "cpu, wasm, webgpu: the border of average pooling has too small a gradient": [
    "avgPool 3x3 stride 2 same",
    "avgPool3d same",
  ],
  "cpu: the gradient of bilinear resizing exchanges height and width": ["resizeBilinear aligned down"],
  "cpu, webgpu: einsum has a wrong shape": ["einsum, outer product with a summed index"],
  "wasm: max pooling knows no negative values": [
    "maxPool of negative values",
    "maxPool3d of negative values",
  ],
  "wasm: gradients of conv3d": ["conv3d same", "conv3d stride 2 valid"],
  "wasm: a matrix that is reshaped and multiplied again overwrites memory": [
    "a matrix multiplied in one shape and then in another",
  ],
  "webgpu: a reversed cumulative sum or product keeps the length of the first": [
    "cumprod of 7, exclusive and reversed, with a zero",
    "prod over inner axes",
  ],
  "webgpu: Fourier transforms to three digits": ["fft of length 7"],
};

describe("what tfjs gets wrong is in the numerical suite of every engine", () => {
  it.each(Object.entries(WRONG))("%s", (_, names) => {
    const known = cases.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...names]));
  });
});
