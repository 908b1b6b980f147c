import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { RunRecord } from "../../lib/experiment/index.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes when the tests are done. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "swath-experiment-"));
  folders.push(made);
  return made;
}

/** What a process that reproduced the tiny paper leaves. */
export interface Ended {
  readonly code: number | null;
  readonly killed: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a process that reproduces the tiny paper (`fixtures/tiny.mjs`), as a user's would. */
export function start(
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended>; readonly began: Promise<void> } {
  const file = fileURLToPath(new URL("./fixtures/reproduce.mjs", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify({ scale: "smoke", ...options })], {
    env: { ...process.env, SWATH_ENGINE: "cpu", ...env },
  });
  let [stdout, stderr] = ["", ""];
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code, killed) => resolve({ code, killed, stdout, stderr })),
  );
  const began = new Promise<void>((resolve) => {
    child.stdout.on("data", (data) => {
      stdout += String(data);
      if (stdout.includes("begin")) resolve();
    });
    child.once("close", () => resolve());
  });
  child.stderr.on("data", (data) => {
    stderr += String(data);
  });
  return { child, ended, began };
}

/** The last line of a process's output: how many runs it made. */
export function counts({ stdout, stderr, code }: Ended): {
  readonly made: number;
  readonly known: number;
  readonly failed: number;
} {
  if (code !== 0) throw new Error(`the process ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) as string);
}

/** What two runs of the same code must agree in: all but names, times and circumstances. */
export function essence(records: Iterable<RunRecord>): readonly unknown[] {
  return [...records]
    .map(
      ({
        run,
        variant,
        item,
        seed,
        outcome,
        metrics: { seconds: _, ...metrics },
        curves,
        pictures,
        stages,
        notes,
      }) => ({
        run,
        variant,
        item,
        seed,
        outcome,
        metrics,
        curves,
        pictures,
        notes,
        stages: stages.map(({ name, id, sha256 }) => ({ name, id, sha256 })),
      }),
    )
    .sort((a, b) => (a.run < b.run ? -1 : 1));
}

/** A record with what matters to a test. */
export function record(facts: Partial<RunRecord>): RunRecord {
  count++;
  return {
    schema: 1,
    id: `toy-${count}`,
    run: count.toString(16).padStart(12, "0"),
    paper: "toy",
    version: 1,
    experiment: "main",
    variant: "a",
    item: "simulated/toy",
    source: "toy",
    origin: { kind: "simulated", simulator: "toy", seed: "seed(0n)" },
    scale: "pilot",
    setting: {},
    seed: 0,
    outcome: "done",
    metrics: { score: 1 },
    curves: {},
    pictures: {},
    notes: [],
    stages: [],
    started: "2026-01-01T00:00:00.000Z",
    seconds: 1,
    attempts: 1,
    environment: {
      swath: "0.1.0",
      revision: null,
      clean: null,
      engine: { name: "cpu", version: "tfjs", kind: "cpu", threads: 1 },
      node: "v20",
      platform: "linux x64",
      cpu: "some",
      cores: 2,
      memoryGiB: 8,
    },
    ...facts,
  };
}
let count = 0;
