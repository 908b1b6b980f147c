/**
 * The public operations of TensorFlow.js 4.22 whose gradients are silently wrong or do not exist, one by one, and what
 * `swath/nn` gives for each: right on every engine. Checked by central differences, and where the numbers are easy,
 * against numbers worked out by hand.
 */
import { describe, expect, it } from "vitest";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { onEveryEngine } from "../../support/engines.js";
import { apart, expectGradients, randomTensor } from "../../support/gradients.js";

const gradient = (f: (x: Tensor) => Tensor, x: Tensor): Tensor => tf.grad((y: Tensor) => tf.sum(f(y)))(x);

onEveryEngine("silently wrong in tfjs", () => {
  it("resizeBilinear with half-pixel centres: tfjs's gradient ignores them", () => {
    expectGradients((x) => nn.resizeBilinear(x!, [5, 7]), [randomTensor([2, 3, 4, 2])]);
    // Twice as large: an inner pixel is worth four new ones, a corner a little more than that.
    const weights = gradient((x) => nn.resizeBilinear(x, [6, 6]), tf.ones([1, 3, 3, 1]));
    expect(weights).toBeAllClose(tf.fill([1, 3, 3, 1], 4), { rtol: 1e-6 });
  });

  it("resizeNearest with half-pixel centres at a factor that is no integer", () => {
    expectGradients((x) => nn.resizeNearest(x!, [5, 7], { exact: true }), [randomTensor([2, 3, 4, 2])]);
    const counts = gradient((x) => nn.resizeNearest(x, [5, 1], { exact: true }), tf.ones([1, 3, 1, 1]));
    expect(tf.reshape(counts, [3])).toBeAllClose([2, 1, 2]);
  });

  it("resizeNearest, plain: the cpu engine's gradient is wrong", () => {
    const counts = gradient((x) => nn.resizeNearest(x, [5, 1]), tf.ones([1, 3, 1, 1]));
    expect(tf.reshape(counts, [3])).toBeAllClose([2, 2, 1]);
  });

  it.each([
    ["reflect", [1, 2, 2]],
    ["symmetric", [2, 2, 1]],
  ] as const)("pad, mode %s: the gradient of mirrorPad is a plain slice", (mode, counts) => {
    expectGradients((x) => nn.padImage(x!, [1, 2], { mode }), [randomTensor([1, 3, 4, 2])]);
    const before = [[2, 0]] as const;
    expect(gradient((x) => nn.pad(x, before, { mode }), tf.ones([3]))).toBeAllClose(counts);
  });

  it("floorDiv has a gradient of zero", () => {
    const [da, db] = tf.grads((a: Tensor, b: Tensor) => tf.sum(nn.floorDiv(a, b)))([
      tf.tensor1d([7.3, -7.3]),
      tf.tensor1d([2, 2]),
    ]);
    expect(da).toBeAllClose([0, 0]);
    expect(db).toBeAllClose([0, 0]);
    expect(nn.floorDiv(tf.tensor1d([7.3, -7.3]), tf.tensor1d([2, 2]))).toBeAllClose([3, -4]);
    expect(nn.floorDiv(tf.tensor1d([7]), tf.tensor1d([2])).dtype).toBe("float32");
  });

  it.each([1, 2])(
    "depthwise convolution with dilation, %d outputs a channel: wrong under oneDNN",
    (multiplier) => {
      expectGradients(
        (x, k) => nn.functional.conv2d(x!, k!, { groups: 3, dilation: 2, padding: 2 }),
        [randomTensor([1, 7, 6, 3]), randomTensor([3, 3, 1, 3 * multiplier], "k")],
      );
    },
  );

  it("average pooling with padding: the cpu engine's gradient is wrong with 'same'", () => {
    expectGradients((x) => nn.avgPool(x!, 3, { padding: 1 }), [randomTensor([1, 5, 4, 2])]);
    expectGradients(
      (x) => nn.avgPool(x!, 3, { padding: 1, countPadding: false }),
      [randomTensor([1, 5, 4, 2])],
    );
  });
});

onEveryEngine("deadly in TensorFlow", () => {
  // Without its detour this test does not fail: the process dies of a damaged heap, here or a little later.
  it("a 1x1 convolution of stride 2 over an even size: oneDNN's gradient writes past its memory", () => {
    const everySecond = (x: Tensor) => {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const pairs = tf.reshape(x, [n, h / 2, 2, w / 2, 2 * c]);
      return tf.reshape(tf.slice(pairs, [0, 0, 0, 0, 0], [n, h / 2, 1, w / 2, c]), [n, h / 2, w / 2, c]);
    };
    const { conv2d } = nn.functional;
    const square = (y: Tensor) => tf.sum(tf.square(y));
    for (let channels = 1; channels <= 8; channels++) {
      const [x, k] = [randomTensor([3, 16, 16, channels]), randomTensor([1, 1, channels, 8], "k")];
      const want = tf.grads((a: Tensor, b: Tensor) => square(conv2d(everySecond(a), b)))([x, k]);
      for (let i = 0; i < 10; i++) {
        const got = tf.grads((a: Tensor, b: Tensor) => square(conv2d(a, b, { stride: 2 })))([x, k]);
        got.forEach((grad, j) => {
          expect(grad).toBeAllClose(want[j], { rtol: 1e-4, atol: 1e-4 });
        });
        tf.dispose(got);
      }
    }
  });
});

