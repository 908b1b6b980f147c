import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { host } from "./host.js";

/** How a line is asked for. */
export interface InputOptions {
  /** Hide what is typed; false unless told. */
  readonly password?: boolean;
}

/** A terminal that shows the prompt and nothing of what is typed. */
function mutedOutput(prompt: string): Writable {
  process.stdout.write(prompt);
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/**
 * Asks the user for a line: a box in Jupyter, a prompt on a terminal.
 *
 * @example
 * ```ts
 * import { input } from "swath/notebook";
 *
 * typeof input; // "function": const name = await input("Your name? ")
 * ```
 */
export async function input(prompt = "", options: InputOptions = {}): Promise<string> {
  const { password = false } = options;
  const session = host();
  if (session) return session.input(prompt, password);
  const output = password ? mutedOutput(prompt) : process.stdout;
  const terminal = createInterface({ input: process.stdin, output, terminal: password });
  try {
    return await terminal.question(password ? "" : prompt);
  } finally {
    terminal.close();
    if (password) process.stdout.write("\n");
  }
}
