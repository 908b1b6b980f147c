import { Worker } from "node:worker_threads";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import { type Figure, figureJson } from "./figure.js";
import type { DrawReply, DrawRequest, Pixels32 } from "./messages.js";
import { drawable } from "./supported.js";

/** Sharpness, time limit and fonts of a drawn picture. */
export interface RenderOptions {
  /** Picture pixels for each CSS pixel; 2 unless told (sharp on screens of today). */
  readonly scale?: number;
  /** A figure that takes longer is given up; 30 000 ms unless told. */
  readonly timeout?: number;
  /** Further TrueType files, for scripts that Open Sans and DejaVu lack (Chinese, emoji). */
  readonly fontFiles?: readonly string[];
}

const DEFAULT_SCALE = 2;
const DEFAULT_TIMEOUT = 30_000;
/** A figure that needs more ends its thread, not the process. */
const MEMORY = 1536;

type Value = Extract<DrawReply, { ok: true }>["value"];
type Ask = DrawRequest extends infer R ? (R extends DrawRequest ? Omit<R, "id"> : never) : never;

interface Pending {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/** The one drawing thread: started on first use, ended with the process or by a figure that hangs. */
class DrawingThread {
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #turn: Promise<unknown> = Promise.resolve();

  /** One request at a time, so that the time limit counts a figure's own time and not its neighbours'. */
  ask(request: Ask, operation: string, timeout: number): Promise<Value> {
    const mine = this.#turn.then(() => this.#send(request, operation, timeout));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #send(request: Ask, operation: string, timeout: number): Promise<Value> {
    const worker = this.#start(operation);
    const id = this.#next++;
    worker.ref();
    return new Promise<Value>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail(
          new SwathError("LIMIT", operation, `not drawn within ${timeout} ms`, {
            mend: "draw fewer points or give a longer timeout",
          }),
        );
        void this.close();
      }, timeout);
      const done = (): void => {
        clearTimeout(timer);
        this.#pending.delete(id);
        // An idle thread must not keep a finished script alive.
        if (this.#pending.size === 0) worker.unref();
      };
      this.#pending.set(id, {
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      worker.postMessage({ ...request, id });
    });
  }

  #start(operation: string): Worker {
    if (this.#worker) return this.#worker;
    // Flags of the parent (loaders, inspectors, warnings) are not for this thread.
    const worker = new Worker(builtFile(import.meta.url, "./worker.js"), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    });
    worker.on("message", (reply: DrawReply) => {
      const pending = this.#pending.get(reply.id);
      if (!pending) return;
      if (reply.ok) pending.resolve(reply.value);
      else
        pending.reject(new SwathError("VALUE", operation, `plotly.js refused the figure: ${reply.message}`));
    });
    worker.on("error", (error) => {
      if (this.#worker === worker) this.#worker = null;
      this.#fail(
        new SwathError("STATE", operation, `the drawing thread failed: ${error.message}`, { cause: error }),
      );
    });
    worker.on("exit", (code) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#fail(new SwathError("STATE", operation, `the drawing thread ended with code ${code}`));
    });
    this.#worker = worker;
    return worker;
  }

  #fail(error: Error): void {
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}

const thread = new DrawingThread();

/**
 * The figure as SVG, drawn by plotly.js without a browser, in another thread.
 *
 * @example
 * ```ts
 * import { figureSvg } from "swath/figures";
 *
 * const svg = await figureSvg({ data: [{ y: [1, 3, 2] }], layout: { width: 300, height: 200 } });
 * svg.startsWith("<svg"); // true
 * ```
 */
export async function figureSvg(figure: Figure, options: RenderOptions = {}): Promise<string> {
  const { figure: safe, bundle } = drawable(figure);
  const plain = figureJson(safe);
  const request = { kind: "figure", figure: plain, bundle } as const;
  return (await thread.ask(request, "figureSvg", options.timeout ?? DEFAULT_TIMEOUT)) as string;
}

/**
 * The figure as PNG, at two picture pixels for each CSS pixel.
 *
 * @example
 * ```ts
 * import { figurePng } from "swath/figures";
 *
 * const png = await figurePng({ data: [{ y: [1, 3, 2] }], layout: { width: 300, height: 200 } });
 * png.subarray(1, 4).toString(); // "PNG"
 * ```
 */
export async function figurePng(figure: Figure, options: RenderOptions = {}): Promise<Buffer> {
  return svgPng(await figureSvg(figure, options), options);
}

/**
 * Any SVG as PNG, set in the bundled faces.
 *
 * @example
 * ```ts
 * import { svgPng } from "swath/figures";
 *
 * const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="8"/></svg>';
 * (await svgPng(svg)).subarray(1, 4).toString(); // "PNG"
 * ```
 */
export async function svgPng(svg: string, options: RenderOptions = {}): Promise<Buffer> {
  const { scale = DEFAULT_SCALE, timeout = DEFAULT_TIMEOUT, fontFiles = [] } = options;
  const bytes = (await thread.ask({ kind: "png", svg, scale, fontFiles }, "svgPng", timeout)) as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Any SVG as RGBA pixels, for pictures that exact pixels are laid into. */
export async function svgPixels(svg: string, options: RenderOptions = {}): Promise<Pixels32> {
  const { scale = DEFAULT_SCALE, timeout = DEFAULT_TIMEOUT, fontFiles = [] } = options;
  return (await thread.ask({ kind: "pixels", svg, scale, fontFiles }, "svgPixels", timeout)) as Pixels32;
}

/** Globals that drawing has left in its thread; none, and a test holds it to that. */
export async function leakedGlobals(): Promise<readonly string[]> {
  return (await thread.ask({ kind: "globals" }, "leakedGlobals", DEFAULT_TIMEOUT)) as readonly string[];
}

/**
 * Ends the drawing thread; the next figure starts another.
 *
 * @example
 * ```ts
 * import { closeRenderer } from "swath/figures";
 *
 * await closeRenderer();
 * ```
 */
export function closeRenderer(): Promise<void> {
  return thread.close();
}
