import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { candidates, start } from "../../../lib/device/engine.js";
import type { Binding } from "../../../lib/device/native/binding.js";
import { nativeBackend } from "../../../lib/device/native/op.js";
import {
  bernoulli,
  type Generator,
  generator,
  integers,
  normal,
  seed,
  truncatedNormal,
  uniform,
} from "../../../lib/device/random/index.js";
import { type Scalar, type Tensor, tf } from "../../../lib/device/tf.js";

const engines = await candidates();

/** An engine that is not on this machine is left out; CI has them all. */
const onEveryEngine = (title: string, run: (name: string) => void) => {
  for (const { name, available } of engines) {
    describe.skipIf(!available)(`${title} (${name} engine)`, () => {
      beforeAll(() => start({ engine: name }));
      run(name);
    });
  }
};

const rounding = { rtol: 3e-7, atol: 1e-7 };

async function values(tensor: Tensor): Promise<number[]> {
  const read = Array.from(await tensor.data());
  tensor.dispose();
  return read;
}

const stateOf = async ({ state }: Generator) => Array.from(await state.data());

onEveryEngine("a generator", () => {
  it("gives the numbers of Python's tf.random.Generator", async () => {
    // Python, TensorFlow 2.21: g = tf.random.Generator.from_state([0, 0, 0x299f31d0a4093822], alg="philox"), then
    // g.uniform([5]), g.normal([2, 3]), g.truncated_normal([6]), g.uniform([4], -10, 1000, dtype=tf.int32),
    // g.uniform([3], minval=-1, maxval=1), g.state
    const g = generator(seed(0x299f31d0a4093822n));
    expect(await values(g.uniform([5]))).toEqual([
      0.034921884536743164, 0.7115299701690674, 0.4197533130645752, 0.7708867788314819, 0.2933701276779175,
    ]);
    expect(await values(g.normal([2, 3]))).toBeAllClose(
      [
        0.5937309861183167, 0.014970905147492886, 1.3418467044830322, 2.1942896842956543,
        -0.12493465095758438, 0.8454027771949768,
      ],
      rounding,
    );
    expect(await values(g.truncatedNormal([6]))).toBeAllClose(
      [
        -1.2837814092636108, -0.14724865555763245, 1.210795521736145, 0.7409597635269165, 1.4889835119247437,
        -0.009124069474637508,
      ],
      rounding,
    );
    expect(await values(g.integers([4], { min: -10, max: 1000 }))).toEqual([942, 257, 656, 434]);
    expect(await values(g.uniform([3], { min: -1, max: 1 }))).toEqual([
      -0.8674993515014648, 0.40378546714782715, 0.8365805149078369,
    ]);
    expect(await stateOf(g)).toEqual([6144, 0, 0, 0, 0xa4093822 | 0, 0x299f31d0]);
    g.dispose();
  });

  it("begins with what the functions of the same names give for its key", async () => {
    const key = seed(2026).fold("dropout");
    const first = async (draw: (g: Generator) => Tensor) => {
      const g = generator(key);
      const drawn = await values(draw(g));
      g.dispose();
      return drawn;
    };
    for (const n of [1, 4, 6, 1001]) {
      expect(await first((g) => g.uniform(n, { min: -0.3, max: 7.7 }))).toEqual([
        ...uniform(key, n, { min: -0.3, max: 7.7 }),
      ]);
      expect(await first((g) => g.integers(n, { max: 7 }))).toEqual([...integers(key, n, { max: 7 })]);
      expect(await first((g) => g.bernoulli(n, 0.9))).toEqual([...bernoulli(key, n, 0.9)]);
      expect(await first((g) => g.normal(n, { mean: 2, std: 3 }))).toBeAllClose(
        [...normal(key, n, { mean: 2, std: 3 })],
        { rtol: 3e-7, atol: 1e-6 },
      );
      expect(await first((g) => g.truncatedNormal(n, { std: 0.02 }))).toBeAllClose(
        [...truncatedNormal(key, n, { std: 0.02 })],
        rounding,
      );
    }
  });

  it("gives tensors of the asked shape and type, scalars and empty ones included", () => {
    const g = generator(seed(1));
    const kinds = tf.tidy(() =>
      [
        g.normal([2, 3, 4]),
        g.uniform([]),
        g.integers([2, 1], { max: 3 }),
        g.bernoulli(5),
        g.normal([0, 3]),
      ].map(({ shape, dtype }) => [shape, dtype]),
    );
    expect(kinds).toEqual([
      [[2, 3, 4], "float32"],
      [[], "float32"],
      [[2, 1], "int32"],
      [[5], "bool"],
      [[0, 3], "float32"],
    ]);
    g.dispose();
  });

  it("gives new numbers with every draw, the same ones for the same key", async () => {
    const draws = async () => {
      const g = generator(seed(5));
      const all = [];
      for (let i = 0; i < 5; i++) all.push(...(await values(g.uniform([7]))));
      g.dispose();
      return all;
    };
    const once = await draws();
    expect(new Set(once).size).toBe(35);
    expect(await draws()).toEqual(once);
  });

  it("goes on from a state that was saved and assigned, here or in another generator", async () => {
    const g = generator(seed(6));
    await values(g.normal([10]));
    const saved = await stateOf(g);
    const next = await values(g.uniform([10]));
    await values(g.uniform([3]));

    const restored = tf.tensor(saved, [3, 2], "int32");
    const other = generator(seed(99));
    for (const stream of [g, other]) {
      stream.state.assign(restored as typeof stream.state);
      expect(await values(stream.uniform([10]))).toEqual(next);
    }
    tf.dispose([restored, g.state, other.state]);
  });

  it("can be put back to an earlier state by a clone of it", async () => {
    const g = generator(seed(6));
    const before = g.state.clone();
    const first = await values(g.normal([4]));
    g.state.assign(before as typeof g.state);
    expect(await values(g.normal([4]))).toEqual(first);
    tf.dispose([before, g.state]);
  });

  it("carries its 64-bit counter", async () => {
    const g = generator(seed(7));
    const nearly = tf.tensor([-256, 4, 9, 8, 3, 0], [3, 2], "int32");
    g.state.assign(nearly as typeof g.state);
    await values(g.uniform([2]));
    expect(await stateOf(g)).toEqual([256, 5, 9, 8, 3, 0]);
    tf.dispose([nearly, g.state]);
  });

  it("leaves no tensor behind", () => {
    const g = generator(seed(8));
    const before = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) {
      tf.tidy(() => void g.normal([4]));
      g.bernoulli([4]).dispose();
      g.uniform([4], { min: 1, max: 3 }).dispose();
      g.integers([4], { max: 3 }).dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    g.dispose();
    expect(tf.memory().numTensors).toBe(before - 1);
  });

  it("is a constant for gradients: the one mask of forward and backward", async () => {
    const g = generator(seed(9));
    const w = tf.variable(tf.ones([50]));
    const { grads } = tf.variableGrads(() => w.mul(g.bernoulli([50], 0.5).cast("float32")).sum() as Scalar);
    expect(Object.keys(grads)).toEqual([w.name]);
    expect(await values(grads[w.name]!)).toEqual([...bernoulli(seed(9), 50, 0.5)]);
    tf.dispose([w, g.state]);
  });

  it("refuses to draw after its disposal, and what makes no sense", () => {
    const g = generator(seed(10));
    expect(() => g.normal([2, -1])).toThrow(/^generator\.normal: cannot draw \[2,-1\]/);
    expect(() => g.integers(1, { min: 3, max: 3 })).toThrow(/^generator\.integers: \[3, 3\) is no interval/);
    expect(() => g.normal([2 ** 32 + 1])).toThrow(/^generator\.normal: cannot draw \[4294967297\]/);
    expect(() => g.bernoulli(1, -0.1)).toThrow(/^generator\.bernoulli: -0\.1 is no probability/);
    g.dispose();
    expect(() => g.normal([1])).toThrow(/^generator\.normal: the generator was disposed; make a new one/);
  });
});

