import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import { DType } from "../native/binding.js";
import { nativeBackend } from "../native/op.js";
import { findNative } from "../provision/find.js";
import { type DataType, type Tensor, type TypedArray, tf } from "../tf.js";
import { withModelFolder } from "./folder.js";
import type { GraphNode } from "./graph.js";
import type { Feed, Host } from "./host.js";
import type { Answer, Parcel, Request, WorkerStart } from "./worker-protocol.js";

/** How long a thread may be silent before somebody who blocks on it is told. A step may take minutes; a dead thread forever. */
const PATIENCE_MS = 30 * 60_000;

interface Pending {
  readonly resolve: (results: Tensor[]) => void;
  readonly reject: (error: unknown) => void;
}

const dtypeName = (dtype: number): DataType =>
  dtype === DType.int32 ? "int32" : dtype === DType.bool ? "bool" : "float32";

const toTensor = ({ shape, dtype, values }: Parcel): Tensor =>
  tf.tensor(values as unknown as TypedArray, shape as number[], dtypeName(dtype));

/** A graph in a thread of its own: a run is a promise, and the event loop stays alive during a long step. */
export class WorkerHost implements Host {
  readonly #worker: Worker;
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  readonly #channel = new MessageChannel();
  readonly #pending = new Map<number, Pending>();
  #next = 0;
  #dead: Error | undefined;

  constructor(nodes: readonly GraphNode[]) {
    const native = findNative();
    if (!native.found)
      throw new SwathError("ENGINE_MISSING", "capture", native.reason, { mend: native.mend });
    this.#worker = withModelFolder(nodes, (folder) => {
      const start: WorkerStart = { addon: native.addon, folder, bell: this.#bell, port: this.#channel.port2 };
      const worker = new Worker(builtFile(import.meta.url, "./worker.js"), {
        workerData: start,
        transferList: [this.#channel.port2],
      });
      worker.on("message", (answer: Answer) => this.#settle(answer));
      worker.on("error", (error) => this.#die(error));
      worker.on("exit", (code) => this.#die(new Error(`the thread ended (${code})`)));
      worker.unref();
      this.#ask(worker, [], [], true);
      return worker;
    });
  }

  /** Blocks until the answer is there; used for moving the state. */
  run(feeds: readonly Feed[], fetches: readonly string[], done: string): Tensor[] {
    const answer = this.#ask(this.#worker, feeds, [...fetches, done], true) as Answer;
    if (answer.error !== undefined) throw new SwathError("CAPTURE", "captured step", answer.error);
    return (answer.results ?? []).slice(0, -1).map(toTensor);
  }

  runAsync(feeds: readonly Feed[], fetches: readonly string[], done: string): Promise<Tensor[]> {
    if (this.#dead) return Promise.reject(this.#gone());
    return new Promise((resolve, reject) => {
      const id = this.#next;
      this.#pending.set(id, { resolve: (results) => resolve(results), reject });
      if (this.#pending.size === 1) this.#worker.ref();
      this.#ask(this.#worker, feeds, [...fetches, done], false);
    });
  }

  dispose(): void {
    this.#dead ??= new Error("it was disposed");
    for (const { reject } of this.#pending.values()) reject(this.#gone());
    this.#pending.clear();
    this.#channel.port1.close();
    void this.#worker.terminate();
  }

  #ask(
    worker: Worker,
    feeds: readonly Feed[],
    fetches: readonly string[],
    urgent: boolean,
  ): Answer | undefined {
    if (this.#dead) throw this.#gone();
    const { tensorMap } = nativeBackend("captured step");
    const request: Request = {
      id: this.#next++,
      feeds: feeds.map(({ node, tensor }) => ({
        node,
        parcel: {
          shape: [...tensor.shape],
          dtype: tensorMap.get(tensor.dataId).dtype,
          values: tensor.dataSync() as TypedArray,
        },
      })),
      fetches,
      urgent,
    };
    Atomics.store(this.#bell, 0, 0);
    worker.postMessage(request);
    if (!urgent) return undefined;
    if (Atomics.wait(this.#bell, 0, 0, PATIENCE_MS) === "timed-out") throw this.#gone();
    return receiveMessageOnPort(this.#channel.port1)?.message as Answer;
  }

  #settle({ id, results, error }: Answer): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (!pending) return;
    if (error !== undefined)
      pending.reject(new SwathError("CAPTURE", "captured step", error.replace(/^.*with error: /s, "")));
    else pending.resolve((results ?? []).slice(0, -1).map(toTensor));
  }

  #die(error: Error): void {
    this.#dead ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#gone());
    this.#pending.clear();
  }

  #gone(): SwathError {
    return new SwathError(
      "STATE",
      "captured step",
      `its thread is gone: ${this.#dead?.message ?? "no answer"}`,
      {
        mend: "capture the step again",
      },
    );
  }
}
