import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { native } from "../../../lib/device/engines/native.js";
import { DType, type OpAttr } from "../../../lib/device/native/binding.js";
import { nativeBackend } from "../../../lib/device/native/op.js";
import {
  bitsAt,
  integersAt,
  normalAt,
  truncatedNormalAt,
  uniformAt,
} from "../../../lib/device/random/distributions.js";
import { Handles } from "../../../lib/device/random/handles.js";
import { generator, seed } from "../../../lib/device/random/index.js";
import type { Position } from "../../../lib/device/random/philox.js";

const { available } = await native.candidate();

const SIZES = [1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 1000, 100_003];
const EXACTLY = { rtol: 0, atol: 0 };
const TO_ROUNDING = { rtol: 3e-7, atol: 1e-12 };
const POSITIONS: readonly Position[] = [
  { key: [0, 0], counter: [0, 0, 0, 0] },
  { key: [0xa4093822, 0x299f31d0], counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] },
  { key: [7, 0x80000000], counter: [0xfffffffe, 0xffffffff, 0xffffffff, 5] },
];

/** One of TensorFlow's stateless ops at a position: the reference of everything here. */
function tensorflow(
  op: string,
  { key, counter }: Position,
  shape: readonly number[],
  dtype: "float32" | "int32" = "float32",
  bounds: readonly number[] = [],
): Float32Array | Int32Array {
  const tensor = Handles.within("test", (handles) => {
    const words = (shape: number[], values: readonly number[]) =>
      handles.op("Bitcast", [handles.ints(shape, ...values)], { type: "uint64" });
    const place = [
      handles.ints([shape.length], ...shape),
      words([1, 2], key),
      words([2, 2], counter),
      handles.ints([], 1),
    ];
    return handles.give(
      handles.op(op, [...place, ...bounds.map((value) => handles.ints([], value))], { dtype }),
    );
  });
  const values = tensor.dataSync().slice() as Float32Array | Int32Array;
  tensor.dispose();
  return values;
}

describe.skipIf(!available)("numbers made in TypeScript and by TensorFlow (needs the native engine)", () => {
  beforeAll(() => start({ engine: "native" }));

  describe.each(POSITIONS)("at key $key, counter $counter", (position) => {
    it.each(SIZES)("are the same %i words", (n) => {
      const expected = tensorflow("StatelessRandomUniformFullIntV2", position, [n], "int32");
      expect(new Int32Array(bitsAt(position, n).buffer)).toBeAllClose(expected, EXACTLY);
    });

    it.each(SIZES)("are the same %i uniforms, bit for bit", (n) => {
      const expected = tensorflow("StatelessRandomUniformV2", position, [n]);
      expect(uniformAt(position, n)).toBeAllClose(expected, EXACTLY);
    });

    it.each(SIZES)("are the same %i integers", (n) => {
      for (const [min, max] of [
        [0, 10],
        [-7, 1000],
        [-(2 ** 31), 2 ** 31 - 1],
        [5, 6],
      ] as const) {
        const expected = tensorflow("StatelessRandomUniformIntV2", position, [n], "int32", [min, max]);
        expect(integersAt(position, n, min, max)).toBeAllClose(expected, EXACTLY);
      }
    });

    it.each(SIZES)("are the same %i normals, to the rounding of float32", (n) => {
      const expected = tensorflow("StatelessRandomNormalV2", position, [n]);
      expect(normalAt(position, n)).toBeAllClose(expected, TO_ROUNDING);
    });

    it.each(SIZES)("are the same %i truncated normals, to the rounding of float32", (n) => {
      const expected = tensorflow("StatelessTruncatedNormalV2", position, [n]);
      expect(truncatedNormalAt(position, n)).toBeAllClose(expected, TO_ROUNDING);
    });
  });

  it("do not depend on the shape, only on how many they are", () => {
    const position = POSITIONS[1]!;
    expect(tensorflow("StatelessRandomNormalV2", position, [4, 1, 25])).toEqual(
      tensorflow("StatelessRandomNormalV2", position, [100]),
    );
  });

  it("agree in most normals to the last bit", () => {
    const expected = tensorflow("StatelessRandomNormalV2", POSITIONS[0]!, [100_000]);
    const same = normalAt(POSITIONS[0]!, 100_000).filter((x, i) => x === expected[i]).length;
    expect(same).toBeGreaterThan(97_000);
  });
});

describe.skipIf(!available)("a generator's state (needs the native engine)", () => {
  beforeAll(() => start({ engine: "native" }));

  it("moves on as TensorFlow's own generator does", () => {
    const ours = generator(seed(0x0123456789abcdefn));
    const { binding } = nativeBackend();
    const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
    const run = (op: string, inputs: readonly number[], attrs: readonly OpAttr[] = [], outputs = 1) =>
      binding.executeOp(op, attrs, inputs, outputs)[0]?.id ?? -1;
    // The addon makes no 64-bit tensors from JavaScript: they are bits of int32 ones.
    const wide = (dtype: number, shape: readonly number[], words: readonly number[]) =>
      run(
        "Bitcast",
        [binding.createTensor(shape, DType.int32, Int32Array.from(words))],
        [type("type", dtype)],
      );

    const shape = { name: "shape", type: binding.TF_ATTR_SHAPE, value: [3] };
    const variable = run("VarHandleOp", [], [type("dtype", DType.int64), shape]);
    const initial = wide(DType.int64, [3, 2], [0, 0, 0, 0, 0x89abcdef, 0x01234567]);
    run("AssignVariableOp", [variable, initial], [type("dtype", DType.int64)], 0);
    const philox = binding.createTensor([], DType.int32, Int32Array.of(1));
    for (const n of [1, 4, 6, 1000]) {
      const before = run("RngReadAndSkip", [variable, philox, wide(DType.uint64, [2], [n, 0])]);
      const theirs = binding.tensorDataSync(before) as BigInt64Array;
      expect(new BigInt64Array(ours.state.dataSync().slice().buffer)).toEqual(theirs.slice());
      ours.normal(n).dispose();
    }
    ours.dispose();
  });
});
