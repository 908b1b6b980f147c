import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import type { MimeBundle } from "../session/events.js";
import { mindColumns } from "./columns.js";
import { host } from "./host.js";
import { interop } from "./interop.js";
import type { LocalModules } from "./local-modules.js";

type Namespace = Record<string, unknown>;

/** Imports for cells: what `import … from "x"` and `import("x")` become. */
export type CellImport = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

/** Node's own `import()`, as a module in `folder` would call it. */
export function importFrom(folder: string): (specifier: string) => Promise<Namespace> {
  return vm.compileFunction("return import(specifier)", ["specifier"], {
    filename: join(folder, "__swath_import__.mjs"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (specifier: string) => Promise<Namespace>;
}

/** Packages that a cell must share with the kernel: two copies of an engine in one process do not get along. */
const shared = (specifier: string) =>
  specifier === "swath" ||
  specifier.startsWith("swath/") ||
  specifier === "@tensorflow/tfjs" ||
  specifier === "@tensorflow/tfjs-core";

/** tslab's own `display`, for notebooks written for its kernel: what it shows goes the way of ours. */
function tslab(): Namespace {
  const require = createRequire(import.meta.url);
  const shell = require("tslab/dist/jupyter.js") as {
    lastWriteDisplayData: ((content: TslabDisplay, update?: boolean) => void) | null;
  };
  shell.lastWriteDisplayData = ({ data, metadata, transient }, update = false) => {
    const displayId = transient?.display_id;
    if (update && displayId !== undefined) host()?.emit({ type: "update", data, metadata, displayId });
    else host()?.emit({ type: "display", data, metadata, ...(displayId === undefined ? {} : { displayId }) });
  };
  return require("tslab") as Namespace;
}

interface TslabDisplay {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly transient?: { readonly display_id?: string };
}

/** How cells import. */
export interface CellImportOptions {
  readonly cwd: string;
  readonly locals: () => LocalModules;
}

/** The import function of a notebook in `cwd`. */
export function cellImport({
  cwd,
  locals,
}: CellImportOptions): CellImport & { other: (s: string, from: string) => Promise<Namespace> } {
  const importers = new Map<string, (specifier: string) => Promise<Namespace>>();
  const other = async (specifier: string, folder: string): Promise<Namespace> => {
    if (specifier === "tslab") return tslab();
    if (shared(specifier)) {
      if (specifier.startsWith("@tensorflow/")) {
        const { tf } = await import("../../lib/device/tf.js");
        return tf as unknown as Namespace;
      }
      return (await import(specifier)) as Namespace;
    }
    let importer = importers.get(folder);
    if (!importer) {
      importer = importFrom(folder);
      importers.set(folder, importer);
    }
    const namespace = interop(await importer(specifier));
    if (specifier === "arquero") mindColumns(namespace);
    return namespace;
  };
  const run = async (specifier: string): Promise<Namespace> => {
    const text = String(specifier);
    if (/^\.{0,2}\//.test(text) || text === "." || text === "..") {
      const path = locals().resolve(text, cwd);
      if (path) return locals().import(path);
    }
    return other(text, cwd);
  };
  return Object.assign(run, { other });
}
