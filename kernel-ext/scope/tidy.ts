import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Tensor, tf as Tf } from "../../lib/device/tf.js";
import { DISPLAY } from "../mime.js";
import type { MimeBundle } from "../session/events.js";
import { host } from "./host.js";

/*
 * Tensors live outside JavaScript's heap, so the garbage collector does not feel their weight and a forgotten one stays
 * for ever. Here each tensor made in a notebook is watched by a FinalizationRegistry: when JavaScript itself says that
 * nothing can reach it (closures included, which no walk over values could see), its memory is given back. So nothing
 * that is still used is ever freed.
 */

/** What is remembered of a tensor; not the tensor itself, which must be free to die. */
interface Watched {
  readonly id: number;
  readonly dataId: object;
  readonly dtype: Tensor["dtype"];
  readonly shape: readonly number[];
  readonly size: number;
  readonly bytes: number;
  readonly cell: number;
}

/** The parts of tfjs's engine that are hooked; its own types leave them out. */
interface EngineHooks {
  trackTensor(tensor: Tensor, backend: unknown): void;
  disposeTensor(tensor: Tensor): void;
}

interface CellTensors {
  count: number;
  bytes: number;
  /** Held much a moment ago: a closer look follows. */
  suspected: boolean;
  warned: boolean;
}

/** A cell that holds so many tensors at once has most likely forgotten them in a loop. */
const MANY = 2000;
/** Inside `tf.tidy`, or while a step is recorded, many tensors are alive that are about to be freed; so many are too many at any rate. */
const TOO_MANY = 10 * MANY;
/** So has one that holds so many bytes in more than a few tensors. */
const MUCH = 2 ** 30;
/** A collection waits for the kernel to be idle so long (ms). */
const IDLE = 300;

const live = new Map<number, Watched>();
const cells = new Map<number, CellTensors>();
let hooks: EngineHooks | null = null;
let freed = 0;
let pending: NodeJS.Timeout | null = null;
let collector: ((options?: { type: "minor" | "major" }) => void) | null = null;
let madeSinceCollection = 0;

function collect(type: "minor" | "major"): void {
  if (!collector) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as typeof collector;
  }
  // In Node 20 a collection asked for as "major" by name collects nothing; the plain call does it all.
  if (type === "major") collector?.();
  else collector?.({ type });
}

const bytesOf = (dtype: string) => (dtype === "complex64" ? 8 : dtype === "bool" ? 1 : 4);

function forget(id: number): Watched | undefined {
  const watched = live.get(id);
  if (!watched) return undefined;
  live.delete(id);
  const cell = cells.get(watched.cell);
  if (cell) {
    cell.count--;
    cell.bytes -= watched.bytes;
    if (cell.count === 0 && !cell.warned) cells.delete(watched.cell);
  }
  return watched;
}

