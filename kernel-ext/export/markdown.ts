import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { writeWhole } from "../headless/files.js";
import type { JsonObject, MultilineText, Notebook, Output } from "../headless/nbformat.js";

const text = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""));

/** Writes a notebook as Markdown, its pictures as files in a folder beside it. */
export function toMarkdown({ cells }: Notebook, target: string): readonly string[] {
  const folder = `${basename(target, extname(target))}_files`;
  const written: string[] = [];
  const picture = (data: string, index: string): string => {
    mkdirSync(join(dirname(target), folder), { recursive: true });
    const path = join(folder, `${index}.png`);
    writeFileSync(join(dirname(target), path), Buffer.from(data, "base64"));
    written.push(join(dirname(target), path));
    return path.replaceAll("\\", "/");
  };
  const parts = cells.flatMap((cell, i) => {
    if (cell.cell_type !== "code") return [cell.source];
    if (cell.source.trim() === "") return [];
    const outputs = (cell.outputs ?? []).map((output, j) =>
      show(output, (data) => picture(data, `cell-${i + 1}-${j + 1}`)),
    );
    return [fence(cell.source, "ts"), ...outputs.filter((shown) => shown !== "")];
  });
  writeWhole(target, `${parts.join("\n\n")}\n`);
  return [target, ...written];
}

/** A code block whose fence is longer than any that the text holds. */
function fence(code: string, language = ""): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${code.trimEnd()}\n${ticks}`;
}

function show(output: Output, picture: (base64: string) => string): string {
  if (output.output_type === "stream") return fence(text(output.text as MultilineText));
  if (output.output_type === "error") return fence(output.traceback.join("\n"));
  const data: JsonObject = output.data;
  const alt = altOf(output.metadata);
  if (data["image/png"] !== undefined) return `![${alt}](${picture(text(data["image/png"]))})`;
  if (data["text/markdown"] !== undefined) return text(data["text/markdown"]);
  if (data["text/html"] !== undefined && data["text/plain"] === undefined) return text(data["text/html"]);
  return fence(text(data["text/plain"]));
}

/** The alternative text that a view puts into a picture's metadata. */
export function altOf(metadata: JsonObject): string {
  const own = metadata["image/png"] as { alt?: unknown } | undefined;
  const alt = own?.alt ?? metadata["alt"];
  return typeof alt === "string" ? alt.replaceAll("\n", " ").replaceAll("]", "\\]") : "figure";
}
