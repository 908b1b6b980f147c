/** A live process that is asked over JSON lines. */
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Reply = Readonly<Record<string, unknown>>;

export class Peer {
  readonly name: string;
  readonly #child: ChildProcess;
  #waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  #errors = "";

  constructor(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
    this.#child.stderr!.on("data", (bytes: Buffer) => {
      this.#errors = (this.#errors + bytes.toString()).slice(-4000);
    });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => {
      // Libraries write their own lines to stdout; an answer is an object.
      if (!line.startsWith("{")) return;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      const reply = JSON.parse(line) as Reply;
      if (reply["error"]) waiting?.reject(new Error(`${this.name}: ${reply["error"]}`));
      else waiting?.resolve(reply);
    });
    const gone = (why: string) => {
      this.#waiting?.reject(new Error(`${this.name} ${why}\n${this.#errors}`));
      this.#waiting = undefined;
    };
    this.#child.on("error", (error) => gone(`could not start: ${error.message}`));
    this.#child.on("exit", (code, signal) => gone(`ended (${signal ?? code})`));
    // A write to a process that has just died fails twice; the exit says why.
    this.#child.stdin!.on("error", () => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ask(question: Reply): Promise<Reply> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return Promise.reject(new Error(`${this.name} is not running\n${this.#errors}`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin!.write(`${JSON.stringify(question)}\n`);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const left = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await left;
    clearTimeout(timer);
  }
}

/** A process of Swath itself. */
export function swathPeer(name: string): Peer {
  const worker = join(dirname(fileURLToPath(import.meta.url)), "../worker.js");
  return new Peer(name, process.execPath, [worker]);
}
