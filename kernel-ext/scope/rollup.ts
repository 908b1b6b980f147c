import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { globalNames } from "./globals.js";

/*
 * Run by `npm run build`. Six hundred declaration files in every cell's program cost tens of milliseconds a cell; one
 * file costs next to nothing. So each source file becomes a `declare module` block in one file, word for word
 * (documentation included), with its relative imports renamed to the blocks' names.
 */

const require = createRequire(import.meta.url);

interface Source {
  readonly path: string;
  readonly id: string;
}

/** How one package is rolled up. */
interface Rollup {
  /** The file it becomes. */
  readonly output: string;
  /** What each specifier means: its declaration file. */
  readonly entries: Readonly<Record<string, string>>;
  /** The block's name for a file, null for files that stay outside. */
  readonly idOf: (path: string) => string | null;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["node"],
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  skipLibCheck: true,
  types: [],
};

/** A specifier of one file in the terms of the roll-up. */
function renamed(specifier: string, from: string, rollup: Rollup): string {
  const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys);
  if (!resolvedModule) return specifier;
  const path = resolvedModule.resolvedFileName;
  // Inferred types name tfjs's inner files (`@tensorflow/tfjs-core/dist/types`), which are blocks of its roll-up.
  const inner = /^@tensorflow\/[^/]+\/./.test(specifier) ? tfjs().idOf(path) : null;
  return rollup.idOf(path) ?? inner ?? specifier;
}

