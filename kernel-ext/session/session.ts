import { AsyncLocalStorage } from "node:async_hooks";
import { setMaxListeners } from "node:events";
import { isDisplayHandle } from "../display.js";
import { type Face, faceOf, plain } from "../mime.js";
import { type Host, type HostMessage, setHost } from "../scope/host.js";
import { type CellTimers, cellTimers } from "../scope/timers.js";
import type {
  CellOutcome,
  Completeness,
  CompletionList,
  ExecuteRequest,
  ExpressionOutcome,
  HistoryEntry,
  Inspection,
  SessionApi,
  SessionOptions,
} from "./api.js";
import type { CellError, CellRun, SessionEvent, SessionListener } from "./events.js";
import { captureProcess } from "./process-capture.js";
import { Questions } from "./questions.js";
import { type DescribedEnd, type Run, runCode } from "./run-code.js";
import { StopSignal } from "./stop-signal.js";
import { StreamJoiner } from "./streams.js";
import { describeError, Interrupted } from "./traceback.js";
import type { Workshop } from "./workshop.js";

export type * from "./api.js";
export type * from "./events.js";

/** `tf.add?`, as IPython has it: the documentation of a name instead of a run. It is no TypeScript, so nothing is lost. */
const QUESTION = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*\?{1,2}\s*$/u;

/** After an interrupt, loops look closer for so long (ms): what was left behind by the stopped cell ends as well. */
const STOP_WINDOW = 3000;

const NO_RUN: Run = {
  key: 0,
  count: 0,
  origin: null,
  silent: false,
  allowStdin: false,
  startedAt: 0,
};

/**
 * Executes cells one after the other and tells its listeners what comes of it. It knows neither Jupyter nor files:
 * the shells do.
 */
