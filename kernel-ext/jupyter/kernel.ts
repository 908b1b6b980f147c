import { Router } from "zeromq";
import type { CellOutcome, ExpressionOutcome, InputEvent, SessionEvent } from "../session/session.js";
import { Session } from "../session/session.js";
import { STOP_BYTES } from "../session/stop-signal.js";
import { Broadcaster } from "./broadcast.js";
import { toCodePoints, toUtf16 } from "./code-points.js";
import { address, type Connection } from "./connection.js";
import { CrashMarker } from "./crash-marker.js";
import { historyReply } from "./history.js";
import { kernelInfo } from "./kernel-info.js";
import { Composer, type Content, decode, encode, type Header, type Message, Signer } from "./message.js";
import { SendQueue } from "./send-queue.js";
import { Wire } from "./wire.js";

/** How a kernel is started. */
export interface KernelOptions {
  readonly connection: Connection;
  readonly connectionFile: string;
  /** Called once the kernel has closed after a shutdown. */
  readonly exit: () => void;
}

/** After an error, requests that were sent before it was known get so long (ms) to arrive, and are aborted. */
const ARRIVAL = 5;

/** A user expression's outcome in the protocol's words. */
const expression = (outcome: ExpressionOutcome): Content =>
  outcome.status === "ok"
    ? { status: "ok", data: outcome.data, metadata: outcome.metadata }
    : { status: "error", ename: outcome.name, evalue: outcome.message, traceback: outcome.traceback };

/** The content of `execute_reply`. */
function executeReply(outcome: CellOutcome): Content {
  const { executionCount: execution_count, error, page, userExpressions } = outcome;
  if (error) {
    const { name: ename, message: evalue, traceback } = error;
    return { status: "error", execution_count, ename, evalue, traceback, payload: [], user_expressions: {} };
  }
  const user_expressions = Object.fromEntries(
    Object.entries(userExpressions).map(([name, value]) => [name, expression(value)]),
  );
  const payload = page ? [{ source: "page", data: page, start: 0 }] : [];
  return { status: "ok", execution_count, payload, user_expressions };
}

/** A session behind Jupyter's messaging protocol. */
export class JupyterKernel {
  readonly #session: Session;
  readonly #signer: Signer;
  readonly #composer = new Composer();
  readonly #broadcaster = new Broadcaster();
  readonly #marker: CrashMarker;
  readonly #shell = new Router({ sendHighWaterMark: 0, linger: 1000 });
  readonly #stdin = new Router({ sendHighWaterMark: 0, linger: 1000 });
  readonly #replies = new SendQueue(this.#shell);
  readonly #questions = new SendQueue(this.#stdin);
  readonly #waiting: Message[] = [];
  readonly #info: Content;
  readonly #exit: () => void;
  #wire: Wire | null = null;
  #working = false;
  /** The execute request that runs now. */
  #executing: Header | null = null;
  #pendingInput: InputEvent | null = null;
  #crashReport: string | null;
  #warm = false;

