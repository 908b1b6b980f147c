import { describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { setInPlace } from "../../../lib/device/capture/inplace.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf, type Variable } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { hasNative, leaked, on, onEveryEngine } from "../../support/engines.js";
import { randomTensor } from "../../support/gradients.js";

const rules: Readonly<Record<string, () => nn.OptimizerRule>> = {
  sgd: () => nn.sgd({ lr: 0.1, weightDecay: 0.01 }),
  momentum: () => nn.sgd({ lr: 0.1, momentum: 0.9 }),
  nesterov: () => nn.sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  adam: () => nn.adam({ lr: 0.01, weightDecay: 0.01 }),
  adamW: () => nn.adamW({ lr: 0.01 }),
};

const model = () => nn.linear({ in: 3, out: 2, key: seed(1) });

onEveryEngine("optimisers", () => {
  it.each(Object.entries(rules))("%s lowers a loss and leaves no tensors behind", (_, rule) => {
    const net = model();
    const optimizer = rule().init(net.params);
    const [x, y] = [randomTensor([8, 3], "x"), randomTensor([8, 2], "y")];
    const step = () => {
      const { loss, grads } = nn.valueAndGrad(() => nn.mse(net(x), y), net.params);
      optimizer.apply(grads);
      const value = loss.dataSync()[0]!;
      tf.dispose([loss, grads as Record<string, Tensor>]);
      return value;
    };
    const first = step();
    let last = first;
    expect(
      leaked(() => {
        for (let i = 0; i < 20; i++) last = step();
      }),
    ).toBe(0);
    expect(last).toBeLessThan(first);
  });

  it.each(Object.entries(rules))("%s makes its slots at once and frees them", (_, rule) => {
    const net = model();
    expect(
      leaked(() => {
        const optimizer = rule().init(net.params);
        expect(optimizer.state.length).toBe(2 + Object.keys(optimizer.slots).length);
        optimizer.dispose();
      }),
    ).toBe(0);
    expect(net.params["weight"]!.isDisposed).toBe(false);
  });

  it("takes a rate for one step, as a number or a tensor", () => {
    const p = tf.variable(tf.tensor1d([1])) as Variable;
    const optimizer = nn.sgd({ lr: 0.1 }).init({ p });
    optimizer.apply({ p: tf.tensor1d([1]) });
    expect(p).toBeAllClose([0.9]);
    optimizer.apply({ p: tf.tensor1d([1]) }, { lr: 0.5 });
    expect(p).toBeAllClose([0.4]);
    optimizer.apply({ p: tf.tensor1d([1]) }, { lr: tf.scalar(0.2) });
    expect(p).toBeAllClose([0.2]);
  });

  it("leaves a parameter without a gradient as it is", () => {
    const [p, q] = [tf.variable(tf.ones([1])), tf.variable(tf.ones([1]))] as [Variable, Variable];
    nn.adamW({ lr: 0.1 })
      .init({ p, q })
      .apply({ p: tf.ones([1]) });
    expect(q).toBeAllClose([1]);
    expect(p).not.toBeAllClose([1]);
  });

  it("Adam's first step is the rate itself, to float32 (1 - 0.999 loses five digits of its own)", () => {
    const p = tf.variable(tf.tensor1d([0])) as Variable;
    nn.adam({ lr: 1, eps: 0 })
      .init({ p })
      .apply({ p: tf.tensor1d([0.3]) });
    expect(p).toBeAllClose([-1], { rtol: 1e-6 });
  });

  it("an average follows the parameters, and can take their place", () => {
    const p = tf.variable(tf.tensor1d([1])) as Variable;
    const average = nn.ema({ p }, { decay: 0.75 });
    p.assign(tf.tensor1d([5]) as unknown as Variable);
    average.update();
    expect(average.params["p"]).toBeAllClose([2]);
    average.swap();
    expect(p).toBeAllClose([2]);
    expect(average.params["p"]).toBeAllClose([5]);
    average.swap();
    expect(p).toBeAllClose([5]);
    expect(leaked(() => average.update())).toBe(0);
    expect(leaked(() => average.swap())).toBe(0);
  });

  it("clips by value", () => {
    expect(nn.clipByValue({ a: tf.tensor1d([-3, 0.5, 2]) }, 1).a).toBeAllClose([-1, 0.5, 1]);
  });

  it("leaves short gradients alone when it clips by norm", () => {
    const { grads, norm } = nn.clipByNorm({ a: tf.tensor1d([0.3]), b: tf.tensor1d([0.4]) }, 1);
    expect(norm).toBeAllClose(0.5);
    expect(grads.a).toBeAllClose([0.3]);
  });
});

describe("a recorder that takes updates in place", () => {
  it("is asked first, with TensorFlow's operands", () => {
    const asked: { op: string; targets: number; tensors: number; attrs: unknown }[] = [];
    setInPlace({
      apply(op, targets, tensors, attrs) {
        asked.push({ op, targets: targets.length, tensors: tensors.length, attrs });
        return true;
      },
    });
    try {
      const p = tf.variable(tf.ones([2])) as Variable;
      for (const rule of Object.values(rules))
        rule()
          .init({ p })
          .apply({ p: tf.ones([2]) });
      expect(p).toBeAllClose([1, 1]);
    } finally {
      setInPlace(undefined);
    }
    const sgd = { op: "ResourceApplyGradientDescent", targets: 1, tensors: 2, attrs: undefined };
    const momentum = { op: "ResourceApplyMomentum", targets: 2, tensors: 3 };
    const adam = { op: "ResourceApplyAdam", targets: 3, tensors: 7, attrs: undefined };
    expect(asked).toEqual([
      sgd,
      { ...momentum, attrs: { use_nesterov: false } },
      { ...momentum, attrs: { use_nesterov: true } },
      adam,
      sgd,
      adam,
    ]);
  });
});

describe.skipIf(!hasNative)("optimisers in a captured step (native engine)", () => {
  it.each(Object.entries(rules))(
    "%s changes parameters and slots as the eager step does",
    async (_, rule) => {
      await on("native", () => {
        const [x, y] = [randomTensor([8, 3], "x"), randomTensor([8, 2], "y")];
        const build = () => {
          const net = model();
          const optimizer = rule().init(net.params);
          const average = nn.ema(net.params, { decay: 0.5 });
          const step = (input: Tensor, target: Tensor, lr: Tensor) => {
            const { loss, grads } = nn.valueAndGrad(() => nn.mse(net(input), target), net.params);
            const { grads: clipped } = nn.clipByNorm(grads, 0.5);
            optimizer.apply(clipped, { lr });
            average.update();
            return loss;
          };
          return { optimizer, average, step };
        };
        const [eager, graph] = [build(), build()];
        const captured = capture(graph.step, { state: [graph.optimizer, graph.average] });
        for (let i = 0; i < 6; i++) {
          const lr = 0.05 / (i + 1);
          const expected = tf.tidy(() => eager.step(x, y, tf.scalar(lr)).dataSync()[0]);
          expect(captured(x, y, lr)).toBeAllClose(expected, { rtol: 1e-5 });
        }
        const all = (of: typeof eager) => [...of.optimizer.state, ...of.average.state];
        all(graph).forEach((variable, i) => {
          expect(variable).toBeAllClose(all(eager)[i], { rtol: 1e-4, atol: 1e-6 });
        });
        captured.dispose();
      });
    },
  );
});

describe("schedules", () => {
  it("stretch over what the caller says, or take fractions of the way", () => {
    const rate = nn.cosine(0.2);
    expect(rate(0.5)).toBeCloseTo(0.1);
    expect(rate(30, 60)).toBeCloseTo(0.1);
    expect(nn.cosine(0.2, { over: 10 })(10, 1000)).toBeCloseTo(0);
    expect(nn.poly(1, { power: 1 })(75, 100)).toBeCloseTo(0.25);
  });

  it("stay at their end", () => {
    expect(nn.cosine(0.2, { over: 10, end: 0.01 })(99)).toBeCloseTo(0.01);
    expect(nn.poly(0.2, { over: 10 })(99)).toBe(0);
  });

  it("warm up before they begin, and count the rise in the whole", () => {
    const rate = nn.warmUp(nn.cosine(1), { over: 10 });
    expect([0, 5, 10, 55, 100].map((t) => rate(t, 100))).toBeAllClose([0, 0.5, 1, 0.5, 0], { atol: 1e-12 });
  });

  it("are plain numbers too", () => {
    expect(nn.rateAt(0.3, 12)).toBe(0.3);
    expect(nn.rateAt(nn.multiStep(1, { at: [5] }), 5)).toBeCloseTo(0.1);
  });
});

describe("optimisers that are used wrongly", () => {
  const p = () => tf.variable(tf.ones([2])) as Variable;

  it.each([
    ["a rate below zero", () => nn.sgd({ lr: -1 }), /sgd: lr is -1/],
    ["nesterov alone", () => nn.sgd({ nesterov: true }), /sgd: nesterov needs momentum; give momentum/],
    ["a beta of one", () => nn.adam({ betas: [0.9, 1] }), /adam: betas are 0.9,1/],
    [
      "a name that the model has not",
      () =>
        nn
          .sgd()
          .init({ p: p() })
          .apply({ q: tf.ones([2]) }),
      /sgd.apply: there is no parameter "q"/,
    ],
    [
      "a gradient of another shape",
      () =>
        nn
          .sgd()
          .init({ p: p() })
          .apply({ p: tf.ones([1]) }),
      /sgd.apply: the gradient of "p" has shape \[1\], the parameter \[2\]/,
    ],
    [
      "a schedule without a step",
      () =>
        nn
          .sgd({ lr: nn.cosine(0.1) })
          .init({ p: p() })
          .apply({ p: tf.ones([2]) }),
      /sgd.apply: the learning rate is a schedule .*schedule\(step\)/,
    ],
    [
      "a disposed optimiser",
      () => {
        const optimizer = nn.adam().init({ p: p() });
        optimizer.dispose();
        optimizer.apply({ p: tf.ones([2]) });
      },
      /adam.apply: the optimizer was disposed/,
    ],
    ["a decay of one", () => nn.ema({ p: p() }, { decay: 1 }), /ema: the decay is 1/],
  ])("%s is refused with what to do", (_, run, message) => {
    expect(run).toThrow(message);
  });
});
