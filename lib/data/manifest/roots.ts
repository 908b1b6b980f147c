import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** A folder under which data sets lie. */
export interface DataRoot {
  readonly path: string;
  /** Why nothing can be found in it; undefined when it is a folder that can be read. */
  readonly problem?: string;
}

/**
 * The folders that `SWATH_DATA` names, in order (separated as in `PATH`), with what is wrong with them.
 *
 * @example
 * ```ts
 * import { dataRoots } from "swath/data";
 *
 * dataRoots({ SWATH_DATA: "/no/such/folder" }); // [{ path: "/no/such/folder", problem: "does not exist" }]
 * dataRoots({}); // []
 * ```
 */
export function dataRoots(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly DataRoot[] {
  const paths = (env["SWATH_DATA"] ?? "").split(delimiter).filter((path) => path !== "");
  return [...new Set(paths.map((path) => resolve(path)))].map((path) => {
    const problem = problemOf(path);
    return problem === undefined ? { path } : { path, problem };
  });
}

function problemOf(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return "is not a folder";
    accessSync(path, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** What the system says, in our words. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    case "ELOOP":
      return "is a link that leads to itself";
    default:
      return message;
  }
}
