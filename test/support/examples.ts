import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** One exported name of an entry point, with the code of its `@example` blocks. */
export interface Documented {
  readonly entry: string;
  readonly name: string;
  readonly file: string;
  /** Whether it exists at run time; types need a description, values an example too. */
  readonly isValue: boolean;
  readonly description: string;
  readonly examples: readonly string[];
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Everything that the entry points export, namespaces opened, as the compiler sees it. */
export function documentedExports(entries: Readonly<Record<string, string>>): Documented[] {
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => readFileSync(path, "utf8"));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram(
    Object.values(entries).map((path) => root + path),
    { ...options, noEmit: true, incremental: false, tsBuildInfoFile: undefined },
  );
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const found: Documented[] = [];

  const visit = (entry: string, prefix: string, module: ts.Symbol): void => {
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (seen.has(symbol)) continue;
      seen.add(symbol);
      const [declaration] = symbol.declarations ?? [];
      const file = declaration?.getSourceFile().fileName ?? "";
      if (!file.startsWith(root) || file.includes("node_modules")) continue;
      if (declaration && ts.isSourceFile(declaration)) {
        visit(entry, `${prefix}${exported.name}.`, symbol);
        continue;
      }
      const tags = symbol.getJsDocTags(checker);
      found.push({
        entry,
        name: prefix + exported.name,
        file: file.slice(root.length),
        isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
        description: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        examples: tags
          .filter(({ name }) => name === "example")
          .flatMap(({ text }) => codeBlocks(ts.displayPartsToString(text))),
      });
    }
  };
  for (const [entry, path] of Object.entries(entries)) {
    const source = program.getSourceFile(root + path);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${path} is not a module`);
    visit(entry, "", module);
  }
  return found;
}

/** The TypeScript blocks of a Markdown text. */
export function codeBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);
}

/** Runs an example as a module of its own; what it imports from `swath` is what the tests test. */
export function asModule(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: false,
    },
  }).outputText;
}
