import ts from "typescript";

/** The declarations of one name, as value and as type; an import may be both. */
interface Carried {
  readonly value: readonly string[];
  readonly type: readonly string[];
}

const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed, removeComments: false });

/** `export declare let a: number` → `declare let a: number`: what is carried is a scope, not a module's face. */
function unexported(statement: ts.Statement, file: ts.SourceFile): string {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const keep = modifiers.filter(
    (m) => m.kind !== ts.SyntaxKind.ExportKeyword && m.kind !== ts.SyntaxKind.DefaultKeyword,
  );
  const start = modifiers[0]?.getStart(file) ?? statement.getStart(file);
  const bodyStart = modifiers.length
    ? (keep[0]?.getStart(file) ?? modifiers.at(-1)!.end + 1)
    : statement.getStart(file);
  const docs = file.text.slice(statement.getFullStart(), start).trim();
  const text = file.text.slice(bodyStart, statement.end);
  const needsDeclare =
    !keep.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword) &&
    !ts.isInterfaceDeclaration(statement) &&
    !ts.isTypeAliasDeclaration(statement);
  return `${docs ? `${docs}\n` : ""}${needsDeclare ? "declare " : ""}${text}`;
}

function importLines(statement: ts.ImportDeclaration, file: ts.SourceFile): [string, string][] {
  const clause = statement.importClause;
  if (!clause) return [];
  const from = statement.moduleSpecifier.getText(file);
  const type = clause.isTypeOnly ? "type " : "";
  const lines: [string, string][] = [];
  if (clause.name) lines.push([clause.name.text, `import ${type}${clause.name.text} from ${from};`]);
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) {
    lines.push([bindings.name.text, `import ${type}* as ${bindings.name.text} from ${from};`]);
  } else if (bindings) {
    for (const element of bindings.elements) {
      lines.push([element.name.text, `import ${type}{ ${element.getText(file)} } from ${from};`]);
    }
  }
  return lines;
}

/** Splits a declaration file into the declarations of each name. */
function split(declarations: string): Map<string, { value: string[]; type: string[] }> {
  const file = ts.createSourceFile("cell.d.ts", declarations, ts.ScriptTarget.ES2022, true);
  const found = new Map<string, { value: string[]; type: string[] }>();
  const add = (name: string, as: "value" | "type", text: string) => {
    const entry = found.get(name) ?? { value: [], type: [] };
    found.set(name, entry);
    entry[as].push(text);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      const list = statement.declarationList;
      const word = list.flags & ts.NodeFlags.Const ? "const" : list.flags & ts.NodeFlags.Let ? "let" : "var";
      const docs = file.text.slice(statement.getFullStart(), statement.getStart(file)).trim();
      for (const declaration of list.declarations) {
        if (!ts.isIdentifier(declaration.name)) continue;
        const text = printer.printNode(ts.EmitHint.Unspecified, declaration, file);
        add(declaration.name.text, "value", `${docs ? `${docs}\n` : ""}declare ${word} ${text};`);
      }
    } else if (ts.isImportDeclaration(statement)) {
      for (const [name, line] of importLines(statement, file)) add(name, "value", line);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      add(statement.name.text, "value", statement.getText(file));
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      add(statement.name.text, "type", unexported(statement, file));
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    ) {
      if (statement.name && ts.isIdentifier(statement.name)) {
        add(statement.name.text, "value", unexported(statement, file));
      }
    }
  }
  return found;
}

/** Classes, enums, namespaces and imports have a face as a type as well. */
const isTypeToo = (text: string) =>
  /^(?:\/\*[\s\S]*?\*\/\s*)?(?:import |declare (?:abstract |const )?(?:class|enum|namespace|module)\b)/.test(
    text,
  );

/** The newer declarations of a name over the older ones. */
function over(name: string, old: Carried | undefined, next: Carried): Carried {
  if (!old) return next;
  const valueTakesType = next.value.some(isTypeToo);
  const typeTakesClass = next.value.length === 0 && old.value.some(isTypeToo);
  return {
    // The value of a class whose name became a type is still there; its own type is gone.
    value: next.value.length ? next.value : typeTakesClass ? [`declare let ${name}: any;`] : old.value,
    type: next.type.length ? next.type : valueTakesType ? [] : old.type,
  };
}

/** Over so many files what cells declare is spread, so that a new name costs the reading of a small one. */
const FILES = 16;

/** Some of the names, as one declaration file. */
class CarriedFile {
  readonly names = new Map<string, Carried>();
  #text: string | null = null;

  set(name: string, carried: Carried): void {
    this.names.set(name, carried);
    this.#text = null;
  }

  get text(): string {
    if (this.#text === null) {
      const lines: string[] = [];
      for (const { value, type } of this.names.values()) lines.push(...value, ...type);
      lines.push("export {};");
      this.#text = lines.join("\n");
    }
    return this.#text;
  }
}

const emptyFiles = (): readonly CarriedFile[] => Array.from({ length: FILES }, () => new CarriedFile());

/**
 * What earlier cells declared, name by name. A later declaration takes the place of an earlier one of the same name; a
 * type and a value of one name live side by side, as they do in TypeScript.
 */
export class CarriedScope {
  #files = emptyFiles();
  /** In which file a name stands, for as long as the notebook runs. */
  readonly #places = new Map<string, CarriedFile>();
  readonly #values = new Set<string>();

  /** Names that have a value at run time. */
  get values(): ReadonlySet<string> {
    return this.#values;
  }

  /** Takes in a cell's declaration file, or only those of its names that `keep` accepts. */
  add(declarations: string, keep: (name: string) => boolean = () => true): void {
    const found = split(declarations);
    for (const [name, next] of found) {
      if (!keep(name) && next.value.length) continue;
      const file = this.#places.get(name) ?? this.#files[this.#places.size % FILES]!;
      this.#places.set(name, file);
      const merged = over(name, file.names.get(name), next);
      file.set(name, merged);
      if (merged.value.length) this.#values.add(name);
    }
  }

  /** All names as declaration files; always the same number of them. */
  get texts(): readonly string[] {
    return this.#files.map(({ text }) => text);
  }

  clear(): void {
    this.#files = emptyFiles();
    this.#places.clear();
    this.#values.clear();
  }
}
