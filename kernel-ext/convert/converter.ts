import ts from "typescript";
import { CarriedScope } from "./carry.js";
import { type CellText, readCell } from "./cell-text.js";
import { type Complaint, complain } from "./diagnostics.js";
import { runOptions } from "./options.js";
import { Project, type ProjectOptions } from "./project.js";
import { afterTransform, beforeTransform, RESULT } from "./transform.js";

/** A cell ready to run, and what it will leave behind. */
export interface ConvertedCell {
  readonly complaints: readonly Complaint[];
  /** JavaScript: the body of a function that knows `exports` and the kernel's host object. */
  readonly output: string;
  readonly sourceMap: string;
  readonly isAsync: boolean;
  /** The property that holds the last expression's value, undefined when the cell ends in a statement. */
  readonly resultName: string | undefined;
  /** Names that the cell declares at its top level. */
  readonly names: readonly string[];
  /** Where a column of the compiled-from text stands in the cell as it was typed (both zero-based). */
  readonly toCell: (line: number, column: number) => { readonly line: number; readonly column: number };
  /** Makes the cell's declarations known to later cells; all of them, or those that `keep` accepts. */
  readonly carry: (keep?: (name: string) => boolean) => void;
}

const NOTHING = {
  complaints: [],
  output: "",
  sourceMap: "",
  isAsync: false,
  resultName: undefined,
  names: [],
};

/** Line starts, to go between offsets and lines. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The import names whose symbol is a value: only these can be shared at run time. */
function valueImports(cell: CellText, file: ts.SourceFile, checker: ts.TypeChecker): string[] {
  const imported = cell.declared.filter((d) => d.kind === "import");
  if (imported.length === 0) return [];
  const symbols = new Map<string, ts.Symbol>();
  for (const symbol of checker.getSymbolsInScope(file, ts.SymbolFlags.Alias)) {
    if (symbol.declarations?.some((d) => d.getSourceFile() === file)) symbols.set(symbol.name, symbol);
  }
  return imported
    .map((d) => d.name)
    .filter((name) => {
      const symbol = symbols.get(name);
      if (!symbol) return false;
      const target = checker.getAliasedSymbol(symbol);
      // An unresolved or untyped module says nothing about its names: take them for values.
      return (target.flags & ts.SymbolFlags.Value) !== 0 || !target.declarations?.length;
    });
}

/** Starts of the identifiers in the cell that name a value of an earlier cell. */
function carriedPlaces(
  cell: ts.SourceFile,
  scope: ReadonlySet<ts.SourceFile>,
  end: number,
  names: ReadonlySet<string>,
  checker: ts.TypeChecker,
): Set<number> {
  const places = new Set<number>();
  const isCarried = (symbol: ts.Symbol | undefined) =>
    symbol?.declarations?.some((declaration) => scope.has(declaration.getSourceFile())) ?? false;
  const visit = (node: ts.Node): void => {
    if (node.pos >= end || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))) return;
    if (ts.isIdentifier(node) && names.has(node.text)) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.name === node) return;
      const symbol = ts.isShorthandPropertyAssignment(parent)
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : checker.getSymbolAtLocation(node);
      if (isCarried(symbol)) places.add(node.getStart(cell));
      return;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(cell, visit);
  return places;
}

/** Emits declarations even where a type has no name that can be written (the sixth parameter is TypeScript's own). */
type EmitDeclarations = (
  file: ts.SourceFile,
  write: ts.WriteFileCallback,
  token: undefined,
  onlyDeclarations: boolean,
  transformers: undefined,
  force: boolean,
) => void;

/**
 * From cells to JavaScript, one after the other, as tslab's converter does it: what a cell declares is there in the
 * next, may be declared anew, and is type-checked throughout.
 */
export class Converter {
  readonly project: Project;
  readonly #scope = new CarriedScope();

  readonly #shorten: (declarations: string) => string;

  constructor(options: ProjectOptions) {
    this.project = new Project(options);
    this.#shorten = options.shorten ?? ((declarations) => declarations);
  }

