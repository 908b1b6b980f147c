import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** What a marker remembers of the cell that was running. */
interface Marked {
  readonly count: number;
  readonly code: string;
  readonly pid: number;
}

/**
 * A small file beside the connection file that exists while a cell runs. A kernel that finds one at its start knows
 * that the one before it died in that cell: a crash in native code leaves no other trace.
 */
export class CrashMarker {
  readonly path: string;

  constructor(connectionFile: string) {
    this.path = `${connectionFile.replace(/\.json$/, "")}.running.json`;
  }

  set(count: number, code: string): void {
    this.#quietly(() => {
      const marked: Marked = { count, code: code.slice(0, 2000), pid: process.pid };
      writeFileSync(this.path, JSON.stringify(marked), { mode: 0o600 });
    });
  }

  clear(): void {
    this.#quietly(() => rmSync(this.path, { force: true }));
  }

  /** What to tell the user about the kernel before this one, null when it ended as it should. */
  takeReport(): string | null {
    let marked: Marked;
    try {
      marked = JSON.parse(readFileSync(this.path, "utf8")) as Marked;
    } catch {
      return null;
    }
    this.clear();
    const lines = marked.code.trimEnd().split("\n");
    const shown = lines.slice(0, 5).map((line) => `    ${line}`);
    if (lines.length > 5) shown.push("    …");
    return [
      `The kernel died while Cell [${marked.count}] ran (a crash in native code, or too little memory):`,
      ...shown,
      "It has started anew: run the cells before it again.",
      "",
    ].join("\n");
  }

  /** A folder that cannot be written costs the report, nothing else. */
  #quietly(step: () => void): void {
    try {
      step();
    } catch {
      // Nothing to do.
    }
  }
}
