import ts from "typescript";
import type { Cell, Notebook } from "../headless/nbformat.js";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a cell sees without an import, and so what the script must import. */
const GLOBALS = ["display", "input", "tf", "sw", "view"];

/**
 * A notebook as one TypeScript module that runs: the cells one after the other, what they show shown by `display`.
 * A name that several cells declare is declared once, as `let`, and assigned afterwards.
 */
export function toScript({ cells }: Notebook): string {
  const sources = cells
    .filter((cell) => cell.cell_type === "code" && !isMeantToFail(cell))
    .map(({ source }) => source);
  const counts = new Map<string, number>();
  for (const source of sources)
    for (const name of declaredNames(parse(source))) counts.set(name, (counts.get(name) ?? 0) + 1);
  const repeated = new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
  const imports = new Set<string>();
  const body: string[] = [];
  let number = 0;
  for (const cell of cells) {
    if (cell.cell_type === "markdown") body.push(commented(cell.source));
    if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
    number++;
    // A script ends at its first error: what shows one in a lesson is kept as a comment.
    if (isMeantToFail(cell))
      body.push(`// Cell ${number}, which fails on purpose\n${commented(cell.source)}`);
    else body.push(`// Cell ${number}\n${rewrite(cell.source, repeated, imports)}`);
  }
  const text = body.join("\n\n");
  const mentions = (name: string) => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text);
  const used = GLOBALS.filter((name) => mentions(name) && !counts.has(name));
  const head = [
    ...(used.length > 0 ? [`import { ${used.join(", ")} } from "swath/notebook";`] : []),
    ...imports,
    // Nobody interrupts a script but by ending it.
    ...(mentions("signal") && !counts.has("signal") ? ["const { signal } = new AbortController();"] : []),
    // Their types change from cell to cell, which only a notebook allows.
    ...(repeated.size > 0 ? [`let ${[...repeated].map((name) => `${name}: any`).join(", ")};`] : []),
  ];
  return `${[...head, "", text].join("\n").trim()}\n`;
}

const isMeantToFail = ({ metadata }: Cell) =>
  Array.isArray(metadata["tags"]) && metadata["tags"].includes("raises-exception");

const commented = (text: string) =>
  text
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");

const parse = (source: string) =>
  ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function declaredNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      return [statement.name.text];
    return [];
  });
}

function rewrite(source: string, repeated: ReadonlySet<string>, imports: Set<string>): string {
  const file = parse(source);
  const edits: Edit[] = [];
  file.statements.forEach((statement, i) => {
    const [start, end] = [statement.getStart(file), statement.getEnd()];
    const text = source.slice(start, end);
    if (ts.isImportDeclaration(statement)) {
      imports.add(text);
      edits.push({ start, end, text: "" });
    } else if (ts.isVariableStatement(statement)) {
      const { declarations } = statement.declarationList;
      if (!declarations.some(({ name }) => namesIn(name).some((each) => repeated.has(each)))) return;
      edits.push({
        start,
        end,
        text: declarations.map((one) => assignment(one, repeated, source)).join("\n"),
      });
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      if (repeated.has(statement.name.text))
        edits.push({ start, end, text: `${statement.name.text} = ${text};` });
    } else if (
      ts.isExpressionStatement(statement) &&
      i === file.statements.length - 1 &&
      !/;\s*$/.test(text)
    ) {
      if (isShown(statement.expression)) edits.push({ start, end, text: `display(${text});` });
    }
  });
  return edits
    .reduceRight((out, edit) => out.slice(0, edit.start) + edit.text + out.slice(edit.end), source)
    .trim();
}

/** A call of display or of the console shows already; an assignment is a step, not a result. */
function isShown(expression: ts.Expression): boolean {
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    return kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment;
  }
  const inner = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return !(ts.isCallExpression(inner) && /^(display|console)\b/.test(inner.expression.getText()));
}

function assignment(
  declaration: ts.VariableDeclaration,
  repeated: ReadonlySet<string>,
  source: string,
): string {
  const name = declaration.name.getText();
  const value = declaration.initializer
    ? source.slice(declaration.initializer.getStart(), declaration.initializer.getEnd())
    : "undefined";
  const names = namesIn(declaration.name);
  if (!names.some((each) => repeated.has(each))) return `let ${declaration.getText()};`;
  // A pattern may hold new names beside repeated ones.
  const fresh = names.filter((each) => !repeated.has(each));
  const head = fresh.length > 0 ? `let ${fresh.map((each) => `${each}: any`).join(", ")};\n` : "";
  return ts.isIdentifier(declaration.name) ? `${name} = ${value};` : `${head}(${name} = ${value});`;
}
