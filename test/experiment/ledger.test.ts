import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendRecord,
  countingRecords,
  ledgerFile,
  mergeLedgers,
  pictureFile,
  readLedger,
  recordJsonSchema,
  recordSchema,
} from "../../lib/experiment/index.js";
import { keepPictures } from "../../lib/experiment/ledger/pictures.js";
import { folder, record } from "./support.js";

describe("a ledger", () => {
  it("gives back what was appended, a line a record, run first and circumstances last", async () => {
    const file = ledgerFile(folder(), "toy");
    const records = [record({}), record({ metrics: { score: "NaN", time: 2 }, notes: ["é\n\u2028"] })];
    for (const one of records) await appendRecord(file, one);
    expect(await readLedger(file)).toEqual({ records, damaged: [] });
    const lines = readFileSync(file, "utf8").split("\n");
    expect(lines).toHaveLength(3);
    const names = Object.keys(JSON.parse(lines[0] as string));
    expect([names.slice(0, 4), names.at(-1)]).toEqual([["schema", "id", "run", "paper"], "environment"]);
  });

  it("does not take a record that is none", async () => {
    const file = ledgerFile(folder(), "toy");
    for (const bad of [
      { run: "no digest" },
      { metrics: { score: Number.NaN } },
      { outcome: "perhaps" },
      { more: 1 },
    ]) {
      await expect(appendRecord(file, { ...record({}), ...bad } as never)).rejects.toThrow();
    }
    expect((await readLedger(file)).records).toEqual([]);
  });

  it("survives a writer that was killed at any byte of its line: no other record is lost", async () => {
    const [a, b, c] = [record({}), record({}), record({})];
    const torn = Buffer.from(JSON.stringify(b));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: torn.length - 1 }), async (bytes) => {
        const file = ledgerFile(folder(), "toy");
        await appendRecord(file, a);
        appendFileSync(file, torn.subarray(0, bytes));
        const after = await readLedger(file);
        expect(after.records).toEqual([a]);
        expect(after.damaged).toEqual([{ file, line: 2, problem: expect.stringContaining("half a line") }]);
        await appendRecord(file, c);
        const later = await readLedger(file);
        expect(later.records).toEqual([a, c]);
        expect(later.damaged).toHaveLength(1);
        expect(readFileSync(file).includes(torn.subarray(0, bytes))).toBe(true); // nothing is destroyed
      }),
      { numRuns: 40 },
    );
  });

  it("takes a whole record whose writer was killed before the line break", async () => {
    const file = ledgerFile(folder(), "toy");
    const [a, b] = [record({}), record({})];
    await appendRecord(file, a);
    writeFileSync(file, readFileSync(file, "utf8").trimEnd());
    expect((await readLedger(file)).records).toEqual([a]);
    await appendRecord(file, b);
    expect(await readLedger(file)).toEqual({ records: [a, b], damaged: [] });
  });

  it("finds the record behind half a line that another writer left a moment before", async () => {
    const file = ledgerFile(folder(), "toy");
    const [a, b] = [record({}), record({})];
    await appendRecord(file, a);
    appendFileSync(file, `${JSON.stringify(record({})).slice(0, 300)}${JSON.stringify(b)}\n`);
    const { records, damaged } = await readLedger(file);
    expect(records).toEqual([a, b]);
    expect(damaged).toEqual([{ file, line: 2, problem: expect.stringContaining("half a line") }]);
  });

  it("names the line of anything else that is no record, and reads on", async () => {
    const file = ledgerFile(folder(), "toy");
    await appendRecord(file, record({}));
    appendFileSync(file, `<<<<<<< HEAD\n{"schema":2}\n\n`);
    await appendRecord(file, record({}));
    const { records, damaged } = await readLedger(file);
    expect(records).toHaveLength(2);
    expect(damaged.map(({ line, problem }) => [line, problem.split(":")[0]])).toEqual([
      [2, "no JSON"],
      [3, "no record"],
    ]);
  });

  it("that cannot be read or written is a clear error", async () => {
    const out = folder();
    writeFileSync(join(out, "ledger"), "a file where a folder should be");
    const error = await appendRecord(ledgerFile(out, "toy"), record({})).catch((cause) => cause);
    expect([error.code, error.message]).toEqual([
      "IO",
      expect.stringMatching(/^reproduce: cannot write .*--out$/s),
    ]);
    mkdirSync(join(out, "x.jsonl"));
    await expect(readLedger(join(out, "x.jsonl"))).rejects.toThrow(/^readLedger: cannot read .*EISDIR/);
  });

  it.skipIf(!existsSync("/dev/full"))("on a full disk is a clear error", async () => {
    await expect(appendRecord("/dev/full", record({}))).rejects.toThrow(/cannot write .*ENOSPC.*room/s);
  });

  it.skipIf(process.getuid?.() === 0)(
    "in a folder that may not be written is a clear error (not as root)",
    async () => {
      const out = folder();
      chmodSync(out, 0o500);
      await expect(appendRecord(ledgerFile(out, "toy"), record({}))).rejects.toThrow(/cannot write .*EACCES/);
    },
  );

  it("has a JSON Schema that other programs can read", () => {
    const schema = recordJsonSchema() as { properties: Record<string, unknown>; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(recordSchema.shape));
    expect(schema.required).toContain("origin");
  });
});

describe("the record that counts", () => {
  it("is the newest that was done, whatever failed later", () => {
    const run = "0123456789ab";
    const at = (day: number, outcome: "done" | "failed") =>
      record({ run, outcome, started: `2026-01-0${day}T00:00:00.000Z` });
    const [a, b, c] = [at(1, "done"), at(2, "done"), at(3, "failed")];
    expect(countingRecords([b, a, c]).get(run)).toBe(b);
    expect(countingRecords([c]).get(run)).toBe(c);
  });
});

describe("a merge", () => {
  it("loses nothing, doubles nothing, and brings the pictures along", async () => {
    const [here, there] = [folder(), folder()];
    const pictures = await keepPictures(there, {
      map: { title: "map", width: 1, height: 2, data: Float32Array.of(0, 1) },
    });
    const [shared, mine, theirs] = [record({}), record({}), record({ pictures })];
    for (const one of [shared, mine]) await appendRecord(ledgerFile(here, "toy"), one);
    for (const one of [shared, theirs, record({ paper: "other" })])
      await appendRecord(ledgerFile(there, "toy"), one);
    appendFileSync(ledgerFile(there, "toy"), '{"half');
    const merged = await mergeLedgers([ledgerFile(there, "toy")], here);
    expect([merged.added, merged.known, merged.damaged.length]).toEqual([{ toy: 1, other: 1 }, 1, 1]);
    expect((await readLedger(ledgerFile(here, "toy"))).records).toEqual([shared, mine, theirs]);
    expect((await readLedger(ledgerFile(here, "other"))).records).toHaveLength(1);
    expect(existsSync(pictureFile(here, pictures["map"]?.sha256 as string))).toBe(true);
    const again = await mergeLedgers([ledgerFile(there, "toy")], here);
    expect([again.added, again.known]).toEqual([{}, 3]);
  });

  it("by git's union of lines reads the same, though a line stands there twice", async () => {
    const file = ledgerFile(folder(), "toy");
    const one = record({});
    for (const line of [one, record({}), one]) await appendRecord(file, line);
    expect((await readLedger(file)).records).toHaveLength(2);
  });
});
