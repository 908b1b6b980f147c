import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SwathError } from "./errors.js";

/**
 * The compiled file of a module that a worker thread is to run. Threads of Node 20 cannot load TypeScript, so from
 * source (in tests) the build's file stands in.
 *
 * @param from `import.meta.url` of the caller
 * @param file the worker's file as imports write it: `./worker.js`
 */
export function builtFile(from: string, file: string): URL {
  const direct = new URL(file, from);
  if (existsSync(direct)) return direct;
  const path = fileURLToPath(direct);
  const at = Math.max(path.lastIndexOf("/lib/"), path.lastIndexOf("/kernel-ext/"));
  const built = `${path.slice(0, at)}/dist${path.slice(at)}`;
  if (at < 0 || !existsSync(built)) {
    throw new SwathError("IO", "worker", `${file} is not built`, { mend: "npm run build" });
  }
  return pathToFileURL(built);
}