  /** The declarations that a cell run now would see. */
  get scopeText(): string {
    return this.#scope.texts.join("\n");
  }

  /** Compiles a cell. A crash of the compiler costs this cell only: its state is thrown away. */
  convert(code: string): ConvertedCell {
    const text = readCell(code);
    if (text.edited.trim() === "") {
      return { ...NOTHING, toCell: (line, column) => ({ line, column }), carry: () => undefined };
    }
    try {
      return this.#convert(text);
    } catch (error) {
      this.project.reset();
      throw error;
    }
  }

  /** The program in which `code` would be looked at: for completion and inspection. */
  prepare(code: string): { program: ts.Program; cell: ts.SourceFile } {
    this.project.carry(this.#scope.texts);
    try {
      return this.project.program(code.includes("export") ? code : `${code}\nexport {};`);
    } catch (error) {
      this.project.reset();
      throw error;
    }
  }

  /** Forgets all cells. */
  clear(): void {
    this.#scope.clear();
  }

  #convert(text: CellText): ConvertedCell {
    const imports = text.declared.filter((d) => d.kind === "import").map((d) => d.name);
    const suffix = `\nexport { ${imports.join(", ")} };`;
    this.project.carry(this.#scope.texts);
    const { program, cell, scope } = this.project.program(text.edited + suffix);
    const complaints = this.#check(program, cell, text);
    if (complaints.length > 0) {
      return { ...NOTHING, complaints, toCell: (line, column) => ({ line, column }), carry: () => undefined };
    }
    const checker = program.getTypeChecker();
    const end = text.edited.length;
    const values = this.#scope.values;
    const carried = values.size ? carriedPlaces(cell, scope, end, values, checker) : new Set<number>();
    const shared = valueImports(text, cell, checker);
    let resultName: string | undefined;
    const { outputText, sourceMapText } = ts.transpileModule(
      `${text.edited}\nexport { ${shared.join(", ")} };`,
      {
        fileName: "cell.ts",
        compilerOptions: runOptions,
        transformers: {
          before: [
            beforeTransform({
              carried,
              end,
              isAsync: text.isAsync,
              onResult: () => {
                resultName = RESULT;
              },
            }),
          ],
          after: [afterTransform()],
        },
      },
    );
    let declarations = "";
    if (text.declared.length > 0) {
      (program.emit as unknown as EmitDeclarations)(
        cell,
        (name, data) => {
          if (name.endsWith(".d.ts")) declarations = data;
        },
        undefined,
        true,
        undefined,
        true,
      );
    }
    const typed = lineStarts(text.code);
    const edited = lineStarts(text.edited);
    return {
      complaints,
      output: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
      sourceMap: sourceMapText ?? "",
      isAsync: text.isAsync,
      resultName,
      names: text.declared.map((d) => d.name),
      toCell: (line, column) => {
        const start = edited[line];
        if (start === undefined) return { line, column };
        return { line, column: Math.max(0, text.toCell(start + column) - (typed[line] ?? 0)) };
      },
      carry: (keep) => {
        if (declarations) this.#scope.add(this.#shorten(declarations), keep);
      },
    };
  }

  /** Errors of the cell, and of the files beside the notebook that it uses and that changed since they were looked at. */
  #check(program: ts.Program, cell: ts.SourceFile, text: CellText): readonly Complaint[] {
    const { project } = this;
    const found: ts.Diagnostic[] = [...program.getSyntacticDiagnostics(cell)];
    if (found.length === 0) {
      found.push(...program.getSemanticDiagnostics(cell));
      for (const file of program.getSourceFiles()) {
        if (file === cell || file.isDeclarationFile || !project.isLocal(file.fileName)) continue;
        if (!/\.[cm]?tsx?$/.test(file.fileName) || !project.needsCheck(file)) continue;
        const own = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
        if (own.length) project.checkAgain(file);
        found.push(...own);
      }
    }
    return complain(found, text, cell, project.cwd);
  }
}
