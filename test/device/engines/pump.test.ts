import { describe, expect, it } from "vitest";
import { Pump } from "../../../lib/device/engines/webgpu/pump.js";

/** An addon that asks for polls as Dawn does, until it was polled a number of times. */
class Addon {
  polls = 0;
  #done: () => void = () => {};

  start(polls: number): Promise<void> {
    // A bound function looks like one of the addon's.
    const poll = (() => {
      this.polls++;
      if (this.polls === polls) this.#done();
      else setImmediate(poll);
    }).bind(null);
    setImmediate(poll);
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }
}

describe("the pump", () => {
  it("polls in a loop for a synchronous read, in which no event is handled", () => {
    const [pump, addon] = [new Pump(), new Addon()];
    pump.call(() => void addon.start(100));
    pump.block("dataSync", () => addon.polls === 100);
    expect(addon.polls).toBe(100);
  });

  it("polls by itself while somebody awaits", async () => {
    const [pump, addon] = [new Pump(), new Addon()];
    await pump.wait(() => addon.start(50));
    expect(addon.polls).toBe(50);
  });

  it("says so when what is waited for can no longer come", () => {
    const [pump, addon] = [new Pump(), new Addon()];
    pump.call(() => void addon.start(3));
    expect(() => pump.block("dataSync", () => false)).toThrow("dataSync: the graphics device is gone");
  });

  it("gives setImmediate back and leaves other callers of it alone", async () => {
    const pump = new Pump();
    const before = globalThis.setImmediate;
    const ran = await new Promise((resolve) => {
      pump.call(() => setImmediate(() => resolve("ran")));
    });
    expect(ran).toBe("ran");
    expect(globalThis.setImmediate).toBe(before);
    expect(() =>
      pump.call(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(globalThis.setImmediate).toBe(before);
  });
});
