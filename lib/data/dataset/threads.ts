import { Worker } from "node:worker_threads";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import type { Raster } from "../raster/raster.js";
import type { RasterSource } from "./source.js";
import { type DecodeReply, type DecodeRequest, unpackError, unpackRaster } from "./wire.js";

interface Pending {
  readonly resolve: (samples: readonly (readonly Raster[])[]) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
  /** Why it takes no more work. */
  ended?: Error;
}

/** Threads that decode; whoever makes them closes them. */
export class DecodingThreads {
  readonly #threads: readonly Thread[];
  #next = 0;
  #closed = false;

  /** `file`: what a thread runs; only tests give another. */
  constructor(count: number, file: URL = builtFile(import.meta.url, "./worker.js")) {
    this.#threads = Array.from({ length: count }, () => start(file));
  }

  /** The rasters of some samples, from the thread that has least to do. */
  decode(samples: readonly (readonly RasterSource[])[]): Promise<readonly (readonly Raster[])[]> {
    if (this.#closed) return Promise.reject(stopped());
    const thread = this.#threads.reduce((least, one) =>
      one.pending.size < least.pending.size ? one : least,
    );
    if (thread.ended) return Promise.reject(thread.ended);
    const id = this.#next++;
    const memory = new Set<ArrayBuffer>();
    const request: DecodeRequest = {
      id,
      samples: samples.map((sources) => sources.map((one) => own(one, memory))),
    };
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      thread.worker.postMessage(request, [...memory]);
    });
  }

  /** While somebody waits, the threads keep the process alive; what is only made ahead does not. */
  wait(waiting: boolean): void {
    for (const { worker } of this.#threads) {
      if (waiting) worker.ref();
      else worker.unref();
    }
  }

  /** Ends the threads, whatever they do. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const thread of this.#threads) fail(thread, stopped());
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }
}

function start(file: URL): Thread {
  // Flags of the parent (loaders, inspectors, warnings) are not for this thread.
  const worker = new Worker(file, { execArgv: [] });
  const thread: Thread = { worker, pending: new Map() };
  worker.on("message", (reply: DecodeReply) => {
    const pending = thread.pending.get(reply.id);
    thread.pending.delete(reply.id);
    if ("error" in reply) pending?.reject(unpackError(reply.error));
    else pending?.resolve(reply.samples.map((rasters) => rasters.map(unpackRaster)));
  });
  worker.on("error", (cause) => end(thread, `failed: ${cause.message}`, cause));
  worker.on("exit", (code) => end(thread, `ended with code ${code}`));
  worker.unref();
  return thread;
}

function end(thread: Thread, how: string, cause?: unknown): void {
  thread.ended ??= new SwathError("STATE", "batches", `a decoding thread ${how}`, {
    mend: "give prefetch: false to see where",
    cause,
  });
  fail(thread, thread.ended);
}

function fail({ pending }: Thread, error: Error): void {
  for (const { reject } of pending.values()) reject(error);
  pending.clear();
}

const stopped = () => new SwathError("ABORTED", "batches", "stopped");

/** Bytes are copied once and handed over: a member of an archive in memory is a view on all of it. */
function own(source: RasterSource, memory: Set<ArrayBuffer>): RasterSource {
  if (!("bytes" in source)) return source;
  const bytes = new Uint8Array(source.bytes);
  memory.add(bytes.buffer as ArrayBuffer);
  return { ...source, bytes };
}
