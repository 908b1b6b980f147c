import ts from "typescript";
import type { Completeness } from "../session/api.js";

const INDENT = "  ";

const UNTERMINATED_STRING = 1002;

/** Messages of the parser that more text may mend, whatever is missing. */
const openEnded = new Set([
  1010, // '*/' expected
  1160, // Unterminated template literal
  1161, // Unterminated regular expression literal
]);

/** How deep the next line stands: the open brackets on the lines before it. */
function indentAfter(code: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, code);
  const lineOf = (position: number) => code.slice(0, position).split("\n").length;
  const open: number[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const opens =
      token === ts.SyntaxKind.OpenBraceToken ||
      token === ts.SyntaxKind.OpenParenToken ||
      token === ts.SyntaxKind.OpenBracketToken;
    const closes =
      token === ts.SyntaxKind.CloseBraceToken ||
      token === ts.SyntaxKind.CloseParenToken ||
      token === ts.SyntaxKind.CloseBracketToken;
    if (opens) open.push(lineOf(scanner.getTokenStart()));
    if (closes) open.pop();
  }
  // `f({` opens two brackets and one level.
  return INDENT.repeat(new Set(open).size);
}

/** Whether code could run as it stands, by TypeScript's own parser. Two empty lines at the end say: run it. */
export function isCompleteCode(code: string): Completeness {
  if (/\n[ \t]*\n[ \t]*$/.test(code)) return { status: "complete", indent: "" };
  const output = ts.transpileModule(`${code}\nexport {};`, {
    fileName: "cell.ts",
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const diagnostics = output.diagnostics ?? [];
  if (diagnostics.length === 0) return { status: "complete", indent: "" };
  // Parsed without our suffix, what is missing at the very end is told to be missing there.
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022, false);
  const errors = (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
  const end = code.trimEnd().length;
  const first = errors[0];
  const isMissing = ({ code: number, start = 0 }: ts.Diagnostic) =>
    // An open quote ends with its line: more lines do not mend it.
    number !== UNTERMINATED_STRING && (openEnded.has(number) || start >= end);
  const missing = errors.some(isMissing);
  if (missing && first && ((first.start ?? 0) >= end || openEnded.has(first.code))) {
    return { status: "incomplete", indent: indentAfter(code) };
  }
  return { status: errors.length ? "invalid" : "complete", indent: "" };
}
