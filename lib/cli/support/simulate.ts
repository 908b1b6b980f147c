import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { readManifests } from "../../data/manifest/load.js";
import { datasetName } from "../../data/origin.js";
import { findSimulator, type SimulatedFiles, writeSimulated } from "../../data/simulate/index.js";
import { seed } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import type { SimulateFlags } from "../data.js";
import { bar } from "./bar.js";
import { interruptible } from "./interrupt.js";

const OPERATION = "swath data simulate";

/** `swath data simulate ID --out DIR`. */
export async function runSimulate(id: string, flags: SimulateFlags): Promise<void> {
  const simulator = simulatorFor(id);
  const { train, test, size } = simulator.defaults;
  const counts = {
    train: wholeNumber("--train", flags.train) ?? train,
    test: wholeNumber("--test", flags.test) ?? test,
    size: wholeNumber("--size", flags.size) ?? size,
  };
  const folder = resolve(flags.out);
  const entries = namesIn(folder);
  // Not within `interruptible`: this is one long step, which only the system's own Ctrl-C can end.
  const made = await simulator.make({ key: seed(wholeNumber("--seed", flags.seed) ?? 1), ...counts });
  refuseOthers(folder, entries, made);
  const written = await write(folder, made);
  const name = datasetName(made.origin);
  const about = { dataset: name, origin: made.origin, ...counts, folder, files: written };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(about, undefined, 2)}\n`
      : `${name} · ${made.origin.seed} · ${counts.train} + ${counts.test} ${simulator.defaults.unit} · ${written.length} files in ${folder}\n`,
  );
}

async function write(folder: string, made: SimulatedFiles): Promise<readonly string[]> {
  const progress = bar(process.stderr);
  const total = Object.keys(made.files).length;
  let done = 0;
  try {
    return await interruptible((signal) =>
      writeSimulated(folder, made, {
        signal,
        onFile: () => {
          done++;
          if (process.stderr.isTTY) progress.onProgress({ phase: "writing", done, total, text: "" });
        },
      }).catch((cause: unknown) => {
        if (!signal.aborted) throw cause;
        throw new SwathError("ABORTED", OPERATION, `stopped after ${done} of ${total} files`, {
          mend: "run it again with the same seed and folder to go on",
          cause,
        });
      }),
    );
  } finally {
    progress.stop();
  }
}

/** The simulator with this name, or the one that stands in for the data set with this name. */
function simulatorFor(id: string): ReturnType<typeof findSimulator> {
  const dataset = readManifests().manifests.find((one) => one.id === id);
  if (dataset?.simulator === null) {
    throw new SwathError("USAGE", OPERATION, `nothing stands in for "${id}"`, {
      mend: "take the real data (swath data where)",
    });
  }
  try {
    return findSimulator(dataset?.simulator ?? id);
  } catch (cause) {
    if (!(cause instanceof SwathError)) throw cause;
    throw new SwathError("USAGE", OPERATION, `there is no data set, paper or simulator "${id}"`, {
      mend: cause.mend,
      cause,
    });
  }
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new SwathError("USAGE", OPERATION, `${flag} is ${JSON.stringify(text)}`, {
    mend: "give a whole number, 0 or more",
  });
}

/** The files below a folder, with slashes. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new SwathError("IO", OPERATION, `${folder} is not a folder that can be read`, {
      mend: "give another --out",
      cause,
    });
  }
}

/** A folder with other things in it is left alone; the same simulation may be finished there. */
function refuseOthers(folder: string, entries: readonly string[], { files }: SimulatedFiles): void {
  if (entries.length === 0) return;
  const label = files["simulated.json"]?.();
  try {
    const same = label && readFileSync(join(folder, "simulated.json")).equals(label);
    if (same && entries.every((name) => name in files)) return;
  } catch {
    // no simulation lies there
  }
  throw new SwathError("USAGE", OPERATION, `${folder} is not empty`, {
    mend: "give an empty folder, or the one of the same simulation, seed and counts",
  });
}
