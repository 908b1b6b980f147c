import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NOTEBOOK_METADATA, type Output } from "../../kernel-ext/headless/nbformat.js";

export const root = resolve(import.meta.dirname, "../..");

/** The command as it is shipped; the tests say so when it has not been built. */
export const swathMain = join(root, "dist", "lib", "cli", "main.js");
export const isBuilt = existsSync(swathMain);

export interface FileCell {
  readonly cell_type: "code" | "markdown" | "raw";
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
  readonly outputs: readonly Output[];
  readonly execution_count: number | null;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "swath-notebook-"));

/** A cell of a notebook to be written: its code, or its code and tags. */
export type CellSpec = string | { readonly code: string; readonly tags: readonly string[] };

/** Writes a notebook of code cells and returns its path. */
export function writeCells(path: string, cells: readonly CellSpec[]): string {
  const json = {
    cells: cells.map((cell, i) => ({
      cell_type: "code",
      id: `cell-${i + 1}`,
      metadata: typeof cell === "string" ? {} : { tags: cell.tags },
      source: typeof cell === "string" ? cell : cell.code,
      outputs: [],
      execution_count: null,
    })),
    metadata: NOTEBOOK_METADATA,
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(path, JSON.stringify(json));
  return path;
}

export const readCells = (path: string): readonly FileCell[] =>
  (JSON.parse(readFileSync(path, "utf8")) as { cells: readonly FileCell[] }).cells;

export const text = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value));

/** What a cell shows, in words: `stream: …`, `result: …`, `display: …`, `error: …`. */
export const shown = ({ outputs }: FileCell): readonly string[] =>
  outputs.map((output) => {
    if (output.output_type === "stream") return `${output.name}: ${text(output.text)}`;
    if (output.output_type === "error") return `error: ${output.ename}: ${output.evalue}`;
    return `${output.output_type}: ${text(output.data["text/plain"])}`;
  });

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What has come on stderr so far. */
  stderr(): string;
}

/** Starts `swath …` in a process of its own. */
export function startSwath(args: readonly string[], options: { readonly cwd?: string } = {}): Running {
  const child = spawn(process.execPath, [swathMain, ...args], {
    cwd: options.cwd ?? root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = new Promise<Ended>((done) => child.on("close", (code) => done({ code, stdout, stderr })));
  return { child, ended, stderr: () => stderr };
}

export const swath = (...args: readonly string[]): Promise<Ended> => startSwath(args).ended;
