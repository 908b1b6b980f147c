import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/lib/cli/main.js", import.meta.url));

/** What a command line gave. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where and how {@link swath} runs. */
export interface TerminalOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Press Ctrl-C when this was printed. */
  readonly interruptAt?: RegExp;
  /** Sees the process from its start, to kill it for instance. */
  readonly watch?: (child: ChildProcess) => void;
}

/** Runs the built `swath` in a process of its own. */
export function swath(args: readonly string[], options: TerminalOptions = {}): Promise<Said> {
  const { env = process.env, cwd, interruptAt, watch } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    watch?.(child);
    let out = "";
    let err = "";
    let pressed = false;
    const look = () => {
      if (!pressed && interruptAt?.test(out + err)) {
        pressed = true;
        child.kill("SIGINT");
      }
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      look();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
      look();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
