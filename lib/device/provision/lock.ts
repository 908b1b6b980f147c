import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { aborted } from "./errors.js";

/**
 * Runs a task while no other process runs one under the same lock. `waiting` is called once when another
 * process holds it.
 */
export async function locked<T>(
  path: string,
  task: () => Promise<T>,
  options: {
    readonly signal?: AbortSignal;
    /** A lock whose owner was killed is taken over after this many milliseconds (2000 at least). Default 5000. */
    readonly takeOverAfter?: number;
    readonly waiting?: () => void;
    /** The error when it is stopped while it waits; of `device provision` unless told. */
    readonly stopped?: () => Error;
  } = {},
): Promise<T> {
  const { signal, waiting, takeOverAfter = 5000, stopped = aborted } = options;
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    if (signal?.aborted) throw stopped();
    try {
      const release = await lockfile.lock(path, {
        realpath: false,
        stale: takeOverAfter,
        update: takeOverAfter / 5,
        // A laptop that slept lost its lock. Every file is written aside under a name of its own and renamed
        // when whole, so two at work are a waste and not a danger.
        onCompromised: () => {},
      });
      try {
        return await task();
      } finally {
        await release().catch(() => {}); // compromised: it is another's by now
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
    if (!told) waiting?.();
    told = true;
    await sleep(200, undefined, { signal }).catch(() => {});
  }
}