/** One file's text with its specifiers renamed, ready to stand in a `declare module` block. */
function blockText(file: ts.SourceFile, rollup: Rollup): string {
  const edits: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const literal =
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isExternalModuleReference(node)
            ? node.expression
            : null;
    if (literal && ts.isStringLiteral(literal)) {
      edits.push({
        start: literal.getStart(file),
        end: literal.end,
        text: JSON.stringify(renamed(literal.text, file.fileName, rollup)),
      });
    }
    // Augmentations of a neighbour (`declare module "../tensor"`) are blocks of their own.
    if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) {
      edits.push({
        start: node.name.getStart(file),
        end: node.name.end,
        text: JSON.stringify(renamed(node.name.text, file.fileName, rollup)),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let text = file.text;
  for (const { start, end, text: next } of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + next + text.slice(end);
  }
  return text
    .replace(/^\/\/\/ <reference .*$/gm, "")
    .replace(/^\/\/# sourceMappingURL=.*$/gm, "")
    .replace(/\/\*\*?\s*\n \* @license[\s\S]*?\*\/\n?/g, "")
    .trim();
}

/** Nested augmentation blocks cannot stand inside a block: they are lifted out. */
function liftAugmentations(text: string): { text: string; lifted: string[] } {
  const file = ts.createSourceFile("block.d.ts", text, ts.ScriptTarget.ES2022, true);
  const lifted: string[] = [];
  let rest = text;
  for (const statement of [...file.statements].reverse()) {
    if (!ts.isModuleDeclaration(statement) || !ts.isStringLiteral(statement.name)) continue;
    // The augmentation's own names (`Rank`, `Tensor` …) are imported in the file around it.
    const imports = file.statements.filter(ts.isImportDeclaration).map((s) => s.getText(file));
    const body = statement.body?.getText(file) ?? "{}";
    lifted.push(
      `declare module ${statement.name.getText(file)} ${body.replace("{", `{\n${imports.join("\n")}\n`)}`,
    );
    rest = rest.slice(0, statement.getFullStart()) + rest.slice(statement.end);
  }
  return { text: rest, lifted };
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
function flatExports(entry: ts.SourceFile, checker: ts.TypeChecker, rollup: Rollup): string[] {
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

/** All files that a set of entries reaches within the roll-up. */
function reachable(program: ts.Program, rollup: Rollup): Source[] {
  const sources: Source[] = [];
  for (const file of program.getSourceFiles()) {
    const id = rollup.idOf(file.fileName);
    if (id !== null) sources.push({ path: file.fileName, id });
  }
  return sources;
}

/** Writes one roll-up; returns the module map's lines. */
function write(rollup: Rollup, folder: string): Record<string, string> {
  const roots = Object.values(rollup.entries);
  const program = ts.createProgram(roots, options);
  const checker = program.getTypeChecker();
  const blocks: string[] = [];
  const lifted: string[] = [];
  for (const { path, id } of reachable(program, rollup)) {
    const file = program.getSourceFile(path)!;
    const block = liftAugmentations(blockText(file, rollup));
    lifted.push(...block.lifted);
    blocks.push(`declare module ${JSON.stringify(id)} {\n${block.text}\n}`);
  }
  writeFileSync(join(folder, rollup.output), `${[...blocks, ...lifted].join("\n")}\n`);
  const modules: Record<string, string> = {};
  for (const [specifier, path] of Object.entries(rollup.entries)) {
    const name = `${specifier.replace(/^@/, "").replaceAll("/", "-")}.d.ts`;
    const lines = flatExports(program.getSourceFile(path)!, checker, rollup);
    writeFileSync(join(folder, name), `${lines.join("\n")}\nexport {};\n`);
    modules[specifier] = name;
  }
  return modules;
}

/** tfjs and its parts, under `tfjs:core/dist/…`. */
function tfjs(): Rollup {
  const root = dirname(dirname(require.resolve("@tensorflow/tfjs/package.json")));
  return {
    output: "tfjs-modules.d.ts",
    entries: { "@tensorflow/tfjs": join(root, "tfjs", "dist", "index.d.ts") },
    idOf: (path) => {
      const inside = relative(root, path).replaceAll("\\", "/");
      if (inside.startsWith("..") || !inside.startsWith("tfjs")) return null;
      return `tfjs:${inside.replace(/\.d\.ts$/, "")}`;
    },
  };
}

/** Our own declarations, under `swath:lib/…`. Imports of tfjs keep their name: the map leads them to its roll-up. */
function swath(dist: string): Rollup {
  const { exports } = JSON.parse(readFileSync(join(dist, "..", "package.json"), "utf8")) as {
    exports: Record<string, string | { readonly types?: string }>;
  };
  const entries: Record<string, string> = { "swath/notebook": join(dist, "kernel-ext", "notebook.d.ts") };
  for (const [key, target] of Object.entries(exports)) {
    if (typeof target === "string" || !target.types || key.includes("*")) continue;
    const path = join(dist, "..", target.types);
    if (existsSync(path)) entries[key === "." ? "swath" : `swath/${key.slice(2)}`] = path;
  }
  return {
    output: "swath-modules.d.ts",
    entries,
    idOf: (path) => {
      const inside = relative(dist, path).replaceAll("\\", "/");
      return inside.startsWith("..") || inside.startsWith("/")
        ? null
        : `swath:${inside.replace(/\.d\.ts$/, "")}`;
    },
  };
}

/**
 * The language's own declarations and Node's in one file. Standing in sixty and a hundred and twenty files, they are
 * merged anew for each program (`interface Array` alone has a dozen parts); in one file the parser's binder does it once.
 */
function writeBase(folder: string): string[] {
  const node = join(dirname(require.resolve("@types/node/package.json")), "index.d.ts");
  const lib = ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"];
  const program = ts.createProgram([node], { ...options, lib });
  const undici = /[\\/]undici-types[\\/]/;
  const undiciRoot = program.getSourceFiles().find((file) => undici.test(file.fileName))?.fileName;
  const rollup: Rollup = {
    output: "base.d.ts",
    entries: {},
    idOf: (path) => {
      if (!undici.test(path) || !undiciRoot) return null;
      const inside = path.slice(path.search(undici) + "/undici-types/".length).replace(/\.d\.ts$/, "");
      return inside === "index" ? "undici-types" : `undici:${inside}`;
    },
  };
  const texts: string[] = [];
  const files: string[] = [];
  for (const file of program.getSourceFiles()) {
    const id = rollup.idOf(file.fileName);
    const text = blockText(file, rollup);
    if (id !== null) texts.push(`declare module ${JSON.stringify(id)} {\n${text}\n}`);
    else if (!ts.isExternalModule(file)) texts.push(text);
    else {
      // A module that adds to the global scope stays a file of its own.
      const name = `node-${file.fileName.split("/").at(-1)!}`;
      writeFileSync(join(folder, name), text);
      files.push(name);
    }
  }
  writeFileSync(join(folder, "base.d.ts"), texts.join("\n"));
  return ["base.d.ts", ...files];
}

/** Builds all declarations that cells see, from what `tsc` has written to `dist`. */
export function rollUp(dist: string): void {
  const folder = join(dist, "kernel-ext", "scope", "types");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const modules: Record<string, string> = { ...write(tfjs(), folder), ...write(swath(dist), folder) };
  modules["@tensorflow/tfjs-core"] = modules["@tensorflow/tfjs"]!;
  // `tf` and `sw` are namespaces with types in them (`tf.Tensor`), which only a UMD name can be.
  writeFileSync(join(folder, "tf.d.ts"), 'export * from "@tensorflow/tfjs";\nexport as namespace tf;\n');
  writeFileSync(
    join(folder, "sw.d.ts"),
    'export * from "swath";\nexport { memory, train } from "swath/notebook";\nexport as namespace sw;\n',
  );
  const values = globalNames.filter((name) => !["tf", "sw", "signal"].includes(name));
  writeFileSync(
    join(folder, "globals.d.ts"),
    [
      "export {};",
      "declare global {",
      "  /** Aborted when the user interrupts the kernel; hand it to whatever can be stopped. */",
      "  const signal: AbortSignal;",
      ...values.map((name) => `  const ${name}: typeof import("swath/notebook").${name};`),
      "}",
      "",
    ].join("\n"),
  );
  const base = writeBase(folder);
  const always = [...base, "tfjs-modules.d.ts", "swath-modules.d.ts", "tf.d.ts", "sw.d.ts", "globals.d.ts"];
  writeFileSync(join(folder, "index.json"), JSON.stringify({ modules, always }, null, 2));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rollUp(fileURLToPath(new URL("../..", import.meta.url)));
}
