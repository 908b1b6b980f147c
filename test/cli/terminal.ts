import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/lib/cli/main.js", import.meta.url));

/** What a command line gave. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built `swath` in a process of its own. `interruptAt`: press Ctrl-C when this was printed. */
export function swath(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly interruptAt?: RegExp } = {},
): Promise<Said> {
  const { env = process.env, interruptAt } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
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
