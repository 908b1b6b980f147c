import { createHash } from "node:crypto";
import { FormatError } from "../../lib/errors.js";

/** Text as notebooks keep it: whole, or as lines with their line ends. */
export type MultilineText = string | readonly string[];

export type JsonObject = Readonly<Record<string, unknown>>;

export type Output =
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: MultilineText }
  | { readonly output_type: "display_data"; readonly data: JsonObject; readonly metadata: JsonObject }
  | {
      readonly output_type: "execute_result";
      readonly execution_count: number | null;
      readonly data: JsonObject;
      readonly metadata: JsonObject;
    }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

export interface Cell {
  readonly cell_type: "code" | "markdown" | "raw";
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: string;
  /** Code cells only. */
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
  /** Markdown and raw cells only. */
  readonly attachments?: JsonObject;
}

/** A notebook of nbformat 4, sources as plain strings. */
export interface Notebook {
  readonly metadata: JsonObject;
  readonly cells: readonly Cell[];
}

const text = (value: unknown): string =>
  Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "";
const object = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The language and kernel that a Swath notebook names. */
export const NOTEBOOK_METADATA: JsonObject = {
  kernelspec: { display_name: "TypeScript (Swath)", language: "typescript", name: "swath" },
  language_info: { file_extension: ".ts", mimetype: "text/x-typescript", name: "typescript" },
};

/**
 * Reads a notebook. Cells of older minor versions get ids from their place and text, so that they stay the same.
 *
 * @param file the file's name, for errors
 */
export function parseNotebook(json: string, file: string): Notebook {
  const refuse = (problem: string, mend: string): never => {
    throw new FormatError("notebook", `${file}: ${problem}`, { mend });
  };
  let raw: JsonObject;
  try {
    raw = object(JSON.parse(json));
  } catch (error) {
    return refuse(`is not JSON (${(error as Error).message})`, "restore it, or open and save it in Jupyter");
  }
  if (raw["nbformat"] !== 4)
    refuse(
      `has nbformat ${raw["nbformat"] ?? "none"}, not 4`,
      "jupyter nbconvert --to notebook converts old ones",
    );
  if (!Array.isArray(raw["cells"])) refuse("has no list of cells", "open and save it in Jupyter");
  const used = new Set<string>();
  const cells = (raw["cells"] as unknown[]).map((item, index) => {
    const cell = object(item);
    const type = cell["cell_type"];
    if (type !== "code" && type !== "markdown" && type !== "raw") {
      return refuse(
        `cell ${index + 1} has the type ${JSON.stringify(type)}`,
        "only code, markdown and raw cells exist",
      );
    }
    const source = text(cell["source"]);
    const id = uniqueId(cell["id"], `${index}\n${source}`, used);
    const common = { cell_type: type, id, metadata: object(cell["metadata"]), source } as const;
    if (type !== "code")
      return cell["attachments"] ? { ...common, attachments: object(cell["attachments"]) } : common;
    return {
      ...common,
      outputs: (Array.isArray(cell["outputs"]) ? cell["outputs"] : []) as Output[],
      execution_count: typeof cell["execution_count"] === "number" ? cell["execution_count"] : null,
    };
  });
  return { metadata: object(raw["metadata"]), cells };
}

function uniqueId(given: unknown, seed: string, used: Set<string>): string {
  let id = typeof given === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : "";
  for (let salt = 0; id === "" || used.has(id); salt++)
    id = createHash("sha256").update(`${salt}\n${seed}`).digest("hex").slice(0, 12);
  used.add(id);
  return id;
}

/** Line ends kept, as nbformat splits text. */
export const lines = (value: MultilineText): readonly string[] =>
  typeof value === "string"
    ? value === ""
      ? []
      : (value.match(/[^\n]*\n|[^\n]+$/g) ?? [])
    : lines(value.join(""));

/** MIME types whose values are text with lines; base64 and JSON stay as they are. */
const isLined = (mime: string) =>
  mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript";

const bundle = (data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      isLined(mime) && (typeof value === "string" || Array.isArray(value))
        ? lines(value as MultilineText)
        : value,
    ]),
  );

function formatOutput(output: Output): JsonObject {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return { ...output, traceback: [...output.traceback] };
  return { ...output, data: bundle(output.data), metadata: output.metadata };
}

/** What differs from run to run, or belongs to one front end's screen. */
const VOLATILE = new Set(["execution", "ExecuteTime", "collapsed", "scrolled", "jupyter", "vscode"]);

const tidyMetadata = (metadata: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => !VOLATILE.has(name) || (name === "jupyter" && object(value)["source_hidden"]),
    ),
  );

/** Keys in order at every depth, so that two equal notebooks are equal files. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, item]) => [name, ordered(item)]),
  );
}

/** The text of a notebook file as Jupyter writes it (nbformat 4.5, one space of indent), without what is volatile. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    cell_type: cell.cell_type,
    id: cell.id,
    metadata: tidyMetadata(cell.metadata),
    source: lines(cell.source),
    ...(cell.cell_type === "code"
      ? { execution_count: cell.execution_count ?? null, outputs: (cell.outputs ?? []).map(formatOutput) }
      : cell.attachments && { attachments: cell.attachments }),
  }));
  const metadata = { ...tidyMetadata(notebook.metadata), ...NOTEBOOK_METADATA };
  return `${JSON.stringify(ordered({ cells, metadata, nbformat: 4, nbformat_minor: 5 }), undefined, 1)}\n`;
}
