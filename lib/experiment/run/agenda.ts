import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { countingRecords, ledgerFile, readLedger } from "../ledger/ledger.js";
import type { RunRecord } from "../record.js";
import { type Release, tryLock } from "./lock.js";
import { checkpointFile } from "./one.js";
import type { PlannedRun } from "./plan.js";
import { stopped } from "./stopped.js";

/** A run that is this process's to make until it is released. */
export interface Taken {
  readonly run: PlannedRun;
  readonly release: Release;
}

/**
 * The runs that are still to be made. Other processes may work on the same folder: each run is one's alone while it is
 * made, and what another has finished meanwhile is not made again.
 */
export class Agenda {
  readonly #left: PlannedRun[];
  readonly #out: string;
  readonly #paper: string;
  readonly #since: string;
  readonly #elsewhere: (run: PlannedRun, record: RunRecord) => void;
  #size = -1;
  #finished: ReadonlyMap<string, RunRecord> = new Map();

  constructor(
    todo: readonly PlannedRun[],
    options: {
      readonly out: string;
      readonly paper: string;
      /** Records that began before this time (ISO 8601) do not count as finished. */
      readonly since?: string | undefined;
      /** Hears of a run that another process has finished meanwhile. */
      readonly elsewhere: (run: PlannedRun, record: RunRecord) => void;
    },
  ) {
    this.#left = [...todo];
    this.#out = options.out;
    this.#paper = options.paper;
    this.#since = options.since ?? "";
    this.#elsewhere = options.elsewhere;
  }

  /** The next run that no other process has in hand; waits while others have all that is left. Undefined at the end. */
  async next(signal: AbortSignal): Promise<Taken | undefined> {
    let refused = 0;
    for (;;) {
      if (signal.aborted) throw stopped();
      const run = this.#left.shift();
      if (!run) return undefined;
      const release = await tryLock(checkpointFile(this.#out, this.#paper, run.run));
      if (!release) {
        this.#left.push(run);
        if (++refused >= this.#left.length) await sleep(100, undefined, { signal }).catch(() => {});
        continue;
      }
      const record = await this.#finishedElsewhere(run);
      if (!record) return { run, release };
      await release();
      this.#elsewhere(run, record);
    }
  }

  /** To be made before all others. */
  putBack(run: PlannedRun): void {
    this.#left.unshift(run);
  }

  async #finishedElsewhere({ run }: PlannedRun): Promise<RunRecord | undefined> {
    const file = ledgerFile(this.#out, this.#paper);
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size !== this.#size) {
      this.#finished = countingRecords((await readLedger(file)).records);
      this.#size = size;
    }
    const record = this.#finished.get(run);
    return record?.outcome === "done" && record.started >= this.#since ? record : undefined;
  }
}
