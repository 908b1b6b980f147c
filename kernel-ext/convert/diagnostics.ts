import { relative } from "node:path";
import ts from "typescript";
import type { CellText } from "./cell-text.js";

/** What the compiler says about a place: in the cell, or in a file beside the notebook. */
export interface Complaint {
  /** Null for the cell itself, else the file's path relative to the notebook. */
  readonly file: string | null;
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column: number;
  /** How many characters are wrong (on that line). */
  readonly length: number;
  /** The line as it stands. */
  readonly source: string;
  readonly code: number;
  readonly message: string;
}

/**
 * Rules for files that do not hold for cells: `import x = require()` (1202), `export =` (1203), a declaration file
 * that cannot be written since a type has no name here (4xxx, 2742, 2883, 9005 …: the name is carried all the same).
 */
const ignored = (code: number) =>
  code === 1202 ||
  code === 1203 ||
  code === 2742 ||
  code === 2527 ||
  code === 2883 ||
  code === 7056 ||
  (code >= 4000 && code < 5000);

/** The packages that come with Node; one of them is never a missing package. */
const isRelative = (specifier: string) => /^[./]/.test(specifier);

/** Where a type was declared is of no use in a cell's error: `typeof import("…/tf")` is `typeof tf`. */
export const withoutPaths = (text: string) =>
  text
    .replace(/typeof import\("(?:[^"]*\/)?([^"/]+?)(?:\/index)?"\)(?!\.)/g, "typeof $1")
    .replace(/import\("[^"]*"\)\./g, "");

/** TypeScript's own words, but for what has a mend. */
function words(diagnostic: ts.Diagnostic): string {
  const text = withoutPaths(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  const missing = /^Cannot find module '([^']+)'/.exec(text);
  if (!missing) return text;
  const specifier = missing[1]!;
  if (isRelative(specifier)) {
    return `Cannot find the file '${specifier}': paths start from the notebook's folder.`;
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return `Package '${specifier}' is not installed where this notebook lives: npm install ${name}`;
}

/** Turns the compiler's findings into places in the cell as it was typed. */
export function complain(
  diagnostics: readonly ts.Diagnostic[],
  cell: CellText,
  cellFile: ts.SourceFile,
  cwd: string,
): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const diagnostic of diagnostics) {
    const { file, start = 0, length = 1, category, code } = diagnostic;
    if (!file || category !== ts.DiagnosticCategory.Error || ignored(code)) continue;
    const inCell = file === cellFile;
    // Behind the cell stands our line that shares its imports: an unresolved one was complained about already.
    if (inCell && start > cell.edited.length && (code === 2304 || code === 2552)) continue;
    const text = inCell ? cell.code : file.text;
    const from = inCell ? Math.min(cell.toCell(start), text.length) : start;
    const to = inCell ? Math.min(cell.toCell(start + length), text.length) : start + length;
    const before = text.slice(0, from);
    const line = before.split("\n").length;
    const lineStart = before.lastIndexOf("\n") + 1;
    const source = text.slice(lineStart).split("\n", 1)[0]!;
    const column = from - lineStart + 1;
    complaints.push({
      file: inCell ? null : relative(cwd, file.fileName),
      line,
      column,
      length: Math.max(1, Math.min(to - from, source.length - column + 1)),
      source,
      code,
      message: words(diagnostic),
    });
  }
  return complaints;
}
