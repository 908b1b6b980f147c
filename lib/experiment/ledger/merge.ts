import { access, copyFile, mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SwathError } from "../../errors.js";
import type { RunRecord } from "../record.js";
import { appendRecord, type DamagedLine, ledgerFile, readLedger } from "./ledger.js";
import { pictureFile } from "./pictures.js";

/** What a merge did. */
export interface Merged {
  /** Records that were added, by paper. */
  readonly added: Readonly<Record<string, number>>;
  /** Records that were there already. */
  readonly known: number;
  readonly damaged: readonly DamagedLine[];
}

/**
 * Adds the records of other machines' ledgers to the ledgers in a folder, and the pictures that lie beside them. Records
 * are known by their id: nothing is lost, nothing is doubled, and merging again changes nothing.
 *
 * @example
 * ```ts
 * import { mergeLedgers } from "swath/experiment";
 *
 * const { added } = await mergeLedgers([], "reports");
 * Object.keys(added).length; // 0
 * ```
 */
export async function mergeLedgers(files: readonly string[], out: string): Promise<Merged> {
  const known = new Map<string, Set<string>>();
  const damaged: DamagedLine[] = [];
  const added: Record<string, number> = {};
  let doubled = 0;
  const idsOf = async (paper: string): Promise<Set<string>> => {
    const have = known.get(paper);
    if (have) return have;
    const content = await readLedger(ledgerFile(out, paper));
    const ids = new Set(content.records.map(({ id }) => id));
    known.set(paper, ids);
    return ids;
  };
  const add = async (record: RunRecord, from: string): Promise<void> => {
    await copyPictures(record, from, out);
    const ids = await idsOf(record.paper);
    if (ids.has(record.id)) {
      doubled++;
      return;
    }
    await appendRecord(ledgerFile(out, record.paper), record);
    ids.add(record.id);
    added[record.paper] = (added[record.paper] ?? 0) + 1;
  };
  for (const file of files) await isThere(file);
  for (const file of files) {
    const content = await readLedger(file);
    damaged.push(...content.damaged);
    for (const record of content.records) await add(record, dirname(file));
  }
  return { added, known: doubled, damaged };
}

/** A ledger that is not there is empty to a reader, but a mistake where somebody names it to merge. */
async function isThere(file: string): Promise<void> {
  await access(file).catch((cause) => {
    throw new SwathError("IO", "mergeLedgers", `there is no file ${file}`, {
      mend: "name a ledger's file, such as theirs/ledger/stad.jsonl; nothing was merged",
      cause,
    });
  });
}

/** A record's pictures, where the other ledger has them: they are named by their content. */
async function copyPictures({ pictures }: RunRecord, from: string, out: string): Promise<void> {
  for (const { sha256 } of Object.values(pictures)) {
    const to = pictureFile(out, sha256);
    await mkdir(dirname(to), { recursive: true });
    try {
      await copyFile(join(from, "pictures", `${sha256}.png`), `${to}.part`);
      await rename(`${to}.part`, to);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause; // a ledger that came without its pictures
    }
  }
}
