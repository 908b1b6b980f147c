import { createHash } from "node:crypto";
import { ValueError } from "../../lib/errors.js";
import type { Cell, Notebook } from "./nbformat.js";

/** Values for a notebook's parameters by name. */
export type Parameters = Readonly<Record<string, unknown>>;

const tagsOf = ({ metadata }: Cell): readonly unknown[] =>
  Array.isArray(metadata["tags"]) ? metadata["tags"] : [];

/** Reads `name=value` as the command line has it: JSON where it is JSON (`3`, `true`, `[1,2]`), else a text. */
export function parseParameter(argument: string): readonly [string, unknown] {
  const at = argument.indexOf("=");
  const name = argument.slice(0, Math.max(at, 0)).trim();
  if (at < 0 || !/^[A-Za-z_$][\w$]*$/.test(name)) {
    throw new ValueError("notebook run", `--set ${argument} is not name=value`, {
      mend: "for example --set epochs=3",
    });
  }
  const value = argument.slice(at + 1);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/** The names that a parameters cell declares; what is not among them is a misspelling. */
function declared(source: string): readonly string[] {
  return [...source.matchAll(/\b(?:let|const|var)\s+([A-Za-z_$][\w$]*)/g)].map((match) => match[1] as string);
}

/**
 * Puts values into a notebook as papermill does: a cell tagged `injected-parameters` behind the one that is tagged
 * `parameters`, redeclaring its names. A cell injected earlier is replaced.
 */
export function inject(notebook: Notebook, parameters: Parameters, file: string): Notebook {
  const names = Object.keys(parameters);
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  if (names.length === 0) return { ...notebook, cells };
  const at = cells.findIndex((cell) => cell.cell_type === "code" && tagsOf(cell).includes("parameters"));
  const target = cells[at];
  if (!target) {
    throw new ValueError("notebook run", `${file} has no cell tagged "parameters"`, {
      mend: "tag the cell that declares them, or leave --set out",
    });
  }
  const known = declared(target.source);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ValueError("notebook run", `${file} has no parameter ${unknown}`, {
      mend: `it has ${known.join(", ") || "none"}`,
    });
  }
  const source = names.map((name) => `let ${name} = ${JSON.stringify(parameters[name])};`).join("\n");
  const injected: Cell = {
    cell_type: "code",
    id: createHash("sha256").update(`injected\n${target.id}`).digest("hex").slice(0, 12),
    metadata: { tags: ["injected-parameters"] },
    source,
    outputs: [],
    execution_count: null,
  };
  return { ...notebook, cells: [...cells.slice(0, at + 1), injected, ...cells.slice(at + 1)] };
}
