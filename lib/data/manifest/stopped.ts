import { SwathError } from "../../errors.js";

/** Ends a check that its caller has stopped. */
export function stopWhenAborted(signal: AbortSignal | undefined, cause?: unknown): void {
  if (!signal?.aborted) return;
  throw new SwathError("ABORTED", "data.check", "stopped", { mend: "run it again to go on", cause });
}
