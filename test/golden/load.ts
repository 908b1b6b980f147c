/** The golden cases of a folder: `<folder>/<paper>/*.json`, arrays beside them in npz files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNpz } from "../../lib/data/index.js";
import type { Tolerance } from "./compare.js";
import type { GoldenQuestion } from "./contract.js";
import { resolve, type StoredArrays } from "./tensor.js";

/** The copy of the cases that is committed. */
export const committed = fileURLToPath(new URL("./cases/", import.meta.url));

/** Cases of our own: values that the contract allows and no shared case has. `make.py` there computes them. */
export const ownFolder = fileURLToPath(new URL("./variants/", import.meta.url));

/** Where the cases to run lie. */
export const goldenFolder = process.env["SWATH_GOLDEN_DIR"] || committed;

/** A case whose arrays have not been looked at yet. */
export interface CaseFile {
  readonly kind: string;
  /** For the test's name only: an adapter never sees it. */
  readonly file: string;
  readonly folder: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface GoldenCase {
  readonly kind: string;
  readonly question: GoldenQuestion;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly tolerance: Tolerance;
}

const folders = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Every case of a folder, by paper and name. A folder without cases is a mistake: nothing would be tested. */
export function caseFiles(folder: string): CaseFile[] {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}; set SWATH_GOLDEN_DIR to another`);
  const cases = folders(folder).flatMap((paper) =>
    readdirSync(join(folder, paper))
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => caseFile(join(folder, paper), name)),
  );
  if (cases.length === 0) throw new Error(`there are no cases in ${folder}; expected <paper>/<name>.json`);
  return cases;
}

function caseFile(folder: string, file: string): CaseFile {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(join(folder, file), "utf8"));
  } catch (cause) {
    throw new Error(`${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const { kind } = raw as { kind?: unknown };
  if (typeof kind !== "string") throw new Error(`${file} has no kind`);
  return { kind, file, folder, raw: raw as CaseFile["raw"] };
}

async function arraysOf({ folder, file, raw }: CaseFile): Promise<StoredArrays | undefined> {
  const name = raw["npz"];
  if (name === undefined || name === null) return undefined;
  const path = join(folder, String(name));
  if (!existsSync(path)) throw new Error(`${file} names ${name}, which is not beside it`);
  return readNpz(path);
}

/** The case with all of its tensors. */
export async function loadCase(one: CaseFile): Promise<GoldenCase> {
  const arrays = await arraysOf(one);
  const part = (name: string) => {
    try {
      return resolve(one.raw[name] ?? {}, arrays, [name]) as Record<string, unknown>;
    } catch (cause) {
      throw new Error(`${one.file}: ${(cause as Error).message}`, { cause });
    }
  };
  for (const name of ["config", "outputs", "tolerance"]) {
    if (one.raw[name] === undefined) throw new Error(`${one.file} has no ${name}`);
  }
  return {
    kind: one.kind,
    question: { config: one.raw["config"], inputs: part("inputs"), weights: part("weights") },
    outputs: part("outputs"),
    tolerance: one.raw["tolerance"] as Tolerance,
  };
}
