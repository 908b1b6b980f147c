import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtFile } from "../../lib/built.js";
import { SwathError } from "../../lib/errors.js";
import { assetPath } from "../../lib/figures/assets.js";
import { installLabextension, uninstallLabextension } from "../views/labextension.js";

/** The kernel's name: notebooks name it in their metadata. */
export const KERNEL = "swath";

/** What `kernel.json` holds. Absolute paths: the front end starts the kernel from anywhere. */
export function kernelJson(): Readonly<Record<string, unknown>> {
  const entry = realpathSync(fileURLToPath(builtFile(import.meta.url, "../jupyter/main.js")));
  return {
    argv: [
      process.execPath,
      "--no-warnings=ExperimentalWarning",
      "--max-semi-space-size=64",
      entry,
      "-f",
      "{connection_file}",
    ],
    display_name: "TypeScript (Swath)",
    language: "typescript",
    // The control thread of the kernel hears the message while a cell keeps the main thread busy.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/**
 * Puts the kernel and the JupyterLab extension under a Jupyter data folder (`<prefix>/share/jupyter`). Needs no Python.
 * An older installation is replaced; one that fails half-way leaves the older one.
 *
 * @returns the kernel's folder
 */
export async function installKernel(share: string): Promise<string> {
  const folder = join(share, "kernels", KERNEL);
  try {
    mkdirSync(join(share, "kernels"), { recursive: true });
    const aside = mkdtempSync(join(share, "kernels", `.${KERNEL}-`));
    writeFileSync(join(aside, "kernel.json"), `${JSON.stringify(kernelJson(), undefined, 2)}\n`);
    cpSync(assetPath("kernel-ext/assets/logo"), aside, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } catch (error) {
    if (error instanceof SwathError) throw error;
    throw new SwathError(
      "IO",
      "kernel install",
      `${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      {
        mend: "install with --user, or into a folder that you may write with --prefix",
        cause: error,
      },
    );
  }
  await installLabextension(share);
  return folder;
}

/** Takes kernel and extension away; says whether a kernel was there. */
export async function uninstallKernel(share: string): Promise<boolean> {
  const folder = join(share, "kernels", KERNEL);
  const there = existsSync(folder);
  rmSync(folder, { recursive: true, force: true });
  await uninstallLabextension(share);
  return there;
}
