import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Dealer, Request, Subscriber } from "zeromq";
import { type CheckedMessage, specificationErrors } from "./message-spec.js";

const root = resolve(import.meta.dirname, "../../..");

/** The kernel as it is shipped; the tests say so when it has not been built. */
export const kernelMain = join(root, "dist", "kernel-ext", "jupyter", "main.js");
export const isBuilt = existsSync(kernelMain);

export interface ReceivedMessage extends CheckedMessage {
  readonly channel: "shell" | "control" | "iopub" | "stdin";
  readonly type: string;
}

/** A reply and everything that was broadcast for its request, in order. */
export interface Exchange {
  readonly reply: ReceivedMessage;
  readonly broadcasts: readonly ReceivedMessage[];
}

async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: n },
      () =>
        new Promise<ReturnType<typeof createServer>>((done) => {
          const server = createServer().listen(0, "127.0.0.1", () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

const DELIMITER = Buffer.from("<IDS|MSG>");

/**
 * A Jupyter client of the tests' own: it speaks the wire protocol by hand, so that it can also speak it wrongly, and
 * holds every message that it receives against the specification.
 */
export class KernelClient {
  readonly folder = mkdtempSync(join(tmpdir(), "swath-kernel-"));
  readonly key = randomUUID();
  readonly session = randomUUID();
  readonly received: ReceivedMessage[] = [];
  /** What the received messages got wrong. */
  readonly complaints: string[] = [];
  readonly shell = new Dealer({ linger: 0 });
  readonly control = new Dealer({ linger: 0 });
  readonly stdin = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0 });
  readonly #heartbeat = new Request({ linger: 0 });
  readonly #watchers = new Set<() => void>();
  readonly #connectionFile = join(this.folder, "kernel-test.json");
  #sending: Promise<unknown> = Promise.resolve();
  process: ChildProcess | null = null;
  /** What the kernel's process wrote on its own stderr. */
  stderr = "";

  /** Starts a kernel in a folder of its own and waits until it answers. */
  static async start(options: { readonly cwd?: string } = {}): Promise<KernelClient> {
    const client = new KernelClient();
    const [shell, iopub, stdin, control, hb] = await freePorts(5);
    const connection = {
      ...{ transport: "tcp", ip: "127.0.0.1", key: client.key, signature_scheme: "hmac-sha256" },
      ...{ shell_port: shell, iopub_port: iopub, stdin_port: stdin, control_port: control, hb_port: hb },
    };
    writeFileSync(client.#connectionFile, JSON.stringify(connection));
    const identity = randomUUID();
    client.shell.routingId = identity;
    client.stdin.routingId = identity;
    client.spawn(options.cwd ?? client.folder);
    client.shell.connect(`tcp://127.0.0.1:${shell}`);
    client.control.connect(`tcp://127.0.0.1:${control}`);
    client.stdin.connect(`tcp://127.0.0.1:${stdin}`);
    client.#iopub.connect(`tcp://127.0.0.1:${iopub}`);
    client.#heartbeat.connect(`tcp://127.0.0.1:${hb}`);
    client.#iopub.subscribe();
    for (const channel of ["shell", "control", "stdin"] as const)
      void client.#listen(channel, client[channel]);
    void client.#listen("iopub", client.#iopub);
    await client.waitFor((m) => m.type === "iopub_welcome");
    await client.request("kernel_info_request", {});
    return client;
  }

  /** Starts the process; the second time it is a restart on the same connection file. */
  spawn(cwd = this.folder): void {
    const child = spawn(process.execPath, [kernelMain, "-f", this.#connectionFile], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      // As a server does it: the kernel ends when this process does.
      env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
    });
    child.stderr?.on("data", (data: Buffer) => {
      this.stderr += data.toString();
    });
    this.process = child;
  }

  /** Starts the process again on the same connection file, as a server does, and waits until it answers. */
  async restart(): Promise<void> {
    const before = this.received.length;
    this.spawn();
    await this.waitFor((m) => m.type === "iopub_welcome" && this.received.indexOf(m) >= before);
    await this.request("kernel_info_request", {});
  }

  /** The frames of a request; `key` may be a wrong one. */
  frames(type: string, content: object, id: string = randomUUID(), key: string = this.key): Buffer[] {
    const header = {
      ...{ msg_id: id, msg_type: type, session: this.session, username: "test", version: "5.4" },
      date: new Date().toISOString(),
    };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const hash = createHmac("sha256", key);
    for (const part of parts) hash.update(part);
    return [DELIMITER, Buffer.from(hash.digest("hex")), ...parts];
  }

  async sendFrames(frames: Buffer[], channel: "shell" | "control" | "stdin" = "shell"): Promise<void> {
    this.#sending = this.#sending.then(() => this[channel].send(frames));
    await this.#sending;
  }

  /** Sends a request without waiting; returns its id. */
  send(type: string, content: object, channel: "shell" | "control" | "stdin" = "shell"): string {
    const id = randomUUID();
    void this.sendFrames(this.frames(type, content, id), channel);
    return id;
  }

  /** Waits for the reply and the idle status of a request. */
  async exchange(id: string, timeout = 20_000): Promise<Exchange> {
    const mine = (m: ReceivedMessage) => m.parent_header["msg_id"] === id;
    const reply = await this.waitFor(
      (m) => mine(m) && m.type.endsWith("_reply") && m.channel !== "iopub",
      timeout,
    );
    const idle = (m: ReceivedMessage) => mine(m) && m.content["execution_state"] === "idle";
    await this.waitFor(idle, timeout);
    return { reply, broadcasts: this.received.filter((m) => m.channel === "iopub" && mine(m)) };
  }

  request(type: string, content: object, channel: "shell" | "control" = "shell"): Promise<Exchange> {
    return this.exchange(this.send(type, content, channel));
  }

  execute(code: string, options: object = {}): Promise<Exchange> {
    return this.exchange(this.sendExecute(code, options));
  }

  sendExecute(code: string, options: object = {}): string {
    const content = {
      ...{ code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false },
      ...{ stop_on_error: true, ...options },
    };
    return this.send("execute_request", content);
  }

  /** The first message, past or to come, that a test is looking for. */
  waitFor(wanted: (message: ReceivedMessage) => boolean, timeout = 20_000): Promise<ReceivedMessage> {
    return new Promise((done, fail) => {
      const look = () => {
        const found = this.received.find(wanted);
        if (!found) return;
        this.#watchers.delete(look);
        clearTimeout(timer);
        done(found);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        const latest = this.received
          .slice(-5)
          .map((m) => `${m.type} ${JSON.stringify(m.content).slice(0, 100)}`);
        fail(
          new Error(`no such message in ${timeout} ms; the latest: ${latest.join(" | ")}\n${this.stderr}`),
        );
      }, timeout);
      this.#watchers.add(look);
      look();
    });
  }

  async heartbeat(): Promise<string> {
    await this.#heartbeat.send("ping");
    const [answer] = await this.#heartbeat.receive();
    return String(answer);
  }

  async #listen(channel: ReceivedMessage["channel"], socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const at = frames.findIndex((frame) => frame.equals(DELIMITER));
      const parts = frames.slice(at + 2, at + 6);
      const hash = createHmac("sha256", this.key);
      for (const part of parts) hash.update(part);
      if (hash.digest("hex") !== String(frames[at + 1])) this.complaints.push("a message is signed wrongly");
      const [header, parent_header, metadata, content] = parts.map(
        (part) => JSON.parse(part.toString()) as Record<string, unknown>,
      );
      const message: ReceivedMessage = {
        ...{ channel, type: String(header!["msg_type"]), header: header! },
        ...{ parent_header: parent_header!, metadata, content: content! },
      };
      this.complaints.push(...specificationErrors(message));
      this.received.push(message);
      for (const watcher of [...this.#watchers]) watcher();
    }
  }

  /** Ends the process, whatever it does, and takes the folder away. */
  stop(): void {
    this.process?.kill("SIGKILL");
    for (const socket of [this.shell, this.control, this.stdin, this.#iopub, this.#heartbeat]) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The text on one stream, joined. */
export const streamText = (exchange: Exchange, name = "stdout"): string =>
  exchange.broadcasts
    .filter((m) => m.type === "stream" && m.content["name"] === name)
    .map((m) => m.content["text"])
    .join("");

/** The result's text form, null when there was none. */
export function resultText(exchange: Exchange): string | null {
  const result = exchange.broadcasts.find((m) => m.type === "execute_result");
  return result ? String((result.content["data"] as Record<string, unknown>)["text/plain"]) : null;
}
