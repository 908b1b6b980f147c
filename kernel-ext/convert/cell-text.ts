import ts from "typescript";

/** A name that a cell declares at its top level, and as what. */
export interface Declared {
  readonly name: string;
  readonly kind: "variable" | "function" | "class" | "enum" | "namespace" | "type" | "import";
}

/**
 * A cell as the compiler sees it: every top-level declaration is exported, since later cells share it. Only the word
 * `export ` is put in, so that a place in one text is easily found in the other.
 */
export interface CellText {
  readonly code: string;
  readonly edited: string;
  readonly declared: readonly Declared[];
  /** The cell itself must run asynchronously: it imports or awaits at its top level. */
  readonly isAsync: boolean;
  /** From a place in `edited` to the place in `code`. */
  readonly toCell: (position: number) => number;
}

const WORD = "export ";

function bindingNames(name: ts.BindingName, found: Declared[]): void {
  if (ts.isIdentifier(name)) {
    found.push({ name: name.text, kind: "variable" });
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) bindingNames(element.name, found);
  }
}

function importNames(statement: ts.ImportDeclaration, found: Declared[]): void {
  const clause = statement.importClause;
  if (!clause) return;
  const add = (name: ts.Identifier) => found.push({ name: name.text, kind: "import" });
  if (clause.name) add(clause.name);
  if (!clause.namedBindings) return;
  if (ts.isNamespaceImport(clause.namedBindings)) add(clause.namedBindings.name);
  else for (const element of clause.namedBindings.elements) add(element.name);
}

/** `using` cannot be exported: such a value ends with its cell anyway. */
const isUsing = (list: ts.VariableDeclarationList) =>
  (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using ||
  (list.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;

/** What a statement declares, and whether it wants the word `export` before it. */
function declaredBy(statement: ts.Statement): { names: Declared[]; exportable: boolean } {
  const names: Declared[] = [];
  if (ts.isVariableStatement(statement)) {
    if (isUsing(statement.declarationList)) return { names, exportable: false };
    for (const declaration of statement.declarationList.declarations) bindingNames(declaration.name, names);
    return { names, exportable: names.length > 0 };
  }
  if (ts.isImportDeclaration(statement)) {
    importNames(statement, names);
    return { names, exportable: false };
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    return { names: [{ name: statement.name.text, kind: "import" }], exportable: false };
  }
  const kind = ts.isFunctionDeclaration(statement)
    ? "function"
    : ts.isClassDeclaration(statement)
      ? "class"
      : ts.isEnumDeclaration(statement)
        ? "enum"
        : ts.isModuleDeclaration(statement)
          ? "namespace"
          : ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
            ? "type"
            : null;
  if (!kind) return { names, exportable: false };
  const { name } = statement as ts.DeclarationStatement;
  if (!name || !ts.isIdentifier(name)) return { names, exportable: false };
  return { names: [{ name: name.text, kind }], exportable: true };
}

/** An `await` (or `for await`, `await using`) that belongs to the cell, not to a function in it. */
function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier) return true;
  if (
    ts.isVariableDeclarationList(node) &&
    (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
  ) {
    return true;
  }
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
  return ts.forEachChild(node, awaits) ?? false;
}

const importsAtTop = (statement: ts.Statement) =>
  (ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly) ||
  (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) ||
  (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);

/** Reads a cell and prepares it for the compiler. */
export function readCell(code: string): CellText {
  // A marker makes the parser take the cell for a module, in which `await` is a keyword.
  const file = ts.createSourceFile("cell.ts", `${code}\nexport {};`, ts.ScriptTarget.ES2022, false);
  const declared: Declared[] = [];
  const inserted: number[] = [];
  let isAsync = false;
  for (const statement of file.statements) {
    if (importsAtTop(statement) || (!isAsync && awaits(statement))) isAsync = true;
    const { names, exportable } = declaredBy(statement);
    declared.push(...names);
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    if (exportable && !exported) inserted.push(statement.getStart(file));
  }
  let edited = "";
  let from = 0;
  for (const position of inserted) {
    edited += code.slice(from, position) + WORD;
    from = position;
  }
  edited += code.slice(from);
  const toCell = (position: number) => {
    let shift = 0;
    for (const place of inserted) {
      if (place + shift >= position) break;
      shift += Math.min(WORD.length, position - place - shift);
    }
    return position - shift;
  };
  return { code, edited, declared, isAsync, toCell };
}