export class Session implements SessionApi {
  readonly history: HistoryEntry[] = [];
  readonly #cwd: string;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<SessionListener>();
  readonly #current = new AsyncLocalStorage<Run>();
  readonly #streams = new StreamJoiner<CellRun>((cell, name, text) =>
    this.#tell({ type: "stream", cell, name, text }),
  );
  readonly #stop: StopSignal;
  readonly #timers: CellTimers;
  readonly #releases: (() => void)[] = [];
  readonly #questions = new Questions();
  readonly #held = new Set<Promise<unknown>>();
  #workshop: Promise<Workshop> | null = null;
  #loaded: Workshop | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #abort = new AbortController();
  #running: Run | null = null;
  #last: Run = NO_RUN;
  #count = 0;
  #key = 0;
  #window: NodeJS.Timeout | null = null;
  #alive: NodeJS.Timeout | null = null;

  constructor(options: SessionOptions = {}) {
    this.#options = options;
    this.#cwd = options.cwd ?? process.cwd();
    this.#stop = new StopSignal(options.stop);
    this.#timers = cellTimers({ signal: () => this.#abort.signal, fail: (error) => this.#fail(error) });
    setMaxListeners(0, this.#abort.signal);
    // The cell stands below the library's frames, deeper than the ten that V8 keeps.
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50);
    setHost(this.#host());
    if (options.captureProcess ?? true) {
      this.#releases.push(
        captureProcess({
          write: (name, text) => this.#write(name, text),
          fail: (error) => this.#fail(error),
        }),
      );
    }
  }

  get executionCount(): number {
    return this.#count;
  }

  execute(request: ExecuteRequest): Promise<CellOutcome> {
    const outcome = this.#queue
      .then(() => this.#execute(request))
      .catch((error: unknown) => this.#broken(request, error));
    this.#queue = outcome;
    return outcome;
  }

  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  interrupt(request?: number): void {
    // The thread that heard the user numbers its requests; the cell may have stopped by itself in the meantime.
    if (request !== undefined && this.#stop.isHandled) return;
    if (this.#stop.isHandled) this.#stop.request();
    this.#stop.handled();
    const reason = new Interrupted();
    const stopped = this.#abort;
    this.#abort = new AbortController();
    setMaxListeners(0, this.#abort.signal);
    this.#timers.stopAll();
    this.#questions.refuseAll("interrupted");
    stopped.abort(reason);
    this.#loaded?.interrupt();
    if (this.#window) clearTimeout(this.#window);
    this.#window = setTimeout(() => this.#stop.closeWindow(), STOP_WINDOW).unref();
  }

  async complete(code: string, cursor: number): Promise<CompletionList> {
    return (await this.#getWorkshop()).complete(code, cursor);
  }

  async inspect(code: string, cursor: number): Promise<Inspection | null> {
    return (await this.#getWorkshop()).inspect(code, cursor);
  }

  async isComplete(code: string): Promise<Completeness> {
    return (await this.#getWorkshop()).isComplete(code);
  }

  async warmUp(): Promise<void> {
    const workshop = await this.#getWorkshop();
    try {
      workshop.converter.convert("0;");
    } catch {
      // The first cell will say what is wrong.
    }
  }

  close(): void {
    this.#timers.stopAll();
    this.#abort.abort(new Interrupted());
    this.#streams.flush();
    if (this.#window) clearTimeout(this.#window);
    for (const release of this.#releases.reverse()) release();
    setHost(null);
    this.#listeners.clear();
  }

  /** The cell whose code asks: the one that started it, however late it is. */
  get #cell(): Run {
    return this.#current.getStore() ?? this.#running ?? this.#last;
  }

  #getWorkshop(): Promise<Workshop> {
    this.#workshop ??= import("./workshop.js").then(({ Workshop }) => {
      this.#loaded = new Workshop({
        cwd: this.#cwd,
        ...(this.#options.globalTypes ? { globalTypes: this.#options.globalTypes } : {}),
        timers: this.#timers,
        stopFlags: this.#stop.flags,
        stop: () => this.#stopIfAsked(),
      });
      return this.#loaded;
    });
    return this.#workshop;
  }

  async #execute(request: ExecuteRequest): Promise<CellOutcome> {
    const { code, silent = false, allowStdin = false } = request;
    const storeHistory = (request.storeHistory ?? true) && !silent;
    const count = this.#count + 1;
    if (storeHistory) this.#count = count;
    const startedAt = this.#stop.count;
    const run: Run = {
      key: ++this.#key,
      count,
      origin: request.origin,
      silent,
      allowStdin,
      startedAt,
    };
    this.#running = run;
    this.#last = run;
    // An await that nothing will ever settle must not end the process: the user may still interrupt.
    this.#alive = setInterval(() => undefined, 2 ** 30);
    const workshop = await this.#getWorkshop();
    let output: string | null = null;
    let error: CellError | undefined;
    const question = QUESTION.exec(code)?.[1];
    if (question) {
      const page = workshop.inspect(question, question.length)?.data ?? {
        "text/plain": `Nothing is known about ${question}.`,
      };
      if (storeHistory) this.history.push({ line: count, source: code, output });
      return this.#ended({
        status: "ok",
        executionCount: count,
        interrupted: false,
        page,
        userExpressions: {},
      });
    }
    const end = await this.#current.run(run, () => this.#run(workshop, run, code));
    if (end.ok) {
      try {
        if (end.hasValue && !isDisplayHandle(end.value)) {
          const face = await this.#current.run(run, () => this.#face(end.value));
          output = String(face.data["text/plain"]);
          this.#tell({ type: "result", cell: run, ...face, executionCount: count });
        }
      } catch (problem) {
        error = this.#describe(problem);
      }
    } else error = end.described ?? this.#describe(end.error);
    if (error && !silent) this.#tell({ type: "error", cell: run, late: false, ...error });
    const interrupted = error?.name === "Interrupted";
    const userExpressions = error
      ? {}
      : await this.#current.run(run, () => this.#evaluateAll(workshop, run, request.userExpressions ?? {}));
    await this.#settled();
    if (storeHistory && code.trim() !== "") this.history.push({ line: count, source: code, output });
    const status = error ? "error" : "ok";
    return this.#ended({
      ...{ status, executionCount: count, interrupted, userExpressions },
      ...(error ? { error } : {}),
    });
  }

  /** Waits for what cells show and is still being drawn, unless the user stops it. */
  async #settled(): Promise<void> {
    const { signal } = this.#abort;
    const stopped = new Promise<void>((stop) =>
      signal.addEventListener("abort", () => stop(), { once: true }),
    );
    while (this.#held.size > 0 && !signal.aborted)
      await Promise.race([Promise.allSettled([...this.#held]), stopped]);
  }

  /** The kernel itself failed (it could not load its compiler, say): told as the cell's error, the queue goes on. */
  #broken(request: ExecuteRequest, failure: unknown): CellOutcome {
    const cell = this.#running ?? this.#last;
    const error = this.#describe(failure);
    try {
      if (!request.silent) this.#tell({ type: "error", cell, late: false, ...error });
    } catch {
      // A listener that cannot even be told of its failure: the outcome says it.
    }
    const { count: executionCount } = cell;
    return this.#ended({ status: "error", executionCount, error, interrupted: false, userExpressions: {} });
  }

  #ended(outcome: CellOutcome): CellOutcome {
    this.#streams.flush();
    this.#running = null;
    this.#stop.running = 0;
    if (this.#alive) clearInterval(this.#alive);
    return outcome;
  }

  #run(workshop: Workshop, run: Run, code: string): Promise<DescribedEnd> {
    return runCode({ workshop, stop: this.#stop, interrupt: () => this.interrupt() }, run, code);
  }

  async #evaluateAll(
    workshop: Workshop,
    run: Run,
    expressions: Readonly<Record<string, string>>,
  ): Promise<Record<string, ExpressionOutcome>> {
    const outcomes: Record<string, ExpressionOutcome> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const own = { ...run, key: ++this.#key };
      const end = await this.#run(workshop, own, `(${expression}\n)`);
      if (end.ok) outcomes[name] = { status: "ok", ...(await this.#face(end.value)) };
      else outcomes[name] = { status: "error", ...(end.described ?? this.#describe(end.error)) };
    }
    return outcomes;
  }

  /** A value's face; a face that cannot be drawn costs a line on stderr, not the cell. */
  async #face(value: unknown): Promise<Face> {
    try {
      return await faceOf(value);
    } catch (error) {
      const { traceback } = this.#describe(error);
      this.#write("stderr", `display: the value could not show itself\n${traceback.join("\n")}\n`);
      return { data: { "text/plain": safePlain(value) }, metadata: {} };
    }
  }

  #describe(error: unknown): CellError {
    return describeError(error, this.#loaded?.framesOf ?? (() => []));
  }

  /** Called by loops that have seen the flag; throws when the loop belongs to a cell that is to stop. */
  #stopIfAsked(): void {
    const run = this.#current.getStore() ?? this.#running;
    if (!run || this.#stop.count > run.startedAt) throw new Interrupted();
  }

  /** Something failed that nobody waits for: a timer, a forgotten promise. Shown with its cell; nothing ends. */
  #fail(error: unknown): void {
    if (error instanceof Interrupted || (error as { name?: unknown } | null)?.name === "AbortError") return;
    this.#tell({ type: "error", cell: this.#cell, late: true, ...this.#describe(error) });
  }

  #write(name: "stdout" | "stderr", text: string): void {
    const cell = this.#cell;
    if (this.#options.unjoined) this.#tell({ type: "stream", cell, name, text });
    else this.#streams.write(cell, name, text);
  }

  #tell(event: SessionEvent): void {
    if (event.type !== "stream") this.#streams.flush();
    if (event.cell.silent && event.type !== "input") return;
    for (const listener of this.#listeners) listener(event);
  }

  #host(): Host {
    const session = this;
    return {
      get signal() {
        return session.#abort.signal;
      },
      get cell() {
        return session.#cell.count;
      },
      emit: (message: HostMessage) => {
        this.#tell({ cell: this.#cell, ...message } as SessionEvent);
      },
      hold: (work) => {
        this.#held.add(work);
        const done = () => this.#held.delete(work);
        work.then(done, done);
      },
      input: (prompt, password) => {
        const cell = this.#cell;
        if (cell.allowStdin) {
          return this.#questions.ask(cell, { prompt, password }, (event) => this.#tell(event));
        }
        const reason = "input: this front end cannot ask its user; set the value in the cell instead";
        return Promise.reject(new Error(reason));
      },
      where: () => {
        // The ten frames that V8 keeps by itself are all the library's.
        const limit = Error.stackTraceLimit;
        Error.stackTraceLimit = 100;
        const { stack } = new Error();
        Error.stackTraceLimit = limit;
        const frames = this.#loaded?.framesOf(String(stack)) ?? [];
        return frames.find((frame) => frame.place)?.where ?? null;
      },
    };
  }
}

function safePlain(value: unknown): string {
  try {
    return plain(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
