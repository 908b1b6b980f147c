import { ValueError } from "../../errors.js";
import { writeWhole } from "./whole.js";

/** What a cell of a table holds; null and undefined are written as nothing. */
export type CsvValue = string | number | bigint | boolean | null | undefined;

/**
 * The text of a CSV table (RFC 4180, line breaks as `\n`): numbers at full precision, texts quoted where needed.
 *
 * @example
 * ```ts
 * import { encodeCsv } from "swath/data";
 *
 * encodeCsv([{ scene: "airport, 1", auc: 0.97 }]); // 'scene,auc\n"airport, 1",0.97\n'
 * ```
 */
export function encodeCsv(
  rows: readonly Readonly<Record<string, CsvValue>>[],
  options: {
    /** Columns in the order wanted; those of all rows in the order of their first appearance unless told. */
    readonly columns?: readonly string[];
    /** Between cells; a comma unless told. */
    readonly separator?: "," | ";" | "\t";
  } = {},
): string {
  const { separator = "," } = options;
  const columns = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0)
    throw new ValueError("encodeCsv", "there are no columns", { mend: "give columns or rows" });
  const cell = (value: CsvValue): string => {
    const text = value === null || value === undefined ? "" : String(value);
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return lines.map((line) => `${line.join(separator)}\n`).join("");
}

/**
 * Writes a CSV table; see {@link encodeCsv}.
 *
 * @example
 * ```ts
 * import { mkdtemp, readdir } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { writeCsv } from "swath/data";
 *
 * const folder = await mkdtemp(join(tmpdir(), "swath-"));
 * await writeCsv(join(folder, "auc.csv"), [{ scene: "airport", auc: 0.5 }]);
 * await readdir(folder); // ["auc.csv"]
 * ```
 */
export async function writeCsv(
  path: string,
  rows: readonly Readonly<Record<string, CsvValue>>[],
  options: Parameters<typeof encodeCsv>[1] = {},
): Promise<void> {
  await writeWhole(path, new TextEncoder().encode(encodeCsv(rows, options)));
}
