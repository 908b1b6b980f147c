import { describe, expect, it } from "vitest";
import { tf } from "../../lib/device/tf.js";
import { type LoopState, LoopStopped, loop } from "../../lib/nn/loop.js";

describe("loop", () => {
  it("runs so many steps, counts them from 0, and keeps what they return", async () => {
    const seen: number[] = [];
    const history = await loop(4, (t) => {
      seen.push(t);
      return { loss: 1 / (1 + t), rate: 2 };
    });
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(history.curves).toEqual({ loss: [1, 1 / 2, 1 / 3, 1 / 4], rate: [2, 2, 2, 2] });
    expect(history).toMatchObject({ done: 4, total: 4, outcome: "done", last: { loss: 1 / 4, rate: 2 } });
  });

  it("calls a number or a tensor that is returned alone `loss`", async () => {
    expect((await loop(2, (t) => t)).curves).toEqual({ loss: [0, 1] });
    expect((await loop(1, () => tf.scalar(3))).last).toEqual({ loss: 3 });
  });

  it("frees the tensors that it reads, and no others", async () => {
    const kept = tf.scalar(1);
    const before = tf.memory().numTensors;
    await loop(20, () => ({ loss: kept.add(1), other: tf.tensor1d([5]) }));
    expect(tf.memory().numTensors).toBe(before);
    expect(kept.isDisposed).toBe(false);
  });

  it("writes NaN where a step did not give a value", async () => {
    const history = await loop(3, (t) => (t === 1 ? { loss: 1, accuracy: 0.5 } : { loss: 1 }));
    expect(history.curves["accuracy"]).toEqual([Number.NaN, 0.5, Number.NaN]);
  });

  it("does nothing in no steps", async () => {
    expect(await loop(0, () => 1)).toMatchObject({ done: 0, curves: {}, last: {}, outcome: "done" });
  });

  it("refuses a count that is none, and a step's value that is no scalar", async () => {
    await expect(loop(1.5, () => 1)).rejects.toThrow("1.5 steps; give a whole number");
    await expect(loop(-1, () => 1)).rejects.toThrow("give a whole number");
    await expect(loop(1, () => ({ loss: tf.ones([2, 3]) }))).rejects.toThrow(
      "the step's loss has shape [2,3]",
    );
  });

  it("stops between two steps and carries what was done", async () => {
    const abort = new AbortController();
    const steps: number[] = [];
    const error = await loop(
      100,
      async (t) => {
        if (t === 2) abort.abort();
        await null;
        steps.push(t);
        return t;
      },
      { signal: abort.signal },
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LoopStopped);
    expect(steps).toEqual([0, 1, 2]);
    expect((error as LoopStopped).history).toMatchObject({ done: 3, outcome: "stopped", last: { loss: 2 } });
    expect((error as LoopStopped).message).toContain("stopped after 3 of 100 steps");
  });

  it("gives timers their turn, so that a stop that comes from outside is heard though steps never wait", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const busy = () => {
      const until = performance.now() + 5;
      while (performance.now() < until);
      return 0;
    };
    await expect(loop(100_000, busy, { signal: abort.signal })).rejects.toBeInstanceOf(LoopStopped);
  });

  it("reports as often as it is told, and at the end: done, stopped or failed", async () => {
    const states: LoopState[] = [];
    await loop(3, () => 1, { every: 0, report: (state) => states.push(state) });
    expect(states.map(({ done, outcome }) => `${done} ${outcome}`)).toEqual([
      "1 running",
      "2 running",
      "3 running",
      "3 done",
    ]);
    const ends: string[] = [];
    const report = ({ outcome }: LoopState) => ends.push(outcome);
    await loop(1, () => Promise.reject(new Error("no")), { report }).catch(() => undefined);
    await loop(1, () => 1, { report, signal: AbortSignal.abort() }).catch(() => undefined);
    expect(ends).toEqual(["failed", "stopped"]);
  });
});