const isAvailable = (name: string) => engines.some((engine) => engine.name === name && engine.available);

describe.skipIf(!isAvailable("native"))("a draw inside TensorFlow (needs the native engine)", () => {
  beforeAll(() => start({ engine: "native" }));

  it("leaves no handle behind in the addon, also when TensorFlow refuses", () => {
    const g = generator(seed(1));
    const { binding } = nativeBackend();
    g.uniform([2]).dispose();
    const before = binding.getNumOfTensors();
    for (let i = 0; i < 50; i++) g.truncatedNormal([5], { mean: 1, std: 2 }).dispose();
    expect(binding.getNumOfTensors()).toBe(before);
    expect(() => g.normal([2 ** 30, 2 ** 30, 8])).toThrow(/2\^63|overflow|too large|non-negative|elements/);
    expect(binding.getNumOfTensors()).toBe(before);
    g.dispose();
  });

  it("runs through the binding alone: every input of every op is the state, a constant or an op's output", () => {
    const g = generator(seed(1));
    g.uniform([2]).dispose();
    const backend = nativeBackend();
    const real = backend.binding;
    const known = new Set([backend.tensorMap.get(g.state.dataId).id]);
    const ops: string[] = [];
    const recorded: Partial<Binding> = {
      createTensor(...args: Parameters<Binding["createTensor"]>) {
        const id = real.createTensor(...args);
        known.add(id);
        return id;
      },
      executeOp(...args: Parameters<Binding["executeOp"]>) {
        expect(args[2].filter((id) => !known.has(id))).toEqual([]);
        const outputs = real.executeOp(...args);
        for (const { id } of outputs) known.add(id);
        ops.push(args[0]);
        return outputs;
      },
      tensorDataSync: () => expect.fail("a draw read a tensor"),
    };
    backend.binding = Object.create(real, Object.getOwnPropertyDescriptors(recorded)) as Binding;
    try {
      const drawn = g.normal([3], { mean: 1, std: 2 });
      expect(known.has(backend.tensorMap.get(drawn.dataId).id)).toBe(true);
      expect(known.has(backend.tensorMap.get(g.state.dataId).id)).toBe(true);
      drawn.dispose();
    } finally {
      backend.binding = real;
    }
    expect(ops).toContain("StatelessRandomNormalV2");
    g.dispose();
  });
});

describe.skipIf(!isAvailable("webgpu"))("a state on a graphics card (needs the webgpu engine)", () => {
  beforeAll(() => start({ engine: "webgpu" }));
  afterAll(() => start({ engine: "cpu" }));

  it("that was computed there cannot be read at once: the error says how to assign it", () => {
    const g = generator(seed(1));
    tf.tidy(() => {
      const big = tf.ones([2000, 6]).cumsum(0).slice([0, 0], [1, 6]).reshape([3, 2]).cast("int32");
      g.state.assign(big as typeof g.state);
    });
    expect(() => g.normal([1])).toThrow(
      /^generator\.normal: the webgpu engine cannot read .*generator\.state\.assign/,
    );
    g.dispose();
  });
});
