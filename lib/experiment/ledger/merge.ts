import type { RunRecord } from "../record.js";
import { appendRecord, type DamagedLine, ledgerFile, readLedger } from "./ledger.js";

/** What a merge did. */
export interface Merged {
  /** Records that were added, by paper. */
  readonly added: Readonly<Record<string, number>>;
  /** Records that were there already. */
  readonly known: number;
  readonly damaged: readonly DamagedLine[];
}

/**
 * Adds the records of other machines' ledgers to the ledgers in a folder. Records are known by their id: nothing is lost,
 * nothing is doubled, and merging again changes nothing.
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
  const add = async (record: RunRecord): Promise<void> => {
    const ids = await idsOf(record.paper);
    if (ids.has(record.id)) {
      doubled++;
      return;
    }
    await appendRecord(ledgerFile(out, record.paper), record);
    ids.add(record.id);
    added[record.paper] = (added[record.paper] ?? 0) + 1;
  };
  for (const file of files) {
    const content = await readLedger(file);
    damaged.push(...content.damaged);
    for (const record of content.records) await add(record);
  }
  return { added, known: doubled, damaged };
}
