import { rmSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Reply, Router, XPublisher } from "zeromq";
import { StopSignal } from "../session/stop-signal.js";
import { StreamJoiner } from "../session/streams.js";
import { address, type Connection } from "./connection.js";
import {
  Composer,
  type Content,
  decode,
  encode,
  type Header,
  type Message,
  type Outgoing,
  Signer,
} from "./message.js";
import { SendQueue } from "./send-queue.js";

/*
 * The sockets that must live while a cell keeps the main thread busy: the control channel (interrupt, shutdown), the
 * heartbeat, and the broadcasts, so that a long loop's prints are seen while it runs.
 */

/** What the thread is given. */
export interface WireData {
  readonly connection: Connection;
  readonly stop: SharedArrayBuffer;
  readonly kernelInfo: Content;
  /** The crash marker: an orderly shutdown removes it even when the main thread hangs. */
  readonly marker: string;
}

/** From the main thread. */
export type ToWire =
  | { readonly type: "publish"; readonly message: Outgoing }
  | {
      readonly type: "stream";
      readonly parent: Partial<Header>;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly type: "flush"; readonly id: number }
  | { readonly type: "close" };

/** To the main thread. */
export type FromWire =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "interrupt"; readonly count: number }
  | { readonly type: "shutdown" }
  | { readonly type: "flushed"; readonly id: number };

/** How long (ms) the main thread may take to notice an interrupt before it gets a signal. */
const PATIENCE = 30;
/** How long (ms) the main thread may take to end after a shutdown. */
const FAREWELL = 4000;

const port = parentPort!;
const { connection, stop: memory, kernelInfo, marker } = workerData as WireData;
const signer = new Signer(connection.key, connection.signature_scheme);
const composer = new Composer();
const stop = new StopSignal(memory);
const tell = (message: FromWire) => port.postMessage(message);

const iopub = new XPublisher({ sendHighWaterMark: 0, linger: 1000 });
const control = new Router({ sendHighWaterMark: 0, linger: 1000 });
const heartbeat = new Reply({ linger: 0 });
const broadcasts = new SendQueue(iopub);
const replies = new SendQueue(control);

/** Prints come one by one and leave joined; this thread's clock ticks even while the main thread is busy. */
const streams = new StreamJoiner<string>((parent, name, text) => {
  const header = JSON.parse(parent) as Partial<Header>;
  broadcasts.send(encode(composer.compose("stream", { name, text }, header), signer));
});

const publish = (type: string, content: Content, parent: Message["header"] | Record<string, never>) =>
  broadcasts.send(encode(composer.compose(type, content, parent), signer));

function reply(request: Message, type: string, content: Content): void {
  const message = composer.compose(type, content, request.header, { identities: request.identities });
  replies.send(encode(message, signer));
}

function interrupt(): void {
  const count = stop.request();
  tell({ type: "interrupt", count });
  setTimeout(() => {
    // Inside vm only a signal reaches the code; elsewhere the loops look at the flag.
    if (!stop.isHandled && stop.running !== 0) process.kill(process.pid, "SIGINT");
  }, PATIENCE);
}

async function shutDown(request: Message): Promise<void> {
  const content = { status: "ok", restart: Boolean(request.content["restart"]) };
  reply(request, "shutdown_reply", content);
  publish("shutdown_reply", content, request.header);
  publish("status", { execution_state: "idle" }, request.header);
  rmSync(marker, { force: true });
  streams.flush();
  await Promise.all([broadcasts.flushed(), replies.flushed()]);
  tell({ type: "shutdown" });
  // A busy cell is stopped, so that the main thread gets to end itself.
  interrupt();
  setTimeout(() => process.kill(process.pid, "SIGKILL"), FAREWELL).unref();
}

async function handleControl(request: Message): Promise<void> {
  publish("status", { execution_state: "busy" }, request.header);
  switch (request.header.msg_type) {
    case "interrupt_request":
      interrupt();
      reply(request, "interrupt_reply", { status: "ok" });
      break;
    case "shutdown_request":
      return shutDown(request);
    case "kernel_info_request":
      reply(request, "kernel_info_reply", kernelInfo);
      break;
    case "debug_request":
      reply(request, "debug_reply", {
        type: "response",
        success: false,
        command: request.content["command"] ?? "",
        message: "this kernel has no debugger",
      });
      break;
    default:
      break;
  }
  publish("status", { execution_state: "idle" }, request.header);
}

async function serveControl(): Promise<void> {
  for await (const frames of control) {
    const request = decode(frames, signer);
    if (request) await handleControl(request);
  }
}

async function serveHeartbeat(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/** A subscription is answered with a welcome, so that a client knows that it misses nothing from now on. */
async function serveSubscriptions(): Promise<void> {
  for await (const [frame] of iopub) {
    if (frame?.[0] !== 1) continue;
    const topic = frame.subarray(1).toString("utf8");
    const welcome = composer.compose("iopub_welcome", { subscription: topic }, {}, { identities: [topic] });
    broadcasts.send(encode(welcome, signer));
  }
}

/** Sockets that are still open when the process ends make zeromq's addon abort. */
async function close(): Promise<void> {
  await Promise.all([broadcasts.flushed(), replies.flushed()]);
  for (const socket of [iopub, control, heartbeat]) socket.close();
  port.close();
}

/** A kernel whose server is gone has nobody to work for; Jupyter names the server in this variable. */
function watchParent(): void {
  if (!process.env["JPY_PARENT_PID"]) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 1000).unref();
}

port.on("message", (message: ToWire) => {
  if (message.type === "stream") {
    streams.write(JSON.stringify(message.parent), message.name, message.text);
    return;
  }
  streams.flush();
  if (message.type === "publish") broadcasts.send(encode(message.message, signer));
  else if (message.type === "close") void close();
  else void broadcasts.flushed().then(() => tell({ type: "flushed", id: message.id }));
});

watchParent();
try {
  await Promise.all([
    iopub.bind(address(connection, "iopub")),
    control.bind(address(connection, "control")),
    heartbeat.bind(address(connection, "hb")),
  ]);
  tell({ type: "ready" });
  await Promise.all([serveControl(), serveHeartbeat(), serveSubscriptions()]);
} catch (error) {
  tell({ type: "failed", reason: String(error) });
}
