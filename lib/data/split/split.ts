import { readFile } from "node:fs/promises";
import { FormatError, ShapeError, ValueError } from "../../errors.js";
import { writeWhole } from "../write/whole.js";

/** Which samples belong to which part, how this was decided, and from which seed: everything needed to repeat it. */
export interface Split {
  /** How it was made: `stratified`, `k-fold`, `per class`, `spatial blocks`, `groups`, `dirichlet clients`, `published`. */
  readonly method: string;
  /** The key as it prints itself; empty where nothing was drawn. */
  readonly seed: string;
  /** Samples that were there, also those in no part. */
  readonly count: number;
  /** What else decided: fractions, folds, block and gap. */
  readonly settings: Readonly<Record<string, string | number | readonly number[]>>;
  /** Ascending indices by part; no index is in two parts. */
  readonly parts: Readonly<Record<string, Int32Array>>;
}

/** Checks what every split must hold: indices within the count, ascending, in one part at most. */
export function checkedSplit(operation: string, split: Split): Split {
  const owner = new Map<number, string>();
  for (const [name, indices] of Object.entries(split.parts)) {
    let last = -1;
    for (const index of indices) {
      if (!(index > last && index < split.count)) {
        throw new ShapeError(
          operation,
          `part "${name}" has ${index} after ${last}, of ${split.count} samples`,
          {
            mend: "give ascending indices below the count",
          },
        );
      }
      const other = owner.get(index);
      if (other !== undefined) {
        throw new ValueError(operation, `sample ${index} is in "${other}" and in "${name}"`, {
          mend: "give each sample to one part",
        });
      }
      owner.set(index, name);
      last = index;
    }
  }
  return split;
}

/**
 * A split that somebody else decided: indices by part, checked.
 *
 * @example
 * ```ts
 * import { publishedSplit } from "swath/data";
 *
 * const split = publishedSplit(5, { train: [0, 2], test: [1, 3, 4] });
 * split.parts.test; // Int32Array [1, 3, 4]
 * ```
 */
export function publishedSplit(count: number, parts: Readonly<Record<string, ArrayLike<number>>>): Split {
  const sorted = Object.entries(parts).map(
    ([name, indices]) => [name, Int32Array.from(indices).sort()] as const,
  );
  return checkedSplit("publishedSplit", {
    method: "published",
    seed: "",
    count,
    settings: {},
    parts: Object.fromEntries(sorted),
  });
}

/**
 * A split as JSON text.
 *
 * @example
 * ```ts
 * import { encodeSplit, parseSplit, publishedSplit } from "swath/data";
 *
 * const text = encodeSplit(publishedSplit(3, { train: [0], test: [2] }));
 * parseSplit(text).parts.test; // Int32Array [2]
 * ```
 */
export function encodeSplit(split: Split): string {
  const parts = Object.fromEntries(
    Object.entries(split.parts).map(([name, indices]) => [name, Array.from(indices)]),
  );
  return `${JSON.stringify({ ...split, parts })}\n`;
}

/**
 * The split in a JSON text; what does not hold together is refused.
 *
 * @example
 * ```ts
 * import { parseSplit } from "swath/data";
 *
 * const text = '{"method":"published","seed":"","count":2,"settings":{},"parts":{"train":[1]}}';
 * parseSplit(text).parts.train; // Int32Array [1]
 * ```
 */
export function parseSplit(text: string): Split {
  const refuse = (problem: string, cause?: unknown) =>
    new FormatError("parseSplit", problem, { mend: "save the split anew with writeSplit", cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse("the text is no JSON", cause);
  }
  if (!isRecord(value) || !isRecord(value.parts) || !isRecord(value.settings)) {
    throw refuse("parts or settings are missing");
  }
  const { method, seed, count, settings } = value;
  if (typeof method !== "string" || typeof seed !== "string") throw refuse("method or seed is missing");
  if (!Number.isSafeInteger(count) || (count as number) < 0) throw refuse(`the count is ${count}`);
  const parts: Record<string, Int32Array> = {};
  for (const [name, indices] of Object.entries(value.parts)) {
    if (!Array.isArray(indices) || !indices.every((i) => Number.isInteger(i) && i >= 0 && i < 2 ** 31)) {
      throw refuse(`part "${name}" is no list of indices`);
    }
    parts[name] = Int32Array.from(indices as number[]);
  }
  const split = { method, seed, count: count as number, settings: settings as Split["settings"], parts };
  return checkedSplit("parseSplit", split);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Writes a split as JSON, so that a run can be repeated with the very same samples.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { publishedSplit, readSplit, writeSplit } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "split.json");
 * await writeSplit(path, publishedSplit(3, { train: [0], test: [2] }));
 * (await readSplit(path)).count; // 3
 * ```
 */
export async function writeSplit(path: string, split: Split): Promise<void> {
  await writeWhole(path, new TextEncoder().encode(encodeSplit(split)));
}

/**
 * Reads a split that {@link writeSplit} wrote.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { encodeSplit, publishedSplit, readSplit } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "split.json");
 * await writeFile(path, encodeSplit(publishedSplit(3, { train: [0], test: [2] })));
 * (await readSplit(path)).parts.train; // Int32Array [0]
 * ```
 */
export async function readSplit(path: string): Promise<Split> {
  return parseSplit(await readFile(path, "utf8"));
}