  private constructor({ connection, connectionFile, exit }: KernelOptions, stop: SharedArrayBuffer) {
    this.#signer = new Signer(connection.key, connection.signature_scheme);
    this.#marker = new CrashMarker(connectionFile);
    this.#crashReport = this.#marker.takeReport();
    this.#info = kernelInfo();
    this.#exit = exit;
    this.#session = new Session({ stop, unjoined: true });
    this.#session.subscribe((event) => this.#hear(event));
    process.on("SIGINT", () => this.#session.interrupt());
  }

  /** Starts a kernel; resolves when it listens. */
  static async start(options: KernelOptions): Promise<JupyterKernel> {
    const stop = new SharedArrayBuffer(STOP_BYTES);
    const kernel = new JupyterKernel(options, stop);
    const { connection } = options;
    const wire = Wire.open(
      { connection, stop, kernelInfo: kernel.#info, marker: kernel.#marker.path },
      {
        interrupt: (count) => kernel.#session.interrupt(count),
        shutdown: () => void kernel.#close(),
      },
    );
    await kernel.#shell.bind(address(connection, "shell"));
    await kernel.#stdin.bind(address(connection, "stdin"));
    kernel.#wire = await wire;
    kernel.#publish("status", { execution_state: "starting" }, {});
    void kernel.#serveShell();
    void kernel.#serveStdin();
    return kernel;
  }

  async #serveShell(): Promise<void> {
    for await (const frames of this.#shell) {
      const message = decode(frames, this.#signer);
      if (!message) continue;
      if (message.header.msg_type === "execute_request") {
        this.#waiting.push(message);
        if (!this.#working) void this.#work();
      } else void this.#answer(message);
    }
  }

  async #serveStdin(): Promise<void> {
    for await (const frames of this.#stdin) {
      const message = decode(frames, this.#signer);
      if (message?.header.msg_type !== "input_reply") continue;
      const question = this.#pendingInput;
      this.#pendingInput = null;
      question?.answer(String(message.content["value"] ?? ""));
    }
  }

  /** Runs what waits, one cell after the other. */
  async #work(): Promise<void> {
    this.#working = true;
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) {
      await this.#execute(message);
    }
    this.#working = false;
  }

  async #execute(message: Message): Promise<void> {
    const { header, content } = message;
    const code = String(content["code"] ?? "");
    const silent = content["silent"] === true;
    const storeHistory = content["store_history"] !== false && !silent;
    this.#status("busy", header);
    this.#executing = header;
    const count = this.#session.executionCount + 1;
    if (!silent) this.#publish("execute_input", { code, execution_count: count }, header);
    if (this.#crashReport && !silent) {
      this.#publish("stream", { name: "stderr", text: this.#crashReport }, header);
      this.#crashReport = null;
    }
    this.#marker.set(count, code);
    const outcome = await this.#session.execute({
      code,
      silent,
      storeHistory,
      origin: message,
      allowStdin: content["allow_stdin"] === true,
      userExpressions: (content["user_expressions"] ?? {}) as Record<string, string>,
    });
    this.#marker.clear();
    this.#pendingInput = null;
    const aborted =
      outcome.status === "error" && content["stop_on_error"] !== false ? await this.#takeWaiting() : [];
    this.#executing = null;
    this.#reply(message, "execute_reply", executeReply(outcome));
    this.#status("idle", header);
    for (const request of aborted) {
      this.#status("busy", request.header);
      this.#reply(request, "execute_reply", { status: "aborted" });
      this.#status("idle", request.header);
    }
  }

  /** The requests that were sent before the client could know of the error: they are in the queue or on their way. */
  async #takeWaiting(): Promise<Message[]> {
    await new Promise((resolve) => setTimeout(resolve, ARRIVAL));
    return this.#waiting.splice(0);
  }

  /** Answers everything but executions, also while a cell awaits something. */
  async #answer(message: Message): Promise<void> {
    const { header } = message;
    const type = header.msg_type;
    this.#status("busy", header);
    try {
      const content = await this.#contentFor(message);
      if (content) this.#reply(message, type.replace(/_request$/, "_reply"), content);
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      if (type.endsWith("_request")) {
        const content = { status: "error", ename: name, evalue: text, traceback: [`${name}: ${text}`] };
        this.#reply(message, type.replace(/_request$/, "_reply"), content);
      }
    }
    this.#status("idle", header);
    // A front end shows the latest status: the cell that is still running has the last word.
    if (this.#executing) this.#status("busy", this.#executing);
    if (!this.#warm && type === "kernel_info_request") {
      this.#warm = true;
      // After the reply is out: the first cell then finds the compiler ready.
      setTimeout(() => void this.#session.warmUp(), 20);
    }
  }

  async #contentFor(message: Message): Promise<Content | null> {
    const { content } = message;
    const code = String(content["code"] ?? "");
    const position = Number(content["cursor_pos"] ?? Number.MAX_SAFE_INTEGER);
    switch (message.header.msg_type) {
      case "kernel_info_request":
        return this.#info;
      case "complete_request":
        return this.#complete(code, position);
      case "inspect_request": {
        const found = await this.#session.inspect(code, toUtf16(code, position));
        return { status: "ok", found: found !== null, data: found?.data ?? {}, metadata: {} };
      }
      case "is_complete_request": {
        const { status, indent } = await this.#session.isComplete(code);
        return status === "incomplete" ? { status, indent } : { status };
      }
      case "history_request":
        return historyReply(this.#session.history, content);
      case "comm_info_request":
        return { status: "ok", comms: {} };
      case "comm_open":
        // No comms here: the front end is told so in the protocol's own words.
        this.#publish("comm_close", { comm_id: content["comm_id"], data: {} }, message.header);
        return null;
      case "shutdown_request":
        setTimeout(() => void this.#close(), 0);
        this.#marker.clear();
        return { status: "ok", restart: content["restart"] === true };
      default:
        return null;
    }
  }

  async #complete(code: string, position: number): Promise<Content> {
    const { start, end, items } = await this.#session.complete(code, toUtf16(code, position));
    const cursor_start = toCodePoints(code, start);
    const cursor_end = toCodePoints(code, end);
    return {
      status: "ok",
      matches: items.map(({ text }) => text),
      cursor_start,
      cursor_end,
      metadata: {
        _jupyter_types_experimental: items.map(({ text, kind, signature }) => ({
          start: cursor_start,
          end: cursor_end,
          text,
          type: kind,
          ...(signature ? { signature } : {}),
        })),
      },
    };
  }

  #hear(event: SessionEvent): void {
    const origin = event.cell.origin as Message | null;
    if (event.type === "input") {
      this.#ask(event, origin);
      return;
    }
    if (event.type === "stream") {
      this.#wire?.stream(origin?.header ?? {}, event.name, event.text);
      return;
    }
    const broadcast = this.#broadcaster.from(event);
    if (broadcast) this.#publish(broadcast.type, broadcast.content, origin?.header ?? {});
  }

  #ask(event: InputEvent, origin: Message | null): void {
    this.#pendingInput = event;
    const { prompt, password } = event;
    const message = this.#composer.compose("input_request", { prompt, password }, origin?.header ?? {}, {
      identities: origin?.identities ?? [],
    });
    this.#questions.send(encode(message, this.#signer));
  }

  #publish(type: string, content: Content, parent: Partial<Header>): void {
    this.#wire?.publish(this.#composer.compose(type, content, parent));
  }

  #status(state: "busy" | "idle", parent: Header): void {
    this.#publish("status", { execution_state: state }, parent);
  }

  #reply(request: Message, type: string, content: Content): void {
    const message = this.#composer.compose(type, content, request.header, { identities: request.identities });
    this.#replies.send(encode(message, this.#signer));
  }

  async #close(): Promise<void> {
    this.#session.close();
    await Promise.all([this.#replies.flushed(), this.#questions.flushed()]);
    this.#shell.close();
    this.#stdin.close();
    await this.#wire?.close();
    this.#exit();
  }
}
