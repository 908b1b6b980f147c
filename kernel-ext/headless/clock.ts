import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { builtFile } from "../../lib/built.js";
import { STOP_BYTES } from "../session/stop-signal.js";
import type { FromWatch, ToWatch, WatchData } from "./watch.js";

/** Stops cells whose time is up, also those that never give the event loop a turn. */
export class CellClock {
  readonly stop = new SharedArrayBuffer(STOP_BYTES);
  readonly #thread: Worker;
  #late = false;
  #ended: () => void = () => undefined;

  /** @param interrupt what the main thread does when it hears that time is up */
  constructor(interrupt: (count: number) => void) {
    const workerData: WatchData = { stop: this.stop };
    this.#thread = new Worker(fileURLToPath(builtFile(import.meta.url, "./watch.js")), { workerData });
    this.#thread.on("message", (message: FromWatch) => {
      if (message.type === "ended") this.#ended();
      else {
        this.#late = true;
        interrupt(message.count);
      }
    });
  }

  /** Resolves when the thread listens. */
  async ready(): Promise<void> {
    await once(this.#thread, "online");
  }

  /** Runs a task that may take so many seconds; says whether its time was up. */
  async within<T>(
    seconds: number | undefined,
    task: () => Promise<T>,
  ): Promise<{ readonly value: T; readonly late: boolean }> {
    if (seconds === undefined) return { value: await task(), late: false };
    this.#late = false;
    this.#tell({ type: "begin", limit: seconds * 1000 });
    const value = await task();
    // Only when the thread has heard of the end can no stop come that would meet the next cell.
    const ended = new Promise<void>((done) => {
      this.#ended = done;
    });
    this.#tell({ type: "end" });
    await ended;
    return { value, late: this.#late };
  }

  close(): void {
    void this.#thread.terminate();
  }

  #tell(message: ToWatch): void {
    this.#thread.postMessage(message);
  }
}
