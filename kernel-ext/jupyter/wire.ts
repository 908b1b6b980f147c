import { Worker } from "node:worker_threads";
import type { Header, Outgoing } from "./message.js";
import type { FromWire, ToWire, WireData } from "./wire-thread.js";

/** What the wire reports. */
export interface WireListener {
  readonly interrupt: (count: number) => void;
  readonly shutdown: () => void;
}

/** The main thread's end of the wire thread (see there). */
export class Wire {
  readonly #worker: Worker;
  readonly #flushes = new Map<number, () => void>();
  #flushId = 0;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Starts the thread; resolves when its sockets listen. */
  static open(data: WireData, listener: WireListener): Promise<Wire> {
    const worker = new Worker(new URL("./wire-thread.js", import.meta.url), {
      workerData: data,
      // Its words would be taken for a cell's.
      stdout: true,
      stderr: true,
    });
    const wire = new Wire(worker);
    return new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("message", (message: FromWire) => {
        if (message.type === "ready") resolve(wire);
        else if (message.type === "failed") reject(new Error(message.reason));
        else if (message.type === "interrupt") listener.interrupt(message.count);
        else if (message.type === "shutdown") listener.shutdown();
        else {
          wire.#flushes.get(message.id)?.();
          wire.#flushes.delete(message.id);
        }
      });
    });
  }

  publish(message: Outgoing): void {
    this.#post({ type: "publish", message });
  }

  /** Text on a stream; the thread joins neighbours. */
  stream(parent: Partial<Header>, name: "stdout" | "stderr", text: string): void {
    this.#post({ type: "stream", parent, name, text });
  }

  /** Resolves when all broadcasts so far are with the network. */
  flushed(): Promise<void> {
    const id = ++this.#flushId;
    return new Promise((resolve) => {
      this.#flushes.set(id, resolve);
      this.#post({ type: "flush", id });
    });
  }

  /** Sends what waits, closes the sockets and ends the thread. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#worker.once("exit", () => resolve());
      this.#post({ type: "close" });
    });
  }

  #post(message: ToWire): void {
    this.#worker.postMessage(message);
  }
}
