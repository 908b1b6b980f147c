import { constants } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SwathError } from "../../errors.js";
import { type RunRecord, recordSchema } from "../record.js";

/** A line of a ledger that is no record. It stays where it is. */
export interface DamagedLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

/** What a ledger holds. */
export interface LedgerContent {
  /** In the order of the file; a record that stands there twice (after a merge) is taken once. */
  readonly records: readonly RunRecord[];
  readonly damaged: readonly DamagedLine[];
}

/**
 * Where the ledger of a paper lies: `ledger/<slug>.jsonl` in the output folder.
 *
 * @example
 * ```ts
 * import { ledgerFile } from "swath/experiment";
 *
 * ledgerFile("reports", "stad"); // "reports/ledger/stad.jsonl"
 * ```
 */
export const ledgerFile = (out: string, slug: string): string => join(out, "ledger", `${slug}.jsonl`);

/**
 * Reads a ledger: JSON Lines, one record a line. A line that a killed process left half written, and any other that is no
 * record, is reported and left alone; a ledger that does not exist is empty.
 *
 * @example
 * ```ts
 * import { readLedger } from "swath/experiment";
 *
 * const { records, damaged } = await readLedger("no/such/folder/ledger/stad.jsonl");
 * [records.length, damaged.length]; // [0, 0]
 * ```
 */
export async function readLedger(file: string): Promise<LedgerContent> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw new SwathError("IO", "readLedger", `cannot read ${file} (${cause.code})`, {
      mend: "give a folder that can be read",
      cause,
    });
  });
  return parseLedger(text, file);
}

/** As {@link readLedger}, of text. */
export function parseLedger(text: string, file: string): LedgerContent {
  const records = new Map<string, RunRecord>();
  const damaged: DamagedLine[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const read = parseLine(line);
    if ("record" in read) {
      records.set(read.record.id, read.record);
      continue;
    }
    // A writer may have been killed between another's look at the end of the file and its writing: then a whole record
    // stands behind the half one.
    const begin = line.lastIndexOf(BEGIN);
    const behind = begin > 0 ? parseLine(line.slice(begin)) : read;
    if ("record" in behind) records.set(behind.record.id, behind.record);
    const torn = index === lines.length - 1 || "record" in behind;
    const problem = torn ? "half a line: its writer was killed, the run is made again" : read.problem;
    damaged.push({ file, line: index + 1, problem });
  }
  return { records: [...records.values()], damaged };
}

/** What every record begins with. */
const BEGIN = '{"schema":';

function parseLine(line: string): { readonly record: RunRecord } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    return { problem: `no JSON: ${(cause as Error).message}` };
  }
  const checked = recordSchema.safeParse(json);
  if (checked.success) return { record: checked.data };
  const [issue] = checked.error.issues;
  return { problem: `no record: ${issue?.path.join(".") || "the line"}: ${issue?.message}` };
}

/**
 * Appends a record: one write of one whole line, on disk before this returns. What a killed writer left of a line is closed
 * with a line break first, so the new record stands on a line of its own. {@link reproduce} does this for every run.
 *
 * @example
 * ```ts
 * import { mkdtempSync, rmSync } from "node:fs";
 * import { appendRecord, environment, ledgerFile, readLedger, type RunRecord } from "swath/experiment";
 *
 * const record: RunRecord = {
 *   schema: 1, id: "toy-1", run: "0123456789ab", paper: "toy", version: 1, experiment: "main", variant: "two",
 *   item: "simulated/toy", source: "toy", origin: { kind: "simulated", simulator: "toy", seed: "seed(0n)" },
 *   scale: "smoke", setting: {}, seed: 0, outcome: "done", metrics: { value: 2 }, curves: {}, pictures: {}, notes: [],
 *   stages: [], started: "2026-01-01T00:00:00.000Z", seconds: 0.1, attempts: 1, environment: await environment(),
 * };
 * const out = mkdtempSync("ledger-");
 * const file = ledgerFile(out, "toy");
 * await appendRecord(file, record);
 * const { records } = await readLedger(file);
 * records.length; // 1
 * rmSync(out, { recursive: true });
 * ```
 */
export async function appendRecord(file: string, record: RunRecord): Promise<void> {
  const line = `${JSON.stringify(recordSchema.parse(record))}\n`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o644);
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      const bytes = Buffer.from(size > 0 && last[0] !== 0x0a ? `\n${line}` : line);
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten < bytes.length) throw Object.assign(new Error("the disk is full"), { code: "ENOSPC" });
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new SwathError(
      "IO",
      "reproduce",
      `cannot write ${file} (${(cause as NodeJS.ErrnoException).code ?? cause})`,
      {
        mend: "give a folder on a disk with room, which can be written, with --out",
        cause,
      },
    );
  }
}

/**
 * The record that counts for each run: the newest that was done, else the newest that failed. Records of the same run on
 * other machines or of a repetition stay in the ledger.
 *
 * @example
 * ```ts
 * import { countingRecords } from "swath/experiment";
 *
 * countingRecords([]).size; // 0
 * ```
 */
export function countingRecords(records: readonly RunRecord[]): ReadonlyMap<string, RunRecord> {
  const counting = new Map<string, RunRecord>();
  for (const record of records) {
    const other = counting.get(record.run);
    if (!other || rank(record) >= rank(other)) counting.set(record.run, record);
  }
  return counting;
}

// The id decides between records of the same moment, so the order of the lines never does.
const rank = ({ outcome, started, id }: RunRecord): string =>
  `${outcome === "done" ? 1 : 0} ${started} ${id}`;
