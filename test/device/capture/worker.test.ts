import { describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { candidates, start } from "../../../lib/device/engine.js";
import { type Scalar, type Tensor, tf, type Variable } from "../../../lib/device/tf.js";

const native = (await candidates()).some(({ name, available }) => name === "native" && available);

const variable = (init: () => Tensor): Variable => tf.tidy(() => tf.variable(init())) as Variable;

describe.skipIf(!native)("a step captured in a worker (skipped without the native engine)", async () => {
  if (native) await start({ engine: "native" });

  const descent = (w: Variable) => (x: Tensor, lr: Tensor) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(tf.sub(tf.mul(w, x), 3))) as Scalar,
      [w],
    );
    w.assign(tf.sub(w, tf.mul(lr, grads[w.name] as Tensor)));
    return { loss: value };
  };

  it("gives the same numbers as on the main thread, in the order of the calls, and keeps the event loop alive", async () => {
    const [a, b] = [variable(() => tf.zeros([3])), variable(() => tf.zeros([3]))];
    const main = capture(descent(a), { state: a });
    const worker = capture(descent(b), { state: b, thread: "worker" });
    const x = tf.tensor1d([1, 2, 3]);
    const losses = [];
    for (let i = 0; i < 5; i++) losses.push(worker(x, 0.05));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    for (const loss of await Promise.all(losses)) {
      const want = main(x, 0.05).loss;
      expect(loss.loss).toBeAllClose(want.dataSync(), { rtol: 0, atol: 0 });
      tf.dispose([want, loss.loss]);
    }
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    expect(b).toBeAllClose(a.dataSync());
    main.dispose();
    worker.dispose();
    tf.dispose([a, b, x]);
  });

  it("waits for the runs on their way when a variable is read, and sees what is assigned", async () => {
    const w = variable(() => tf.zeros([3]));
    const step = capture(descent(w), { state: w, thread: "worker" });
    const x = tf.tensor1d([1, 2, 3]);
    const running = [step(x, 0.05), step(x, 0.05)];
    const now = w.dataSync().slice();
    expect(now[2]).not.toBe(0);
    tf.tidy(() => w.assign(tf.zeros([3])));
    running.push(step(x, 0));
    const results = await Promise.all(running);
    expect(results[2]?.loss).toBeAllClose(results[0]?.loss.dataSync());
    step.dispose();
    expect(w).toBeAllClose([0, 0, 0]);
    tf.dispose([...results.map(({ loss }) => loss), w, x]);
  });

  it("rejects a wrong call instead of throwing, and after dispose", async () => {
    const w = variable(() => tf.zeros([3]));
    const step = capture(descent(w), { state: w, thread: "worker" });
    const x = tf.tensor1d([1, 2, 3]);
    tf.dispose(await step(x, 0.1));
    const wrong = tf.ones([4]);
    await expect(step(wrong, 0.1)).rejects.toThrow(/argument 0 is float32 \[4\]/);
    step.dispose();
    await expect(step(x, 0.1)).rejects.toThrow(/disposed/);
    tf.dispose([w, x, wrong]);
  });
});
