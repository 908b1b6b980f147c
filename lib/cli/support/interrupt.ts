/** Longest time that a command may take to put its things in order after Ctrl-C. */
const GRACE_MS = 800;

/**
 * Runs a task that can be stopped: Ctrl-C (or SIGTERM) aborts the signal, and ends the process if the task has
 * not come to an end shortly after. For tasks that give the event loop a turn; others are ended by the system.
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
    setTimeout(() => process.exit(130), GRACE_MS).unref();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await task(controller.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
