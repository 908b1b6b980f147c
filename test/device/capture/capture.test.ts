import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { capture, captureAll } from "../../../lib/device/capture/index.js";
import { candidates, type EngineName, start } from "../../../lib/device/engine.js";
import { type Scalar, type Tensor, tf, type Variable } from "../../../lib/device/tf.js";

const wanted: readonly EngineName[] = ["native", "cpu"];
const here = (await candidates()).filter(({ name, available }) => wanted.includes(name) && available);

/** A variable whose initial tensor does not stay behind. */
const variable = (init: () => Tensor, trainable = true, name?: string): Variable =>
  tf.tidy(() => tf.variable(init(), trainable, name)) as Variable;

/** A two-layer network with momentum, written with plain tf so that capture is tested on its own. */
function network() {
  const values = (n: number, f: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * f) * 0.5);
  const w1 = variable(() => tf.tensor2d(values(4 * 8, 0.7), [4, 8]));
  const w2 = variable(() => tf.tensor2d(values(8 * 2, 1.3), [8, 2]));
  const m1 = variable(() => tf.zeros([4, 8]), false);
  const m2 = variable(() => tf.zeros([8, 2]), false);
  const forward = (x: Tensor) => tf.matMul(tf.relu(tf.matMul(x as never, w1 as never)), w2 as never);
  const step = (x: Tensor, y: Tensor, lr: Tensor) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.squaredDifference(forward(x), y)) as Scalar,
      [w1, w2],
    );
    for (const [w, m] of [
      [w1, m1],
      [w2, m2],
    ] as const) {
      m.assign(tf.add(tf.mul(m, 0.9), grads[w.name] as Tensor));
      w.assign(tf.sub(w, tf.mul(m, lr)));
    }
    return { loss: value, norm: tf.norm(w1) };
  };
  const state = [w1, w2, m1, m2];
  return { w1, w2, m1, m2, forward, step, state, dispose: () => tf.dispose(state) };
}

const batch = (n = 16) => {
  const x = Float32Array.from({ length: n * 4 }, (_, i) => Math.cos(i * 0.31));
  const y = Float32Array.from({ length: n * 2 }, (_, i) => Math.sin(i * 0.17));
  return { x: tf.tensor2d(x, [n, 4]), y: tf.tensor2d(y, [n, 2]) };
};

const number = (tensor: Tensor) => {
  const [value] = tensor.dataSync();
  tensor.dispose();
  return value as number;
};

