import { SwathError } from "../../errors.js";
import type { NativeBackend, TensorHandle } from "../native/binding.js";
import { nativeBackend } from "../native/op.js";
import type { Tensor } from "../tf.js";
import { withModelFolder } from "./folder.js";
import type { GraphNode } from "./graph.js";

export interface Feed {
  readonly node: string;
  readonly tensor: Tensor;
}

/** Where a graph lives and runs: this thread, or a worker. `done` is fetched with the results and thrown away. */
export interface Host {
  run(feeds: readonly Feed[], fetches: readonly string[], done: string): Tensor[];
  /** Only where a run does not block: requests are answered in the order in which they are made. */
  runAsync?(feeds: readonly Feed[], fetches: readonly string[], done: string): Promise<Tensor[]>;
  dispose(): void;
}

type Inner = NativeBackend & {
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(handle: TensorHandle): Tensor;
};

/** Frees sessions that nobody holds any more. */
const forgotten = new FinalizationRegistry<() => void>((free) => free());

/** A graph in this thread. A run blocks the event loop until it is done. */
export class LocalHost implements Host {
  readonly #backend: Inner;
  readonly #free: () => void;
  #id: number | undefined;

  constructor(nodes: readonly GraphNode[]) {
    const backend = nativeBackend("capture") as Inner;
    this.#backend = backend;
    try {
      this.#id = withModelFolder(nodes, (folder) => backend.binding.loadSavedModel(folder, "serve"));
    } catch (error) {
      throw new SwathError(
        "CAPTURE",
        "capture",
        `TensorFlow does not take the graph: ${(error as Error).message}`,
        {
          mend: "report this; until then run the step without capture",
          cause: error,
        },
      );
    }
    const id = this.#id;
    this.#free = () => backend.binding.deleteSavedModel(id);
    forgotten.register(this, this.#free, this);
  }

  run(feeds: readonly Feed[], fetches: readonly string[], done: string): Tensor[] {
    const { binding } = this.#backend;
    const ids = this.#backend.getInputTensorIds(feeds.map(({ tensor }) => tensor));
    let handles: TensorHandle[];
    try {
      handles = binding.runSavedModel(
        this.#id as number,
        ids,
        feeds.map(({ node }) => `${node}:0`).join(),
        [...fetches, done].map((node) => `${node}:0`).join(),
      );
    } catch (error) {
      throw new SwathError(
        "CAPTURE",
        "captured step",
        (error as Error).message.replace(/^.*with error: /s, ""),
        { cause: error },
      );
    }
    binding.deleteTensor((handles.pop() as TensorHandle).id);
    return handles.map((handle) => this.#backend.createOutputTensor(handle));
  }

  dispose(): void {
    if (this.#id === undefined) return;
    forgotten.unregister(this);
    this.#free();
    this.#id = undefined;
  }
}
