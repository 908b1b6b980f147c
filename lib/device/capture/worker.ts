import { createRequire } from "node:module";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Binding, TensorHandle } from "../native/binding.js";
import { prepareForNative } from "../shims.js";
import type { Answer, Parcel, Request, WorkerStart } from "./worker-protocol.js";

// The thread behind a step captured with thread: "worker". It has an addon of its own and no tfjs: it loads one graph,
// keeps its session, and answers requests in the order in which they come.
const { addon, folder, bell, port } = workerData as WorkerStart;
prepareForNative();
const binding = createRequire(import.meta.url)(addon) as Binding;

function runModel(model: number, { feeds, fetches }: Request): Parcel[] {
  const ids: number[] = [];
  let results: TensorHandle[] = [];
  try {
    for (const { parcel } of feeds) ids.push(binding.createTensor(parcel.shape, parcel.dtype, parcel.values));
    const names = feeds.map(({ node }) => `${node}:0`).join();
    results = binding.runSavedModel(model, ids, names, fetches.map((node) => `${node}:0`).join());
    return results.map(({ id, shape, dtype }) => ({ shape, dtype, values: binding.tensorDataSync(id) }));
  } finally {
    for (const id of ids) binding.deleteTensor(id);
    for (const { id } of results) binding.deleteTensor(id);
  }
}

function serve(model: number, request: Request): Answer {
  try {
    return { id: request.id, results: runModel(model, request) };
  } catch (error) {
    return { id: request.id, error: (error as Error).message };
  }
}

const main = parentPort as MessagePort;
let model: number | undefined;
let failure: string | undefined;
try {
  model = binding.loadSavedModel(folder, "serve");
} catch (error) {
  failure = (error as Error).message;
}
main.on("message", (request: Request) => {
  const answer: Answer =
    model === undefined ? { id: request.id, error: failure ?? "no graph" } : serve(model, request);
  const moved = (answer.results ?? []).map(({ values }) => values.buffer as ArrayBuffer);
  if (!request.urgent) {
    main.postMessage(answer, moved);
    return;
  }
  port.postMessage(answer, moved);
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
});