describe.each(here.map(({ name }) => name))("capture on %s", (name) => {
  beforeAll(async () => {
    await start({ engine: name });
  });
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors, "tensors left behind").toBe(before);
  });

  it("gives the losses of the same step run eagerly", () => {
    const { x, y } = batch();
    const eager = network();
    const captured = network();
    const step = capture(captured.step, { state: captured.state });
    for (let t = 0; t < 10; t++) {
      const lr = 0.1 / (t + 1);
      const want = tf.tidy(() => number(eager.step(x, y, tf.scalar(lr)).loss));
      const { loss, norm } = step(x, y, lr);
      norm.dispose();
      expect(number(loss)).toBeAllClose(want, { rtol: 1e-5 });
    }
    expect(captured.w1).toBeAllClose(eager.w1.dataSync(), { rtol: 1e-5 });
    step.dispose();
    eager.dispose();
    captured.dispose();
    tf.dispose([x, y]);
  });

  it("lets the model be used between steps, and sees what was assigned from outside", () => {
    const { x, y } = batch();
    const net = network();
    const step = capture((a: Tensor, b: Tensor) => net.step(a, b, tf.scalar(0.1)).loss, { state: net.state });
    step(x, y).dispose();
    const after = net.w1.dataSync().slice();
    expect(after[1]).not.toBe(0);
    tf.tidy(() => net.w1.assign(tf.zeros([4, 8])));
    tf.tidy(() => net.w2.assign(tf.zeros([8, 2])));
    expect(number(step(x, y))).toBeAllClose(tf.tidy(() => number(tf.mean(tf.square(y)))));
    step.dispose();
    expect(net.m2.dataSync().some((value) => value !== 0)).toBe(true);
    net.dispose();
    tf.dispose([x, y]);
  });

  it("runs several programs over one state, also with other batch sizes", () => {
    const { x, y } = batch();
    const small = batch(3);
    const net = network();
    const programs = captureAll(
      {
        train: (a: Tensor, b: Tensor) => net.step(a, b, tf.scalar(0.05)).loss,
        predict: (a: Tensor) => net.forward(a),
      },
      { state: net.state, shapes: "many" },
    );
    const first = number(programs.train(x, y));
    const p = programs.predict(small.x);
    expect(p.shape).toEqual([3, 2]);
    for (let i = 0; i < 5; i++) programs.train(small.x, small.y).dispose();
    expect(number(programs.train(x, y))).toBeLessThan(first);
    const again = programs.predict(small.x);
    expect(again).toBeAllClose(tf.tidy(() => net.forward(small.x).dataSync()));
    expect(again).not.toBeAllClose(p.dataSync());
    programs.train.dispose();
    tf.dispose([p, again, x, y, small.x, small.y]);
    net.dispose();
  });

  it("two captured functions share a variable that both change", () => {
    const v = variable(() => tf.scalar(1));
    const double = capture(() => void v.assign(tf.mul(v, 2)), { state: [v] });
    const inc = capture(() => void v.assign(tf.add(v, 1)), { state: v });
    double();
    inc();
    double();
    inc();
    expect(v.dataSync()[0]).toBe(7);
    tf.tidy(() => v.assign(tf.scalar(10)));
    double();
    expect(v.dataSync()[0]).toBe(20);
    double.dispose();
    inc.dispose();
    v.dispose();
  });

  it("takes trees of arguments and gives trees of results", () => {
    const f = capture((input: { a: Tensor; b: [Tensor, Tensor] }) => ({
      sum: [tf.add(input.a, input.b[0]), tf.mul(input.b[1], 2)],
    }));
    const out = f({ a: 1, b: [2, 3] });
    expect(out.sum.map(number)).toEqual([3, 6]);
    f.dispose();
  });

  it("hands arguments and state through untouched when they are results", () => {
    const v = variable(() => tf.tensor1d([1, 2]));
    const f = capture((x: Tensor) => ({ x, v, sum: tf.add(x, v) }), { state: v });
    const x = tf.tensor1d([10, 20]);
    const out = f(x);
    expect(out.x).toBeAllClose([10, 20]);
    expect(out.v).toBeAllClose([1, 2]);
    expect(out.sum).toBeAllClose([11, 22]);
    tf.dispose([...Object.values(out), x]);
    f.dispose();
    v.dispose();
  });

  it("swaps two variables and keeps what was read before an assignment", () => {
    const a = variable(() => tf.tensor1d([1, 1]));
    const b = variable(() => tf.tensor1d([2, 2]));
    const swap = capture(
      () => {
        const old = a.clone();
        a.assign(b as Tensor as never);
        b.assign(old as never);
        return tf.sub(a, b);
      },
      { state: [a, b] },
    );
    for (let i = 0; i < 3; i++) swap().dispose();
    expect(a).toBeAllClose([2, 2]);
    expect(b).toBeAllClose([1, 1]);
    swap.dispose();
    tf.dispose([a, b]);
  });

  it("keeps an argument that becomes state apart from the caller's array", () => {
    const v = variable(() => tf.zeros([4]));
    const set = capture((x: Tensor) => void v.assign(tf.reshape(x, [4]) as never), { state: v });
    const data = Float32Array.of(1, 2, 3, 4);
    const x = tf.tensor2d(data, [2, 2]);
    set(x);
    x.dispose();
    data.fill(99);
    expect(v).toBeAllClose([1, 2, 3, 4]);
    set.dispose();
    v.dispose();
  });

  it("takes and keeps every dtype", () => {
    const flags = variable(() => tf.tensor1d([true, false], "bool"), false);
    const f = capture(
      (mask: Tensor, n: Tensor, x: Tensor) => {
        flags.assign(tf.logicalNot(flags as Tensor) as never);
        return {
          mask: tf.logicalNot(mask),
          n: tf.add(n, tf.scalar(1, "int32")),
          x: tf.where(mask, x, tf.neg(x)),
        };
      },
      { state: flags },
    );
    const mask = tf.tensor1d([true, false], "bool");
    const n = tf.tensor1d([1, 2 ** 30], "int32");
    const x = tf.tensor1d([0.5, 2]);
    const out = f(mask, n, x);
    expect([out.mask.dtype, out.n.dtype, out.x.dtype, flags.dtype]).toEqual([
      "bool",
      "int32",
      "float32",
      "bool",
    ]);
    expect(out.mask).toBeAllClose([0, 1]);
    expect(out.n).toBeAllClose([2, 2 ** 30 + 1], { rtol: 0, atol: 0 });
    expect(out.x).toBeAllClose([0.5, -2]);
    expect(flags).toBeAllClose([0, 1]);
    f.dispose();
    tf.dispose([...Object.values(out), mask, n, x, flags]);
  });

  describe("refuses", () => {
    const refusal = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return (error as Error).message;
      }
      return "nothing was refused";
    };

    it("arguments of another shape or dtype than at capture", () => {
      const f = capture((x: Tensor) => tf.mul(x, 2));
      const [a, b] = [tf.ones([2]), tf.ones([3])];
      f(a).dispose();
      expect(refusal(() => f(b))).toMatch(
        /argument 0 is float32 \[3\], it was captured as float32 \[2\]; .*shapes: "many"/,
      );
      tf.dispose([a, b]);
      f.dispose();
    });

    it("unknown and missing arguments by name", () => {
      const f = capture((input: { x: Tensor; y?: Tensor }) => tf.mul(input.x, 2));
      f({ x: 1 }).dispose();
      expect(refusal(() => f({ x: 1, y: 2 }))).toMatch(/argument 0.y is unknown; it was captured with 0.x/);
      f.dispose();
      const g = capture((a: Tensor, b: Tensor) => tf.add(a, b));
      g(1, 2).dispose();
      expect(refusal(() => (g as unknown as (a: number) => unknown)(1))).toMatch(/argument 1 is missing/);
      g.dispose();
    });

    it("a call after dispose, a disposed argument and a disposed state", () => {
      const v = variable(() => tf.scalar(1));
      const f = capture((x: Tensor) => tf.add(x, v), { state: v });
      f(1).dispose();
      const gone = tf.scalar(1);
      gone.dispose();
      expect(refusal(() => f(gone))).toMatch(/argument 0 is disposed/);
      v.dispose();
      expect(refusal(() => f(1))).toMatch(
        /a variable of its state \(shape \[\]\) is disposed; dispose the captured step before its model/,
      );
      f.dispose();
      expect(refusal(() => f(1))).toMatch(/disposed; capture it again/);
    });

    it("a step that is asynchronous", () => {
      expect(refusal(() => capture(async (x: Tensor) => tf.mul(x, 2))(1))).toMatch(/asynchronous/);
    });

    it("state that has no variables, and plain tensors as state", () => {
      const x = tf.scalar(1);
      expect(refusal(() => capture(() => x, { state: x as never }))).toMatch(
        /state is a tensor, not a variable/,
      );
      expect(refusal(() => capture(() => x, { state: [3] as never }))).toMatch(/state\[0\] has no variables/);
      x.dispose();
    });

    it("results that are not tensors", () => {
      expect(refusal(() => capture((x: Tensor) => ({ x: tf.mul(x, 2), n: 3 }))(1))).toMatch(
        /output n is a number, not a tensor/,
      );
    });
  });
});

