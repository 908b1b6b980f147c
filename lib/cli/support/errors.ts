import { SwathError } from "../../errors.js";

/** 0 done, 1 failed, 2 misused, 130 stopped by the user. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof SwathError)) return 1;
  if (error.code === "ABORTED") return 130;
  return error.code === "USAGE" ? 2 : 1;
}

/**
 * An error as a terminal shows it: name, code and what happened; the facts; the mend. No stack, unless
 * `SWATH_DEBUG` is set.
 */
export function formatError(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  const debug = Boolean(env["SWATH_DEBUG"]);
  if (!(error instanceof SwathError)) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    if (debug && stack) return stack;
    return `${name}  ${message}\n  mend  this is unexpected: run it again with SWATH_DEBUG=1 and report what it shows`;
  }
  const rows: (readonly [string, string])[] = Object.entries(error.facts);
  if (error.mend) rows.push(["mend", error.mend]);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  if (debug && error.stack) lines.push(error.stack);
  return [`${error.name} ${error.code}  ${headline(error)}`, ...lines].join("\n");
}

/** The message without the mend and the facts, which are printed on lines of their own. */
function headline(error: SwathError): string {
  const { message, mend, facts } = error;
  const first = Object.keys(facts)[0];
  const end = first === undefined ? message.length : message.indexOf(`\n  ${first}`);
  const head = message.slice(0, end < 0 ? message.length : end);
  return mend && head.endsWith(`; ${mend}`) ? head.slice(0, -(mend.length + 2)) : head;
}
