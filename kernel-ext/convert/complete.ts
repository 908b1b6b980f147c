import ts from "typescript";
import type { Completion, CompletionList } from "../session/api.js";
import type { Converter } from "./converter.js";
import { withoutPaths } from "./diagnostics.js";

/** More than this many names help nobody. */
const MAX_ITEMS = 1000;

/** Signatures are looked up for so many of the best candidates; each costs the checker a little. */
const SIGNATURES = 20;

const isNamePart = (text: string) => /[\p{ID_Continue}$]/u.test(text);

/** The stretch of the name around the cursor. */
function nameAround(code: string, cursor: number): { start: number; end: number } {
  let start = cursor;
  while (start > 0 && isNamePart(code[start - 1]!)) start--;
  let end = cursor;
  while (end < code.length && isNamePart(code[end]!)) end++;
  return { start, end };
}

/** 0 best: begins like what is typed; 3: does not fit. */
function closeness(name: string, typed: string): number {
  if (name.startsWith(typed)) return 0;
  const lower = name.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower.startsWith(wanted)) return 1;
  return lower.includes(wanted) ? 2 : 3;
}

/**
 * A candidate's type in a few words. The service's own details cost more than all the rest: they look for a name by
 * which each type could be imported.
 */
function signatureOf(entry: ts.CompletionEntry, checker: ts.TypeChecker, place: ts.Node): string | undefined {
  const { symbol } = entry as { symbol?: ts.Symbol };
  if (!symbol) return undefined;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if ((target.flags & ts.SymbolFlags.Value) === 0) return undefined;
  const type = checker.getTypeOfSymbolAtLocation(target, place);
  return withoutPaths(
    checker.typeToString(type, undefined, ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope),
  );
}

/** What may stand at the cursor, best first. */
export function completeAt(converter: Converter, code: string, cursor: number): CompletionList {
  const { start, end } = nameAround(code, cursor);
  const nothing = { start: cursor, end: cursor, items: [] };
  const { program, cell } = converter.prepare(code);
  const { service, cellName } = converter.project;
  const found = service.getCompletionsAtPosition(cellName, cursor, {
    includeCompletionsForModuleExports: false,
    includeCompletionsWithInsertText: false,
    includeSymbol: true,
  });
  if (!found) return nothing;
  const typed = code.slice(start, cursor);
  const ranked = found.entries
    .filter((entry) => entry.kind !== ts.ScriptElementKind.warning && !entry.name.startsWith("__swath"))
    .map((entry) => ({ entry, fit: closeness(entry.name, typed) }))
    .filter((candidate) => candidate.fit < 3)
    .sort(
      (a, b) =>
        a.fit - b.fit ||
        a.entry.sortText.localeCompare(b.entry.sortText) ||
        a.entry.name.localeCompare(b.entry.name),
    )
    .slice(0, MAX_ITEMS);
  const checker = program.getTypeChecker();
  const items = ranked.map(({ entry }, index): Completion => {
    const item = { text: entry.name, kind: entry.kind };
    if (index >= SIGNATURES || typed === "") return item;
    const signature = signatureOf(entry, checker, cell);
    if (!signature) return item;
    // The rolled-up declarations know `tf.add` as a constant; whoever reads the list wants to know that it is called.
    const kind =
      /^(?:const|alias|var|let)$/.test(item.kind) && /^[(<]/.test(signature) ? "function" : item.kind;
    return { ...item, kind, signature };
  });
  // A path in a string or an import is replaced as a whole piece of the path.
  const span = found.entries[0]?.replacementSpan;
  return span
    ? { start: span.start, end: span.start + span.length, items }
    : { start, end: Math.max(end, cursor), items };
}
