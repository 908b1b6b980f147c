import { execFileSync, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernel, uninstallKernel } from "../../../kernel-ext/install/kernelspec.js";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import type { KernelPlace } from "../kernel.js";
import { userDataFolder } from "./jupyter.js";

/** The Jupyter data folder that the flags name. */
function shareOf({ user, prefix, sysPrefix }: KernelPlace): string {
  if ([user, prefix !== undefined, sysPrefix].filter(Boolean).length > 1) {
    throw new SwathError("USAGE", "kernel install", "--user, --prefix and --sys-prefix exclude each other", {
      mend: "give one",
    });
  }
  if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
  if (sysPrefix) return join(pythonPrefix(), "share", "jupyter");
  return userDataFolder();
}

function pythonPrefix(): string {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
  } catch (error) {
    throw new SwathError("USAGE", "kernel install", "--sys-prefix asks python3, which does not answer", {
      mend: "use --user, or name the folder with --prefix",
      cause: error,
    });
  }
}

export async function install(place: KernelPlace): Promise<void> {
  const folder = await installKernel(shareOf(place));
  process.stdout.write(
    `kernel    TypeScript (Swath) · ${folder}\nnext      jupyter lab, or pick it in VS Code\n`,
  );
}

export async function uninstall(place: KernelPlace): Promise<void> {
  const share = shareOf(place);
  const was = await uninstallKernel(share);
  process.stdout.write(
    was ? `kernel    removed from ${share}\n` : `kernel    was not installed in ${share}\n`,
  );
}

/** The kernel in a process of its own, so that it is what a front end would start. */
export function run(connectionFile: string): Promise<void> {
  const entry = fileURLToPath(
    builtFile(new URL("../../../kernel-ext/x", import.meta.url).href, "./jupyter/main.js"),
  );
  return new Promise((done) => {
    const child = spawn(
      process.execPath,
      ["--no-warnings=ExperimentalWarning", entry, "-f", connectionFile],
      { stdio: "inherit" },
    );
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal ? 1 : 0);
      done();
    });
  });
}
