import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { readArrays, sha256OfArrays, writeArrays } from "../arrays.js";
import { digest } from "../identity.js";
import type { Arrays, StageOptions, Work } from "../paper.js";
import type { RunRecord } from "../record.js";
import { FileCheckpoint } from "./checkpoint.js";
import { locked } from "./lock.js";

type StageRecord = RunRecord["stages"][number];

/** What a stage's identity is made of besides its name and options. */
export interface StageScope {
  readonly work: string;
  readonly paper: string;
  readonly version: number;
  readonly experiment: string;
  readonly setting: unknown;
  readonly seed: number;
  /** Stages made before this time (ISO 8601) are made again. */
  readonly since?: string | undefined;
  readonly signal: AbortSignal;
  readonly report: Work["report"];
}

/** What a run used, as its record names it. */
export interface StageUse {
  readonly arrays: Arrays;
  /** As the run's record names them: the stages that it was made from, whoever made it, then itself. */
  readonly records: readonly StageRecord[];
  /** Seconds that this run itself spent on making it or waiting for it; none inside of another stage, which counts them. */
  readonly waited: number;
}

/** A stage that is being made: what it uses itself is neither its own time nor a second time the run's. */
interface Making {
  readonly checkpoint: FileCheckpoint;
  readonly uses: Map<string, StageRecord>;
}
const making = new AsyncLocalStorage<Making>();

/**
 * Gives the arrays of a stage: from disk when they are there, else made under a lock, so that of two processes that need
 * it one works and the other waits. A maker that was killed leaves its checkpoint to the next.
 */
export async function useStage(
  scope: StageScope,
  name: string,
  make: (work: Work) => Promise<Arrays>,
  { inputs = [], seedless = false }: StageOptions = {},
): Promise<StageUse> {
  const { work, paper, version, experiment, setting, seed, since = "", signal, report } = scope;
  const begin = performance.now();
  const id = digest({ paper, version, experiment, name, setting, inputs, seed: seedless ? null : seed });
  const file = join(work, "stages", `${paper}-${name.replace(/[^A-Za-z0-9-]/g, "-")}-${id}.safetensors`);
  const found = (await onDisk()) ?? (await locked(file, signal, makeIt));
  const waited = (performance.now() - begin) / 1000;
  const seconds = Number(found.metadata["seconds"] ?? 0);
  const sha256 = found.metadata["sha256"] ?? sha256OfArrays(found.arrays);
  const records = [...usesOf(found.metadata), { name, id, seconds, sha256 }];
  const around = making.getStore();
  if (!around) return { arrays: found.arrays, records, waited };
  around.checkpoint.exclude(waited);
  for (const record of records) around.uses.set(record.id, record);
  return { arrays: found.arrays, records, waited: 0 };

  async function onDisk() {
    const stored = await readArrays(file);
    return stored && (stored.metadata["made"] ?? "") >= since ? stored : undefined;
  }

  async function makeIt() {
    const made = await onDisk(); // by the process that held the lock
    if (made) return made;
    const checkpoint = new FileCheckpoint(`${file}.checkpoint`, since);
    await checkpoint.start();
    const uses = new Map<string, StageRecord>();
    const arrays = await making.run({ checkpoint, uses }, () =>
      make({
        signal,
        checkpoint,
        report: (fraction, words) => report(fraction, words ? `${name}: ${words}` : name),
      }),
    );
    const metadata = {
      uses: JSON.stringify([...uses.values()]),
      seconds: checkpoint.effort.seconds.toFixed(3),
      sha256: sha256OfArrays(arrays),
      made: new Date().toISOString(),
    };
    await writeArrays(file, arrays, metadata);
    await checkpoint.remove();
    return { arrays, metadata };
  }
}

function usesOf({ uses = "[]" }: Readonly<Record<string, string>>): readonly StageRecord[] {
  return JSON.parse(uses) as readonly StageRecord[];
}
