/** Bytes that a {@link StopSignal} needs. */
export const STOP_BYTES = 16;

const WINDOW = 0;
const COUNT = 1;
const RUNNING = 2;
const HANDLED = 3;

/**
 * Interrupts through shared memory: a thread that still hears the user tells one that is busy. Loops in cells look at
 * the first number (see `convert/transform.ts`); it costs about a nanosecond a turn.
 */
export class StopSignal {
  /** What the loops look at: not zero for a while after an interrupt. */
  readonly flags: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(STOP_BYTES)) {
    this.flags = new Int32Array(memory);
  }

  /** How often the user has interrupted. Code that began before the latest time is to stop. */
  get count(): number {
    return Atomics.load(this.flags, COUNT);
  }

  /** Asks running code to stop; callable from any thread. */
  request(): number {
    const count = Atomics.add(this.flags, COUNT, 1) + 1;
    Atomics.store(this.flags, WINDOW, 1);
    return count;
  }

  /** The main thread has dealt with all requests so far. */
  handled(): void {
    Atomics.store(this.flags, HANDLED, this.count);
  }

  get isHandled(): boolean {
    return Atomics.load(this.flags, HANDLED) >= this.count;
  }

  /** Loops need not look closer any more. */
  closeWindow(): void {
    Atomics.store(this.flags, WINDOW, 0);
  }

  /** The key of the cell that is inside `vm` now, where a SIGINT stops it; 0 for none. */
  get running(): number {
    return Atomics.load(this.flags, RUNNING);
  }

  set running(key: number) {
    Atomics.store(this.flags, RUNNING, key);
  }
}
