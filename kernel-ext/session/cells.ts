import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type { ConvertedCell } from "../convert/converter.js";

/** What is kept of a compiled cell to make sense of its stack traces. */
interface CompiledCell {
  readonly label: string;
  readonly lines: readonly string[];
  readonly map: SourceMap;
  /** Lines of the compiled text; what stands behind them is the wrapping's. */
  readonly size: number;
  readonly toCell: ConvertedCell["toCell"];
}

/** A place in a cell. */
export interface CellPlace {
  readonly label: string;
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column: number;
  readonly source: string;
}

/** Compiled cells bear this name in V8's stack traces. */
export const cellUrl = (key: number) => `swath-cell:${key}`;

/** The number of lines that tslab's and our wrapping put before the compiled text. */
const LINES_BEFORE = 1;

/** How many cells' texts are remembered; older functions still run, their frames then say only which cell it was. */
const REMEMBERED = 500;

/** Compiled cells by their key: from a place in the compiled text back to the cell. */
export class CellRegistry {
  readonly #cells = new Map<number, CompiledCell>();

  add(key: number, label: string, code: string, converted: ConvertedCell): void {
    if (!converted.sourceMap) return;
    this.#cells.set(key, {
      label,
      lines: code.split("\n"),
      map: new SourceMap(JSON.parse(converted.sourceMap)),
      size: converted.output.split("\n").length,
      toCell: converted.toCell,
    });
    const oldest = this.#cells.keys().next().value;
    if (this.#cells.size > REMEMBERED && oldest !== undefined) this.#cells.delete(oldest);
  }

  /** One-based line and column of the compiled text. */
  place(key: number, line: number, column: number): CellPlace | null {
    const cell = this.#cells.get(key);
    const at0 = line - 1 - LINES_BEFORE;
    if (!cell || at0 < 0 || at0 >= cell.size) return null;
    const entry = cell.map.findEntry(at0, column - 1);
    if (!("originalLine" in entry)) return null;
    const at = cell.toCell(entry.originalLine, entry.originalColumn);
    return {
      label: cell.label,
      line: at.line + 1,
      column: at.column + 1,
      source: cell.lines[at.line] ?? "",
    };
  }
}

const FRAME =
  /^(\s+at )(?:(.*?) \()?(?:async )?((?:swath-cell:\d+|file:\/\/[^)]*?|node:[^)]*?|\/[^)]*?|[A-Za-z]:[^)]*?)):(\d+):(\d+)\)?$/;

/** Files of this package and of what it runs cells with: their errors say in words what the cell did wrong. */
const ownFolders = ["..", "../../lib/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
const isOwn = (file: string) =>
  file.startsWith("node:") ||
  ownFolders.some((folder) => file.startsWith(folder)) ||
  /[\\/]node_modules[\\/](?:tslab|typescript|@tensorflow)[\\/]/.test(file);

/** A package's file by the package's name: where it is installed says nothing, and a notebook is passed on. */
const shortPath = (file: string) => file.replace(/^.*[\\/]node_modules[\\/]/, "");

/** A frame of a stack, told in the terms of whoever wrote the cell. */
export interface Frame {
  readonly name: string;
  readonly where: string;
  readonly place: CellPlace | null;
}

/** Reads V8's stack text: cells' frames are mapped, the kernel's own are left out. */
export function readStack(
  stack: string,
  cells: CellRegistry,
  files: (file: string, line: number, column: number) => { file: string; line: number; column: number },
): readonly Frame[] {
  const frames: Frame[] = [];
  for (const text of stack.split("\n")) {
    const match = FRAME.exec(text);
    if (!match) continue;
    const [, , rawName = "", rawFile = "", line = "0", column = "0"] = match;
    const cellKey = /^swath-cell:(\d+)$/.exec(rawFile)?.[1];
    if (cellKey !== undefined) {
      const place = cells.place(Number(cellKey), Number(line), Number(column));
      // Frames without a place are the wrapping's.
      const name = rawName.replace(/^async /, "").replace(/^(?:exports|Object)\./, "");
      if (place) frames.push({ name, where: `${place.label}, line ${place.line}`, place });
      continue;
    }
    const file = rawFile.startsWith("file://") ? fileURLToPath(rawFile.replace(/\?.*$/, "")) : rawFile;
    if (isOwn(file)) continue;
    const at = files(file, Number(line), Number(column));
    const where = `${shortPath(at.file)}:${at.line}:${at.column}`;
    frames.push({ name: rawName.replace(/^async /, ""), where, place: null });
  }
  return frames;
}
