/** Words of definitions, ledgers and errors: no HTML in them is taken for HTML. */
export const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** Text of a table's cell or a list's line: one line, and no end of the cell. */
export const cell = (text: string): string => escaped(text).replace(/\|/g, "\\|").replace(/\s+/g, " ").trim();

/** A table; columns of numbers stand to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const rule = head.map((_, i) => (numbers.includes(i) ? "---:" : "---"));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}
