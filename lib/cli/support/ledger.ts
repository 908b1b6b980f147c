import { SwathError } from "../../errors.js";
import { ledgerFile, readLedger } from "../../experiment/ledger/ledger.js";
import { mergeLedgers } from "../../experiment/ledger/merge.js";
import { papers } from "../../papers/index.js";

/** `swath ledger show`: every record whose id or run begins so. */
export async function showRecords(id: string, out: string): Promise<void> {
  const all = await Promise.all(papers.map(({ slug }) => readLedger(ledgerFile(out, slug))));
  const found = all.flatMap(({ records }) =>
    records.filter((record) => record.id.startsWith(id) || record.run.startsWith(id)),
  );
  if (found.length === 0) {
    throw new SwathError("USAGE", "ledger show", `no record in ${out}/ledger begins with ${id}`, {
      mend: "take an id from a report, or another folder with --out",
    });
  }
  for (const record of found) {
    process.stdout.write(`${JSON.stringify(record, undefined, 2)}\n`);
    const { paper, scale, run } = record;
    process.stderr.write(`again: swath reproduce ${paper} --scale ${scale} --run ${run} --fresh\n`);
  }
}

/** `swath ledger merge`. */
export async function mergeFiles(files: readonly string[], into: string): Promise<void> {
  const { added, known, damaged } = await mergeLedgers(files, into);
  for (const [paper, n] of Object.entries(added)) process.stdout.write(`${paper}  ${n} records added\n`);
  process.stdout.write(`${known} records were there already\n`);
  for (const { file, line, problem } of damaged) process.stderr.write(`${file}:${line} ${problem}\n`);
}
