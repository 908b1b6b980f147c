import { writeWhole } from "../headless/files.js";
import type { Notebook } from "../headless/nbformat.js";
import { toHtml } from "./html.js";
import { toMarkdown } from "./markdown.js";
import { toScript } from "./script.js";

export type ExportForm = "html" | "ts" | "md";
export const FORMS: readonly ExportForm[] = ["html", "ts", "md"];

/** Writes a notebook in another form; the answer is every file that was written. */
export async function exportNotebook(
  notebook: Notebook,
  form: ExportForm,
  target: string,
): Promise<readonly string[]> {
  if (form === "md") return toMarkdown(notebook, target);
  writeWhole(target, form === "html" ? toHtml(notebook, target) : toScript(notebook));
  return [target];
}
