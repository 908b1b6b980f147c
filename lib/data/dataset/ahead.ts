import { availableParallelism } from "node:os";
import { SwathError, ValueError } from "../../errors.js";
import type { Dataset } from "./dataset.js";
import type { SampleLike } from "./sample.js";
import { DecodingThreads } from "./threads.js";

/** How far decoding runs ahead of whoever takes the samples. */
export interface PrefetchOptions {
  /** Decoding threads; one less than there are processors, from 1 to 4, unless told. */
  readonly workers?: number;
  /** Batches that are made before they are asked for; 3 unless told. */
  readonly batches?: number;
}

/** What {@link groupsAhead} takes beside the groups. */
export interface AheadOptions {
  /** `false`: decode in this thread, each group when it is asked for. */
  readonly prefetch?: PrefetchOptions | false;
  readonly signal?: AbortSignal;
}

/** A thread's piece of a batch: small enough that all threads work on one batch, large enough that messages are few. */
const PIECE = 16;

/**
 * The samples of some groups of indices, group by group in their order, whatever the number of threads; data sets in memory
 * need none. The threads end with the iteration, however it ends.
 */
export async function* groupsAhead<Sample extends SampleLike>(
  set: Dataset<Sample>,
  groups: readonly ArrayLike<number>[],
  options: AheadOptions,
): AsyncGenerator<readonly Sample[], void, void> {
  const { signal } = options;
  const { workers, batches } = checkedPrefetch(options.prefetch);
  stopIf(signal);
  if (!set.files || workers === 0) {
    for (const group of groups) yield await inThisThread(set, group, signal);
    return;
  }
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  if (total === 0) return;
  const threads = new DecodingThreads(Math.min(workers, Math.ceil(total / PIECE)));
  const aborted = whenAborted(signal);
  const queue: Promise<readonly Sample[]>[] = [];
  let next = 0;
  const refill = (): void => {
    while (queue.length < batches && next < groups.length) {
      const made = byThreads(set, groups[next++]!, threads, workers);
      // Batches that nobody fetches any more may fail unheard.
      made.catch(() => {});
      queue.push(made);
    }
  };
  try {
    for (;;) {
      refill();
      const first = queue.shift();
      if (!first) return;
      threads.wait(true);
      const samples = await Promise.race([first, aborted.promise]);
      threads.wait(false);
      // What comes next is under way before the caller works with this one.
      refill();
      yield samples;
      stopIf(signal);
    }
  } finally {
    aborted.forget();
    await threads.close();
  }
}

async function inThisThread<Sample extends SampleLike>(
  set: Dataset<Sample>,
  group: ArrayLike<number>,
  signal: AbortSignal | undefined,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < group.length; i++) {
    stopIf(signal);
    samples.push(await set.get(group[i]!));
  }
  stopIf(signal);
  return samples;
}

async function byThreads<Sample extends SampleLike>(
  set: Dataset<Sample>,
  group: ArrayLike<number>,
  threads: DecodingThreads,
  workers: number,
): Promise<readonly Sample[]> {
  const files = set.files!;
  const indices = Array.from(group);
  const size = Math.max(1, Math.min(PIECE, Math.ceil(indices.length / workers)));
  const pieces: Promise<readonly Sample[]>[] = [];
  for (let start = 0; start < indices.length; start += size) {
    pieces.push(piece(indices.slice(start, start + size)));
  }
  return (await Promise.all(pieces)).flat();

  async function piece(own: readonly number[]): Promise<readonly Sample[]> {
    const sources = await Promise.all(own.map((index) => files.sources(index)));
    const rasters = await threads.decode(sources);
    return Promise.all(own.map((index, i) => files.assemble(rasters[i]!, index)));
  }
}

function checkedPrefetch(given: PrefetchOptions | false | undefined): Required<PrefetchOptions> {
  if (given === false) return { workers: 0, batches: 0 };
  const { workers = Math.min(4, Math.max(1, availableParallelism() - 1)), batches = 3 } = given ?? {};
  for (const [name, value, least] of [
    ["workers", workers, 0],
    ["batches", batches, 1],
  ] as const) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new ValueError("batches", `prefetch.${name} is ${value}`, {
      mend: `give a whole number of at least ${least}`,
    });
  }
  return { workers, batches };
}

function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SwathError("ABORTED", "batches", "stopped", { cause: signal.reason });
}

function whenAborted(signal: AbortSignal | undefined): { promise: Promise<never>; forget: () => void } {
  let forget = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    if (!signal) return;
    const stop = () => reject(new SwathError("ABORTED", "batches", "stopped", { cause: signal.reason }));
    signal.addEventListener("abort", stop, { once: true });
    forget = () => signal.removeEventListener("abort", stop);
  });
  promise.catch(() => {});
  return { promise, forget };
}
