import { spawn } from "node:child_process";
import { aborted } from "./errors.js";

/** How a program ended and what it said. */
export interface Ended {
  /** Exit code; 127 when there is no such program. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Rejects only when stopped through the signal. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly signal?: AbortSignal } = {},
): Promise<Ended> {
  const { env, cwd, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted());
    const child = spawn(command, [...args], { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const stop = () => {
      child.kill("SIGTERM");
      reject(aborted());
    };
    signal?.addEventListener("abort", stop, { once: true });
    const end = (code: number) => {
      signal?.removeEventListener("abort", stop);
      resolve({ code, stdout, stderr });
    };
    child.once("error", (error) => {
      stderr += error.message;
      end(127);
    });
    child.once("close", (code, killed) => {
      if (killed) stderr += `\nended by ${killed}`;
      end(code ?? 1);
    });
  });
}

/** The last line that says something; programs put their verdict there. */
export function lastLine(text: string): string {
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .at(-1) ?? "(it said nothing)"
  );
}
