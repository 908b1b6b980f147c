import { ValueError } from "../../errors.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatCount, formatNumber } from "../picture/number.js";
import { escapeXml, fitText, INK, px, SIZES, svgText, textWidth } from "../picture/text.js";

/** The part of an Arquero table that is asked of it. */
export interface ColumnTable {
  columnNames(): readonly string[];
  numRows(): number;
  get(name: string, row?: number): unknown;
}

/** Rows as objects, columns as lists, or an Arquero table. */
export type TableLike =
  | ColumnTable
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, ArrayLike<unknown>>>;

/** How much of a table is shown. */
export interface TableOptions {
  readonly title?: string;
  /** Rows shown at most; 20 unless told. */
  readonly rows?: number;
  /** Columns shown at most; 12 unless told. */
  readonly columns?: number;
  /** Digits of numbers; 4 unless told. */
  readonly digits?: number;
  /** Said under the table in place of the count of rows. */
  readonly caption?: string;
}

export interface TableCells {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
  /** Which columns hold numbers, and so stand at the right. */
  readonly numeric: readonly boolean[];
  readonly totalRows: number;
  readonly totalColumns: number;
}

function isColumnTable(table: TableLike): table is ColumnTable {
  return typeof (table as ColumnTable).columnNames === "function";
}

/** Reads the rows that are shown, as text. */
export function tableCells(table: TableLike, options: TableOptions = {}): TableCells {
  const { rows = 20, columns = 12, digits = 4 } = options;
  if (table === null || typeof table !== "object") {
    throw new ValueError("table", `cannot show a ${typeof table}`, {
      mend: "give rows, columns or an Arquero table",
    });
  }
  let names: readonly string[];
  let totalRows: number;
  let value: (name: string, row: number) => unknown;
  if (isColumnTable(table)) {
    names = table.columnNames();
    totalRows = table.numRows();
    value = (name, row) => table.get(name, row);
  } else if (Array.isArray(table)) {
    const list = table as readonly Readonly<Record<string, unknown>>[];
    names = [...new Set(list.slice(0, 1000).flatMap((row) => Object.keys(row)))];
    totalRows = list.length;
    value = (name, row) => list[row]?.[name];
  } else {
    const lists = table as Readonly<Record<string, ArrayLike<unknown>>>;
    names = Object.keys(lists);
    totalRows = Math.max(0, ...names.map((name) => lists[name]!.length));
    value = (name, row) => lists[name]![row];
  }
  const shown = names.slice(0, columns);
  const count = Math.min(rows, totalRows);
  const values = Array.from({ length: count }, (_, row) => shown.map((name) => value(name, row)));
  const numeric = shown.map((_, k) => values.length > 0 && values.every((row) => isNumber(row[k])));
  return {
    names: shown,
    cells: values.map((row) => row.map((cell) => cellText(cell, digits))),
    numeric,
    totalRows,
    totalColumns: names.length,
  };
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || value === null || value === undefined;
}

function cellText(value: unknown, digits: number): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 1e9
      ? formatCount(value).replace("-", "−")
      : formatNumber(value, digits);
  if (value instanceof Date) return value.toISOString().replace("T00:00:00.000Z", "");
  if (typeof value === "object") {
    const text =
      Array.isArray(value) || ArrayBuffer.isView(value)
        ? `[${Array.from(value as ArrayLike<unknown>)
            .slice(0, 6)
            .join(", ")}${(value as ArrayLike<unknown>).length > 6 ? ", …" : ""}]`
        : JSON.stringify(value);
    return text;
  }
  return String(value);
}

const ROW = 24;
const PAD = 12;
const MAX_COLUMN = 220;

/**
 * A table as a picture: for reports and for pages that take no HTML.
 *
 * @example
 * ```ts
 * import { tablePicture } from "swath/figures";
 *
 * const rows = [{ detector: "RX", auc: 0.9702 }, { detector: "LRX", auc: 0.9511 }];
 * tablePicture(rows).alt; // "Table with columns detector, auc. 2 rows."
 * ```
 */
