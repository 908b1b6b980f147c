import { beforeAll, describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { candidates, start } from "../../../lib/device/engine.js";
import { type Generator, generator, seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";

const engines = await candidates();
const isAvailable = (name: string) => engines.some((engine) => engine.name === name && engine.available);

/** A draw of every kind in one step. */
const everything = (g: Generator) => () => ({
  normal: g.normal([3, 5], { mean: 1, std: 2 }),
  uniform: g.uniform([7], { min: -1, max: 1 }),
  truncated: g.truncatedNormal([1001]),
  integers: g.integers([4, 2], { min: -5, max: 100 }),
  flags: g.bernoulli([9], 0.3).cast("float32"),
});

async function run(step: () => Record<string, Tensor>, times: number): Promise<number[][]> {
  const rows: number[][] = [];
  for (let i = 0; i < times; i++) {
    const drawn = step();
    for (const name of Object.keys(drawn).sort()) rows.push(Array.from(await drawn[name]!.data()));
    tf.dispose(drawn);
  }
  return rows;
}

describe.each(["native", "wasm", "cpu"] as const)("random numbers in a captured step (%s engine)", (name) => {
  describe.skipIf(!isAvailable(name))("where the engine is there", () => {
    beforeAll(() => start({ engine: name }));

    it("are bit for bit those of the same step without capture, new ones each run", async () => {
      const [eager, graph] = [generator(seed(3)), generator(seed(3))];
      const step = capture(everything(graph), { state: [graph] });
      const captured = await run(step, 4);
      expect(captured).toEqual(await run(() => tf.tidy(everything(eager)), 4));
      expect(new Set(captured.map(String)).size).toBe(captured.length);
      step.dispose();
      tf.dispose([eager.state, graph.state]);
    });

    it("go on outside of the step where it left off, and in it where the state was put", async () => {
      const [plain, mixed] = [generator(seed(4)), generator(seed(4))];
      const step = capture(() => mixed.normal([10]), { state: mixed });
      const draw = async (make: () => Tensor) => {
        const tensor = make();
        const read = Array.from(await tensor.data());
        tensor.dispose();
        return read;
      };
      const expected = [];
      for (let i = 0; i < 5; i++) expected.push(await draw(() => plain.normal([10])));

      expect(await draw(() => step())).toEqual(expected[0]);
      const saved = tf.tensor(Array.from(await mixed.state.data()), [3, 2], "int32");
      expect(await draw(() => step())).toEqual(expected[1]);
      expect(await draw(() => mixed.normal([10]))).toEqual(expected[2]);
      expect(await draw(() => step())).toEqual(expected[3]);
      mixed.state.assign(saved as typeof mixed.state);
      expect(await draw(() => step())).toEqual(expected[1]);
      step.dispose();
      tf.dispose([saved, plain.state, mixed.state]);
    });

    it("give forward and backward the same mask", async () => {
      const g = generator(seed(5));
      const w = tf.variable(tf.ones([100]));
      const step = capture(
        () => {
          const { value, grads } = tf.variableGrads(() =>
            w
              .mul(g.bernoulli([100], 0.5).cast("float32"))
              .sum()
              .asScalar(),
          );
          return { kept: value, gradient: grads[w.name]!.sum() };
        },
        { state: [g, w] },
      );
      for (let i = 0; i < 3; i++) {
        const { kept, gradient } = step();
        expect(gradient.dataSync()[0]).toBe(kept.dataSync()[0]);
        tf.dispose([kept, gradient]);
      }
      step.dispose();
      tf.dispose([g.state, w]);
    });
  });
});

describe.skipIf(!isAvailable("native"))("a captured step (needs the native engine)", () => {
  beforeAll(() => start({ engine: "native" }));

  it("refuses a generator that is not in its state", () => {
    const g = generator(seed(6));
    expect(() => capture(() => g.normal([2]))()).toThrow(/state/);
    g.dispose();
  });
});
