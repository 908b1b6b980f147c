import { SwathError } from "../../errors.js";

/** What a reproduction throws when it was told to stop; what its runs saved is where the next attempt goes on. */
export const stopped = (): SwathError =>
  new SwathError("ABORTED", "reproduce", "stopped", { mend: "run it again: it goes on where it was" });
