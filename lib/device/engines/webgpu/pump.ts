import { SwathError } from "../../../errors.js";

type Poll = () => void;

const IDLE_MS = 20;
/** Polls without a pause before the waiting thread begins to sleep between them. */
const EAGER_POLLS = 64;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

const isNative = (f: unknown): f is Poll =>
  typeof f === "function" && /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(f));

/**
 * Drives Dawn's event processing.
 *
 * Dawn's addon finishes asynchronous work (a mapped buffer, a compiled pipeline, an error report) only while it is
 * polled, and asks for the next poll through the global `setImmediate`, again and again for as long as a device
 * lives. Left alone that spins the event loop at full load and keeps the process from ending. Here the request is
 * caught instead and the pump decides: at once while somebody waits, every 20 ms without holding the process open
 * otherwise, and in a plain loop where a value is read synchronously, which the WebGPU of a browser cannot do.
 */
export class Pump {
  #poll: Poll | undefined;
  #waiting = 0;
  #cancel: (() => void) | undefined;

  /** Calls into Dawn, keeping its request for a poll. */
  call<T>(run: () => T): T {
    const original = globalThis.setImmediate;
    const caught = (callback: unknown, ...args: unknown[]): unknown => {
      if (!isNative(callback)) return original(callback as () => void, ...(args as []));
      this.#poll = callback;
      return undefined;
    };
    globalThis.setImmediate = Object.assign(caught, original) as unknown as typeof setImmediate;
    try {
      return run();
    } finally {
      globalThis.setImmediate = original;
      this.#schedule();
    }
  }

  /** Lets Dawn finish what is ready. */
  tick(): void {
    const poll = this.#poll;
    this.#poll = undefined;
    if (poll) this.call(poll);
  }

  /** Runs an asynchronous operation of Dawn, polled at full speed, with the process held open until it is done. */
  async wait<T>(start: () => Promise<T>): Promise<T> {
    this.#waiting++;
    try {
      const pending = this.call(start);
      this.#restart();
      return await pending;
    } finally {
      this.#waiting--;
    }
  }

  /** Blocks until `done`. */
  block(operation: string, done: () => boolean): void {
    for (let polls = 0; !done(); polls++) {
      if (!this.#poll) {
        throw new SwathError("STATE", operation, "the graphics device is gone", {
          mend: "start another engine, or a new process",
        });
      }
      // A software adapter computes on the same cores: give them up while it works.
      if (polls > EAGER_POLLS) Atomics.wait(sleeper, 0, 0, 0.2);
      this.tick();
    }
  }

  #restart(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#cancel || !this.#poll) return;
    const next = () => {
      this.#cancel = undefined;
      this.tick();
    };
    if (this.#waiting > 0) {
      const handle = setImmediate(next);
      this.#cancel = () => clearImmediate(handle);
    } else {
      const handle = setTimeout(next, IDLE_MS).unref();
      this.#cancel = () => clearTimeout(handle);
    }
  }
}