const native = here.some(({ name }) => name === "native");
if (process.env["SWATH_REQUIRE_NATIVE"] && !native)
  throw new Error("SWATH_REQUIRE_NATIVE is set, and the native engine is missing");

describe.skipIf(!native)("a captured graph (skipped without the native engine)", () => {
  beforeAll(async () => {
    await start({ engine: "native" });
  });

  const refusal = (step: (x: Tensor) => unknown, options: Parameters<typeof capture>[1] = {}): string => {
    const tensors = tf.memory().numTensors;
    const f = capture(step as (x: Tensor) => Tensor, options);
    try {
      f(1).dispose();
    } catch (error) {
      return (error as Error).message;
    } finally {
      f.dispose();
      expect(tf.memory().numTensors, "tensors left behind").toBe(tensors);
    }
    return "nothing was refused";
  };

  it("refuses reading values in the step", () => {
    expect(refusal((x) => tf.mul(x, tf.add(x, 1).dataSync()[0] as number))).toMatch(
      /the step reads a tensor's values/,
    );
    expect(refusal((x) => tf.gather(tf.tensor1d([1, 2]), tf.cast(x, "int32") as never))).toMatch(
      /nn\.gather/,
    );
  });

  it("refuses a tensor from outside, also one whose values still lie in JavaScript", () => {
    const computed = tf.add(1, 2);
    const lazy = tf.tensor1d([1, 2]);
    expect(refusal((x) => tf.add(x, computed))).toMatch(/a tensor from outside.*constants/);
    expect(refusal((x) => tf.add(x, lazy))).toMatch(/a tensor from outside/);
    expect(refusal((x) => tf.add(x, lazy), { constants: [lazy] })).toBe("nothing was refused");
    tf.dispose([computed, lazy]);
  });

  it("refuses a variable that is not in the state, read or assigned, by name", () => {
    const v = variable(() => tf.tensor1d([1, 2]), true, "forgotten");
    expect(refusal((x) => tf.add(x, v))).toMatch(
      /variable "forgotten" of shape \[2\], which is not in the state/,
    );
    v.dispose();
  });

  it("refuses numbers drawn or counted in JavaScript", () => {
    let count = 0;
    let flip = false;
    expect(refusal((x) => tf.add(x, tf.randomNormal([3])))).toMatch(
      /a constant of shape \[3\] differs between two runs/,
    );
    expect(refusal((x) => tf.mul(x, ++count))).toMatch(/differs between two runs/);
    expect(
      refusal((x) => {
        flip = !flip;
        return flip ? tf.sin(x) : tf.cos(x);
      }),
    ).toMatch(/was Sin the first time and Cos the second/);
  });

  it("refuses results whose shape depends on the data", () => {
    expect(refusal((x) => tf.unique(tf.reshape(x, [1])).values)).toMatch(
      /Unique.*shape that depends on the data/,
    );
  });

  it("refuses variables made in the step", () => {
    const made: Variable[] = [];
    const f = capture((x: Tensor) => {
      made.push(variable(() => tf.scalar(1)));
      return tf.add(x, made[0] as Tensor);
    });
    expect(() => f(1)).toThrow(/the step makes variables; make them before/);
    tf.dispose(made);
    f.dispose();
  });

  it("leaves the state as it was when recording fails", () => {
    const v = variable(() => tf.tensor1d([1, 2]));
    expect(
      refusal(
        (x) => {
          v.assign(tf.add(v, 1));
          return x.dataSync() as never;
        },
        { state: v },
      ),
    ).toMatch(/reads/);
    expect(v).toBeAllClose([1, 2]);
    expect(tf.tidy(() => tf.add(v, 1).dataSync())).toBeAllClose([2, 3]);
    v.dispose();
  });

  it("can be captured before the first call", () => {
    const v = variable(() => tf.zeros([2]));
    const f = capture((x: Tensor) => tf.add(v, x), { state: v, inputs: [{ shape: [3, 2] }] });
    expect(f.stats.programs).toBe(1);
    expect(f.stats.nodes).toBeGreaterThan(3);
    const x = tf.ones([3, 2]);
    f(x).dispose();
    expect(f.stats.programs).toBe(1);
    f.dispose();
    tf.dispose([x, v]);
  });
});
