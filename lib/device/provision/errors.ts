import { SwathError } from "../../errors.js";

/** What went wrong while provisioning; the operation is always the command that the user knows. */
export function provisionError(
  problem: string,
  mend: string,
  facts: Readonly<Record<string, string>> = {},
  cause?: unknown,
): SwathError {
  return new SwathError("PROVISION", "device provision", problem, { mend, facts, cause });
}

/** The user stopped it; what is finished is kept. */
export function aborted(): SwathError {
  return new SwathError("ABORTED", "device provision", "stopped", {
    mend: "run it again: it goes on where it was",
  });
}

/** Gives an operating system's refusal (full disk, no permission) the form of a {@link provisionError}. */
export function asProvisionError(error: unknown, root: string): unknown {
  if (error instanceof SwathError || !(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const at: Readonly<Record<string, string>> = { folder: path ?? root };
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return fullDisk(root, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOENT":
      return provisionError(
        `the cache folder cannot be written (${code})`,
        "give it write permission, or name another folder with SWATH_CACHE",
        at,
        error,
      );
    case "ENOTDIR":
    case "EEXIST":
      return provisionError(
        `the cache folder is not a folder (${code})`,
        "name another folder with SWATH_CACHE",
        at,
        error,
      );
    default:
      return provisionError(error.message, "mend that, then run it again", at, error);
  }
}

/** The disk filled up on the way. */
export function fullDisk(root: string, cause?: unknown): SwathError {
  return provisionError(
    "the disk is full",
    "free some space or name a folder on another disk with SWATH_CACHE; finished pieces are kept",
    { folder: root },
    cause,
  );
}
