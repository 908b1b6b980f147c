import ts from "typescript";

/** How one package is rolled up. */
export interface Rollup {
  /** The file it becomes. */
  readonly output: string;
  /** What each specifier means: its declaration file. */
  readonly entries: Readonly<Record<string, string>>;
  /** The block's name for a file, null for files that stay outside. */
  readonly idOf: (path: string) => string | null;
}

/** The documentation comment of a symbol, as it stands in its file. */
function commentOf(declaration: ts.Declaration): string {
  // A variable's comment stands before its statement.
  const holder = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const file = declaration.getSourceFile();
  const ranges = ts.getLeadingCommentRanges(file.text, holder.getFullStart()) ?? [];
  const last = ranges.at(-1);
  const text = last ? file.text.slice(last.pos, last.end) : "";
  return text.startsWith("/**") && !text.includes("@license") ? `${text}\n` : "";
}

/** tfjs documents `add_`, and exports `add: typeof add_`: the comment is the first that either has. */
function documentation(target: ts.Symbol, checker: ts.TypeChecker): string {
  const declarations = [...(target.declarations ?? [])];
  const [first] = declarations;
  if (first && ts.isVariableDeclaration(first) && first.type && ts.isTypeQueryNode(first.type)) {
    declarations.push(...(checker.getSymbolAtLocation(first.type.exprName)?.declarations ?? []));
  }
  for (const declaration of declarations) {
    const comment = commentOf(declaration);
    if (comment) return comment;
  }
  return "";
}

/** The name under which a file exports a symbol. */
function nameIn(file: ts.SourceFile, target: ts.Symbol, checker: ts.TypeChecker): string | null {
  const symbol = checker.getSymbolAtLocation(file);
  for (const exported of symbol ? checker.getExportsOfModule(symbol) : []) {
    const own = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (own === target) return exported.name;
  }
  return null;
}

/** Whether a type has parameters, which an alias by `type X = …` would lose. */
const isGeneric = (target: ts.Symbol) =>
  target.declarations?.some(
    (d) =>
      (ts.isInterfaceDeclaration(d) || ts.isTypeAliasDeclaration(d)) && (d.typeParameters?.length ?? 0) > 0,
  ) ?? false;

/**
 * Explicit exports in place of chains of `export *`, and declarations in place of aliases: to look up one name of
 * `tf`, the checker of each cell would follow the aliases of all eleven hundred.
 */
export function flatExports(entry: ts.SourceFile, checker: ts.TypeChecker, rollup: Rollup): string[] {
  const symbol = checker.getSymbolAtLocation(entry);
  if (!symbol) throw new Error(`rollup: ${entry.fileName} is not a module`);
  const lines: string[] = [];
  for (const exported of checker.getExportsOfModule(symbol)) {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = target.declarations?.[0];
    if (!declaration || exported.name === "default") continue;
    const file = declaration.getSourceFile();
    const id = rollup.idOf(file.fileName);
    if (id === null) continue;
    const from = JSON.stringify(id);
    // A namespace (`export * as nn from …`) is the file itself.
    if (ts.isSourceFile(declaration)) {
      lines.push(`export * as ${exported.name} from ${from};`);
      continue;
    }
    const original = nameIn(file, target, checker);
    if (original === null) continue;
    const { flags } = target;
    const isType = (flags & ts.SymbolFlags.Type) !== 0;
    const isPlainValue =
      (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) !== 0 &&
      (flags & ts.SymbolFlags.Namespace) === 0;
    const comment = documentation(target, checker);
    if (isPlainValue && !isType && /^[\w$]+$/.test(exported.name)) {
      lines.push(`${comment}export declare const ${exported.name}: typeof import(${from}).${original};`);
    } else if (isType && (flags & ts.SymbolFlags.Value) === 0 && !isGeneric(target)) {
      lines.push(`${comment}export type ${exported.name} = import(${from}).${original};`);
    } else {
      const name = original === exported.name ? original : `${original} as ${exported.name}`;
      lines.push(`export { ${name} } from ${from};`);
    }
  }
  return lines;
}

/** The comments of everything that the entries export, by name. */
export function exportComments(
  program: ts.Program,
  roots: readonly string[],
  checker: ts.TypeChecker,
): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  for (const root of roots) {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(root)!);
    for (const exported of symbol ? checker.getExportsOfModule(symbol) : []) {
      const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const comment = documentation(target, checker);
      if (comment) comments.set(exported.name, comment);
    }
  }
  return comments;
}
