import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SwathError } from "../errors.js";

/**
 * The folder of the package: found by walking up to `package.json`, so that the same code works from `lib/` (tests, tsx)
 * and from `dist/lib/` (installed).
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const up = dirname(folder);
    if (up === folder) {
      throw new SwathError("IO", "figures", `no package.json above ${fileURLToPath(import.meta.url)}`, {
        mend: "install the swath package whole",
      });
    }
    folder = up;
  }
  return folder;
}

/**
 * A file that ships beside the code and that `tsc` does not copy: looked for in the source tree first (a checkout), then
 * in `dist/` (a package).
 */
export function assetPath(path: string): string {
  const root = packageRoot();
  const found = [join(root, path), join(root, "dist", path)].find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new SwathError("IO", "figures", `the asset ${path} is missing from the package`, {
      mend: "reinstall swath (npm ci)",
    });
  }
  return found;
}

const require = createRequire(import.meta.url);

/** The folder with the built bundles of plotly.js. */
export function plotlyDist(): string {
  return join(dirname(require.resolve("plotly.js/package.json")), "dist");
}
