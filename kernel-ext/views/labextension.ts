import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SwathError } from "../../lib/errors.js";
import { assetPath, plotlyDist } from "../../lib/figures/assets.js";

/** The extension's name, and so its folder under `share/jupyter/labextensions`. */
export const LABEXTENSION = "swath-plotly";

/** A file of the extension: where it comes from and where it goes, relative to the extension's folder. */
export interface LabextensionFile {
  readonly source: string;
  readonly path: string;
}

/**
 * The files that make the JupyterLab extension. plotly.js is not kept twice in this package: it is copied out of its own
 * when the extension is installed.
 */
export function labextensionFiles(): readonly LabextensionFile[] {
  const own = (path: string): LabextensionFile => ({
    source: assetPath(`kernel-ext/assets/labextension/${path}`),
    path,
  });
  return [
    own("package.json"),
    own("static/remoteEntry.js"),
    { source: join(plotlyDist(), "plotly.min.js"), path: "static/plotly.min.js" },
    ...["OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "LICENSE-OpenSans.txt"].map((name) => ({
      source: assetPath(`lib/figures/fonts/${name}`),
      path: `static/${name}`,
    })),
  ];
}

/**
 * Puts the extension where JupyterLab looks: `share` is `<prefix>/share/jupyter` (or the user's Jupyter data folder).
 * Needs neither Python nor a build; returns the extension's folder.
 */
export async function installLabextension(share: string): Promise<string> {
  const folder = labextensionFolder(share);
  for (const { source, path } of labextensionFiles()) {
    const target = join(folder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await copyFile(source, target);
    } catch (cause) {
      throw new SwathError("IO", "installLabextension", `cannot write ${target}`, {
        mend: "give a folder you may write, or install with --user",
        cause,
      });
    }
  }
  return folder;
}

/** Takes the extension away again; nothing happens where it is not. */
export async function uninstallLabextension(share: string): Promise<void> {
  await rm(labextensionFolder(share), { recursive: true, force: true });
}

/** Where the extension lies below a Jupyter data folder. */
export function labextensionFolder(share: string): string {
  return join(share, "labextensions", LABEXTENSION);
}