onEveryEngine("without a gradient in tfjs", () => {
  it("convolution with dilation", () => {
    expectGradients(
      (x, k) => nn.functional.conv2d(x!, k!, { dilation: [2, 3], padding: 2 }),
      [randomTensor([1, 7, 8, 2]), randomTensor([3, 2, 2, 3], "k")],
    );
  });

  it("einsum", () => {
    expectGradients(
      (a, b) => nn.einsum("abc,dbc->ad", a!, b!),
      [randomTensor([2, 3, 2], "a"), randomTensor([4, 3, 2], "b")],
    );
  });

  it("gatherND, also where an element is picked twice", () => {
    const picks = tf.tensor2d([0, 1, 0, 1, 1, 0], [3, 2], "int32");
    expect(gradient((x) => nn.gatherND(x, picks), tf.ones([2, 2]))).toBeAllClose([
      [0, 2],
      [1, 0],
    ]);
  });

  it("cumprod, also where an element is zero", () => {
    expectGradients((x) => nn.cumprod(x!), [tf.tensor2d([[1.5, 0, 2, -1]])]);
    expect(gradient((x) => nn.cumprod(x), tf.tensor1d([2, 0, 3]))).toBeAllClose([1, 2 + 6, 0]);
  });

  it("diag", () => {
    expect(
      gradient(
        (x) =>
          tf.mul(
            nn.diag(x),
            tf.tensor2d([
              [5, 1],
              [1, 7],
            ]),
          ),
        tf.ones([2]),
      ),
    ).toBeAllClose([5, 7]);
  });

  it("bandPart", () => {
    expect(gradient((x) => nn.bandPart(x, 0, -1), tf.ones([2, 2]))).toBeAllClose([
      [1, 1],
      [0, 1],
    ]);
  });

  it("divNoNan, and no NaN where the divisor is zero", () => {
    const [da, db] = tf.grads((a: Tensor, b: Tensor) => tf.sum(nn.divNoNan(a, b)))([
      tf.tensor1d([3, 4]),
      tf.tensor1d([0, 2]),
    ]);
    expect(da).toBeAllClose([0, 0.5]);
    expect(db).toBeAllClose([0, -1]);
  });

  it("matMul with a broadcast batch, on either side", () => {
    const wide = () => randomTensor([2, 3, 2, 4], "a");
    expectGradients((a, b) => nn.matMul(a!, b!), [wide(), randomTensor([4, 3], "b")]);
    expectGradients((a, b) => nn.matMul(b!, a!), [wide(), randomTensor([3, 2], "b")]);
    expectGradients((a, b) => nn.matMul(a!, b!), [wide(), randomTensor([2, 1, 4, 2], "b")]);
  });

  it.each([
    ["maximum", nn.maximum],
    ["minimum", nn.minimum],
  ] as const)("%s with broadcasting; ties share, as in PyTorch", (_, op) => {
    const shifted = () => tf.add(apart([2, 1], "b"), 0.06);
    expectGradients((a, b) => op(a!, b!), [apart([2, 3], "a"), shifted()]);
    const [da, db] = tf.grads((a: Tensor, b: Tensor) => tf.sum(op(a, b)))([tf.ones([2, 2]), tf.scalar(1)]);
    expect(da).toBeAllClose(tf.fill([2, 2], 0.5));
    expect(db).toBeAllClose(2);
  });

  it("squaredDifference with broadcasting", () => {
    expectGradients(
      (a, b) => nn.squaredDifference(a!, b!),
      [randomTensor([2, 3], "a"), randomTensor([3], "b")],
    );
  });
});

onEveryEngine("reads its indices back in tfjs-node", () => {
  it("gather does not, on any axis (tfjs-node's throws where the axis is negative)", () => {
    for (const axis of [0, 1, -1]) {
      const picks = tf.tensor2d([1, 0, 1, 1], [2, 2], "int32");
      expectGradients((x) => nn.gather(x!, picks, axis), [randomTensor([2, 3, 2])]);
      expect(nn.gather(randomTensor([2, 3, 2]), picks, axis)).toBeAllClose(
        tf.gather(randomTensor([2, 3, 2]), picks as never, axis < 0 ? axis + 3 : axis),
      );
    }
  });
});

describe("conv3dTranspose", () => {
  it("has no gradient in tfjs and is not offered", () => {
    expect("conv3dTranspose" in nn).toBe(false);
    expect("conv3dTranspose" in nn.functional).toBe(false);
  });
});
