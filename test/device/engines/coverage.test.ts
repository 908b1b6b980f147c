import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { prepareForNative } from "../../../lib/device/shims.js";
import { tf } from "../../../lib/device/tf.js";

const require = createRequire(import.meta.url);

const BROWSER = "draws to, or reads from, a page's canvas";
const STRINGS = "works on strings; nothing in Swath trains on them";
const RAGGED = "for ragged tensors, which Swath does not use";
const BY_NAME = "TensorFlow has it: call it by name with nativeOp";
const COMPOSED = "tf.logicalXor is composed of and, or, not";
const DYNAMIC = "its shape depends on the data; Swath does this in TypeScript";
const DETECTION = "boxes are suppressed in TypeScript";
const BITS = "random bits are made in TypeScript";

/** What each engine has not, of all that tfjs defines, and why that is no harm. */
const lacking: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tensorflow: {
    BitwiseAnd: BY_NAME,
    DenseBincount: BY_NAME,
    Draw: BROWSER,
    FromPixels: BROWSER,
    LogicalXor: COMPOSED,
    MaxPoolWithArgmax: BY_NAME,
    RaggedGather: RAGGED,
    RaggedRange: RAGGED,
    RaggedTensorToTensor: RAGGED,
    RotateWithOffset: "not among TensorFlow's ops; Swath resamples with gathers",
    SearchSorted: BY_NAME,
    SparseFillEmptyRows: BY_NAME,
    SparseReshape: BY_NAME,
    SparseSegmentMean: BY_NAME,
    SparseSegmentSum: BY_NAME,
    StringNGrams: STRINGS,
    StringSplit: STRINGS,
    StringToHashBucketFast: STRINGS,
    Transform: BY_NAME,
  },
  cpu: { FromPixels: BROWSER, LogicalXor: COMPOSED },
  wasm: {
    Draw: BROWSER,
    FromPixels: BROWSER,
    RaggedGather: RAGGED,
    RaggedRange: RAGGED,
    RaggedTensorToTensor: RAGGED,
    StaticRegexReplace: STRINGS,
  },
  webgpu: {
    BitwiseAnd: BITS,
    LogicalXor: COMPOSED,
    NonMaxSuppressionV4: DETECTION,
    RaggedGather: RAGGED,
    RaggedRange: RAGGED,
    RaggedTensorToTensor: RAGGED,
    SparseFillEmptyRows: "for sparse tensors of strings and numbers, which Swath does not use",
    SparseReshape: "for sparse tensors, which Swath does not use",
    StaticRegexReplace: STRINGS,
    StringSplit: STRINGS,
    StringToHashBucketFast: STRINGS,
    Unique: DYNAMIC,
  },
};

const kernels = (backend: string) =>
  new Set(tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName));

describe("kernels", () => {
  beforeAll(async () => {
    await start({ engine: "wasm" });
    prepareForNative();
    require("@tensorflow/tfjs-backend-webgpu");
    require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  });

  it.each(Object.keys(lacking))("that %s lacks are those listed, each with its reason", (backend) => {
    const all = new Set(Object.keys(lacking).flatMap((name) => [...kernels(name)]));
    const here = kernels(backend);
    const missing = [...all].filter((name) => !here.has(name)).sort();
    expect(missing).toEqual(Object.keys(lacking[backend] ?? {}).sort());
  });

  it("are refused by name where an engine lacks one", async () => {
    await start({ engine: "wasm" });
    expect(() => tf.string.staticRegexReplace(tf.tensor(["a"]), "a", "b")).toThrow(
      /StaticRegexReplace.*wasm/,
    );
  });
});

describe("gradients", () => {
  it.each([
    ["image.flipLeftRight", () => tf.grad((x) => tf.image.flipLeftRight(x as never))(tf.ones([1, 2, 2, 1]))],
    ["depthToSpace", () => tf.grad((x) => tf.depthToSpace(x as never, 2))(tf.ones([1, 1, 1, 4]))],
    ["stridedSlice", () => tf.grad((x) => tf.stridedSlice(x, [0], [4], [2]))(tf.ones([4]))],
  ])("of %s, which tfjs has not, throw", (_, differentiate) => {
    expect(differentiate).toThrow(/gradient function not found/);
  });

  it("of a dilated convolution in NCHW are refused", async () => {
    await start({ engine: "cpu" });
    const filter = tf.ones([3, 3, 1, 1]);
    const convolve = (x: unknown) => tf.conv2d(x as never, filter as never, 1, "same", "NCHW", 2);
    expect(() => tf.grad(convolve)(tf.ones([1, 1, 5, 5]))).toThrow(/NHWC only; transpose the input/);
  });
});