export function tablePicture(table: TableLike, options: TableOptions = {}): Drawing {
  const { title = "" } = options;
  const { names, cells, numeric, totalRows, totalColumns } = tableCells(table, options);
  const widths = names.map((name, k) =>
    Math.min(
      MAX_COLUMN,
      Math.max(textWidth(name, SIZES.label, true), ...cells.map((row) => textWidth(row[k]!))),
    ),
  );
  const caption =
    options.caption ??
    sentences(
      cells.length < totalRows
        ? `First ${cells.length} of ${formatCount(totalRows)} rows.`
        : `${formatCount(totalRows)} ${totalRows === 1 ? "row" : "rows"}.`,
      names.length < totalColumns && `${names.length} of ${totalColumns} columns.`,
    );
  const top = title ? 40 : 10;
  const inner = widths.reduce((sum, w) => sum + w + 2 * PAD, 0);
  const width = Math.ceil(
    Math.max(inner, textWidth(caption, SIZES.note), textWidth(title, SIZES.title, true)) + 24,
  );
  const marks: string[] = [];
  if (title) marks.push(svgText(title, 12, 26, { size: SIZES.title, bold: true, fill: INK.title }));
  let x = 12;
  for (const [k, name] of names.entries()) {
    const w = widths[k]! + 2 * PAD;
    const right = numeric[k]!;
    const at = right ? x + w - PAD : x + PAD;
    const anchor = right ? "end" : "start";
    marks.push(svgText(fitText(name, MAX_COLUMN), at, top + 16, { bold: true, anchor }));
    for (const [r, row] of cells.entries()) {
      marks.push(svgText(fitText(row[k]!, MAX_COLUMN), at, top + ROW * (r + 1) + 17, { anchor }));
    }
    x += w;
  }
  const lines = Array.from({ length: cells.length + 1 }, (_, r) => {
    const y = top + ROW * (r + 1);
    return `<path d="M12 ${px(y)}H${px(12 + inner)}" stroke="${r === 0 ? INK.text : "#e6e6e6"}" stroke-width="1"/>`;
  });
  const bottom = top + ROW * (cells.length + 1);
  marks.push(svgText(caption, 12, bottom + 18, { size: SIZES.note, fill: INK.note }));
  const alt = sentences(title && `${title}.`, `Table with columns ${names.join(", ")}.`, caption);
  return {
    still: { width, height: bottom + 30, tiles: [], marks: lines.join("") + marks.join("") },
    title,
    alt,
    caption,
  };
}

/**
 * A table as plain HTML without scripts or styles of its own; what it says is escaped.
 *
 * @example
 * ```ts
 * import { tableHtml } from "swath/figures";
 *
 * const rows = [{ detector: "RX", auc: 0.9702 }, { detector: "LRX", auc: 0.9511 }];
 * tableHtml(rows).includes("<td align=\"right\">0.9702</td>"); // true
 * ```
 */
export function tableHtml(table: TableLike, options: TableOptions = {}): string {
  const { names, cells, numeric } = tableCells(table, options);
  const { caption } = tablePicture(table, options);
  const align = (k: number): string => (numeric[k] ? ' align="right"' : ' align="left"');
  const head = names.map((name, k) => `<th${align(k)}>${escapeXml(name)}</th>`).join("");
  const body = cells
    .map((row) => `<tr>${row.map((cell, k) => `<td${align(k)}>${escapeXml(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  const title = options.title ? `<p><b>${escapeXml(options.title)}</b></p>\n` : "";
  return `${title}<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p><small>${escapeXml(caption)}</small></p>`;
}

/**
 * A table in plain characters.
 *
 * @example
 * ```ts
 * import { tableText } from "swath/figures";
 *
 * const rows = [{ detector: "RX", auc: 0.9702 }, { detector: "LRX", auc: 0.9511 }];
 * tableText(rows).split("\n")[0]; // "detector     auc"
 * ```
 */
export function tableText(table: TableLike, options: TableOptions = {}): string {
  const { names, cells, numeric } = tableCells(table, options);
  const widths = names.map((name, k) => Math.max(name.length, ...cells.map((row) => row[k]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, k) => (numeric[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join("  ")
      .trimEnd();
  const { caption } = tablePicture(table, options);
  const rule = widths.map((w) => "─".repeat(w)).join("  ");
  return [...(options.title ? [options.title] : []), line(names), rule, ...cells.map(line), caption].join(
    "\n",
  );
}
