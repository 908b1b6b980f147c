import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Ended, isBuilt, swathMain } from "../headless/support.js";
import { pythonWith } from "../support/python.js";

/** A folder with the kernel installed as a user would, and the environment in which Jupyter's tools find only it. */
export interface Installed {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Why the tests of real clients do not run here; false when they do. */
export function absent(...modules: readonly string[]): boolean {
  return !isBuilt || pythonWith(...modules) === undefined;
}

export function installed(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "swath-clients-"));
  execFileSync(process.execPath, [swathMain, "kernel", "install", "--prefix", folder], { stdio: "pipe" });
  const { NODE_OPTIONS: _, ...env } = process.env;
  return {
    folder,
    env: {
      ...env,
      JUPYTER_PATH: join(folder, "share", "jupyter"),
      JUPYTER_CONFIG_DIR: join(folder, "config"),
      JUPYTER_DATA_DIR: join(folder, "data"),
      JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
      IPYTHONDIR: join(folder, "ipython"),
      // Without it `jupyter` warns about its own plans.
      JUPYTER_PLATFORM_DIRS: "1",
    },
  };
}

/** Runs one of Python's tools as a module of the tests' Python. */
export function python(
  args: readonly string[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<Ended> {
  const name = pythonWith("nbclient") as string;
  const path = `${dirname(name)}:${process.env["PATH"]}`;
  const child = spawn(name, args, { env: { ...env, PATH: path }, cwd, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, stdout, stderr })));
}