const registry = new FinalizationRegistry<number>((id) => {
  const watched = live.get(id);
  if (!watched) return;
  freed++;
  // The engine asks a tensor only for these facts when it takes it out of its books.
  hooks?.disposeTensor({ ...watched, kept: false } as unknown as Tensor);
  forget(id);
});

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MB`;

function warn(cell: CellTensors, where: string, shape: readonly number[]): void {
  cell.warned = true;
  process.stderr.write(
    `${where}: this cell holds ${cell.count.toLocaleString("en")} tensors (${megabytes(cell.bytes)}), the latest of shape ` +
      `[${shape.join(", ")}]. If they are intermediate results of a loop, wrap its step in tf.tidy(() => …) or dispose() them.\n`,
  );
}

const holdsMuch = ({ count, bytes }: CellTensors) => count >= MANY || (bytes >= MUCH && count > 16);

/** Warns of what is still held when the synchronous code that made it has ended; at once of far too much. */
function suspect(cell: CellTensors, number: number, shape: readonly number[]): void {
  const where = () => host()?.where() ?? `Cell [${number}]`;
  if (cell.count >= TOO_MANY || cell.bytes >= 2 * MUCH) {
    warn(cell, where(), shape);
    return;
  }
  if (cell.suspected) return;
  cell.suspected = true;
  const here = where();
  queueMicrotask(() => {
    cell.suspected = false;
    if (!cell.warned && holdsMuch(cell)) warn(cell, here, shape);
  });
}

/** Watches the tensors that this instance of tfjs makes from now on. */
export function watchTensors(tf: typeof Tf): void {
  if (hooks) return;
  const engine = tf.engine() as unknown as EngineHooks;
  const track = engine.trackTensor;
  const dispose = engine.disposeTensor;
  hooks = { trackTensor: track.bind(engine), disposeTensor: dispose.bind(engine) };
  engine.trackTensor = (tensor, backend) => {
    track.call(engine, tensor, backend);
    const number = host()?.cell ?? 0;
    const { id, dataId, dtype, shape, size } = tensor;
    const bytes = size * bytesOf(dtype);
    live.set(id, { id, dataId, dtype, shape, size, bytes, cell: number });
    registry.register(tensor, id, tensor);
    madeSinceCollection++;
    let cell = cells.get(number);
    if (!cell) {
      cell = { count: 0, bytes: 0, suspected: false, warned: false };
      cells.set(number, cell);
    }
    cell.count++;
    cell.bytes += bytes;
    if (!cell.warned && holdsMuch(cell)) suspect(cell, number, shape);
  };
  engine.disposeTensor = (tensor) => {
    dispose.call(engine, tensor);
    registry.unregister(tensor);
    forget(tensor.id);
  };
}

/**
 * The tidy scope of a cell. At its end what nothing refers to any more is given back: what died young at once, the rest
 * as soon as the kernel is idle. Null before the first tensor.
 */
export function tidyScope(_cell: number): { end(): void } | null {
  if (pending) clearTimeout(pending);
  pending = null;
  if (!hooks) return null;
  return {
    end: () => {
      if (madeSinceCollection === 0) return;
      collect("minor");
      pending = setTimeout(() => {
        madeSinceCollection = 0;
        collect("major");
      }, IDLE).unref();
    },
  };
}

/** Tensors that are alive, by the cell that made them. */
export interface MemoryReport {
  readonly tensors: number;
  readonly bytes: number;
  /** Tensors that were given back since nothing referred to them. */
  readonly freed: number;
  readonly cells: readonly { readonly cell: number; readonly tensors: number; readonly bytes: number }[];
  [DISPLAY](): Promise<MimeBundle>;
}

function byCell(): MemoryReport["cells"] {
  const totals = new Map<number, { cell: number; tensors: number; bytes: number }>();
  for (const { cell, bytes } of live.values()) {
    const total = totals.get(cell) ?? { cell, tensors: 0, bytes: 0 };
    totals.set(cell, { cell, tensors: total.tensors + 1, bytes: total.bytes + bytes });
  }
  return [...totals.values()].sort((a, b) => b.bytes - a.bytes);
}

/** Collects, and lets the registry do its work. */
async function settle(): Promise<void> {
  collect("major");
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function rows(): string[][] {
  return byCell().map(({ cell, tensors, bytes }) => [
    cell === 0 ? "library" : `Cell [${cell}]`,
    tensors.toLocaleString("en"),
    megabytes(bytes),
  ]);
}

/**
 * What tensors are alive, and which cell made them. Shown as a cell's result it collects first, so that only tensors
 * that something refers to are counted.
 *
 * @example
 * ```ts
 * import { memory } from "swath/notebook";
 *
 * memory().tensors; // 0 outside a notebook: only cells' tensors are watched
 * ```
 */
export function memory(): MemoryReport {
  return {
    get tensors() {
      return live.size;
    },
    get bytes() {
      let sum = 0;
      for (const { bytes } of live.values()) sum += bytes;
      return sum;
    },
    get freed() {
      return freed;
    },
    get cells() {
      return byCell();
    },
    async [DISPLAY]() {
      if (hooks) await settle();
      const table = rows();
      const total = `${live.size.toLocaleString("en")} tensors, ${megabytes(this.bytes)} alive; ${freed.toLocaleString("en")} freed`;
      const cellsOf = (row: string[]) => row.map((text) => `<td>${text}</td>`).join("");
      return {
        "text/html":
          `<table><caption>${total}</caption><thead><tr><th>made by</th><th>tensors</th><th>memory</th></tr></thead>` +
          `<tbody>${table.map((row) => `<tr>${cellsOf(row)}</tr>`).join("")}</tbody></table>`,
        "text/plain": [total, ...table.map((row) => `  ${row.join("  ")}`)].join("\n"),
      };
    },
  };
}
