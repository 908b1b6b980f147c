import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { SwathError } from "../../lib/errors.js";
import { formatNotebook, type Notebook, parseNotebook } from "./nbformat.js";

/** Reads a notebook file. */
export function readNotebook(file: string): Notebook {
  let json: string;
  try {
    json = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SwathError("IO", "notebook", `${file} cannot be read (${code})`, {
      mend: "name a notebook file that is there",
      cause: error,
    });
  }
  return parseNotebook(json, file);
}

/** Writes a file whole or not at all. */
export function writeWhole(file: string, text: string): void {
  const aside = `${file}.${process.pid}.part`;
  try {
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    throw new SwathError(
      "IO",
      "notebook",
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      {
        mend: "make its folder writable, or choose another with --out",
        cause: error,
      },
    );
  }
}

export const writeNotebook = (file: string, notebook: Notebook): void =>
  writeWhole(file, formatNotebook(notebook));

/** Whether a file is already as `swath notebook format` would write it. */
export function isFormatted(file: string): boolean {
  return readFileSync(file, "utf8") === formatNotebook(readNotebook(file));
}
