import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { globalNames } from "./globals.js";
import { exportComments, flatExports, type Rollup } from "./rollup-exports.js";

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

/** `tensor.add` has no comment in tfjs; it does what `tf.add` does, so that comment is put before it. */
function documentMembers(
  statement: ts.ModuleDeclaration,
  file: ts.SourceFile,
  comments: ReadonlyMap<string, string>,
): string {
  const offset = statement.body?.getStart(file) ?? 0;
  let text = statement.body?.getText(file) ?? "{}";
  const members: ts.TypeElement[] = [];
  if (statement.body && ts.isModuleBlock(statement.body)) {
    for (const inner of statement.body.statements) {
      if (ts.isInterfaceDeclaration(inner) && inner.name.text === "Tensor") members.push(...inner.members);
    }
  }
  for (const member of members.reverse()) {
    const comment = comments.get(member.name?.getText(file) ?? "");
    const at = member.getStart(file) - offset;
    if (comment) text = `${text.slice(0, at)}${comment}${text.slice(at)}`;
  }
  return text;
}

/** Nested augmentation blocks cannot stand inside a block: they are lifted out. */
function liftAugmentations(
  text: string,
  comments: ReadonlyMap<string, string>,
): { text: string; lifted: string[] } {
  const file = ts.createSourceFile("block.d.ts", text, ts.ScriptTarget.ES2022, true);
  const lifted: string[] = [];
  let rest = text;
  for (const statement of [...file.statements].reverse()) {
    if (!ts.isModuleDeclaration(statement) || !ts.isStringLiteral(statement.name)) continue;
    // The augmentation's own names (`Rank`, `Tensor` …) are imported in the file around it.
    const imports = file.statements.filter(ts.isImportDeclaration).map((s) => s.getText(file));
    const body = documentMembers(statement, file, comments);
    lifted.push(
      `declare module ${statement.name.getText(file)} ${body.replace("{", `{\n${imports.join("\n")}\n`)}`,
    );
    rest = rest.slice(0, statement.getFullStart()) + rest.slice(statement.end);
  }
  return { text: rest, lifted };
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
  const comments = exportComments(program, roots, checker);
  const blocks: string[] = [];
  const lifted: string[] = [];
  for (const { path, id } of reachable(program, rollup)) {
    const file = program.getSourceFile(path)!;
    const block = liftAugmentations(blockText(file, rollup), comments);
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

/** An entry of `exports`; one with a star stands for every folder that fits. */
function expanded(key: string, types: string, root: string): readonly (readonly [string, string])[] {
  if (!key.includes("*")) return [[key, join(root, types)]];
  const folder = join(root, types.slice(0, types.indexOf("*")));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [key.replace("*", name), join(root, types.replace("*", name))]);
}

/** Our own declarations, under `swath:lib/…`. Imports of tfjs keep their name: the map leads them to its roll-up. */
function swath(dist: string): Rollup {
  const { exports } = JSON.parse(readFileSync(join(dist, "..", "package.json"), "utf8")) as {
    exports: Record<string, string | { readonly types?: string }>;
  };
  const entries: Record<string, string> = { "swath/notebook": join(dist, "kernel-ext", "notebook.d.ts") };
  for (const [key, target] of Object.entries(exports)) {
    if (typeof target === "string" || !target.types) continue;
    for (const [name, types] of expanded(key, target.types, join(dist, ".."))) {
      if (existsSync(types)) entries[name === "." ? "swath" : `swath/${name.slice(2)}`] = types;
    }
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
  const target = join(dist, "kernel-ext", "scope", "types");
  // Written aside and then put in place: a kernel that starts meanwhile finds the old ones or the new ones, whole.
  const folder = `${target}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const modules: Record<string, string> = { ...write(tfjs(), folder), ...write(swath(dist), folder) };
  modules["@tensorflow/tfjs-core"] = modules["@tensorflow/tfjs"]!;
  // `tf` and `sw` are namespaces with types in them (`tf.Tensor`), which only a UMD name can be.
  writeFileSync(join(folder, "tf.d.ts"), 'export * from "@tensorflow/tfjs";\nexport as namespace tf;\n');
  writeFileSync(
    join(folder, "sw.d.ts"),
    'export * from "swath";\nexport { memory, train, watch } from "swath/notebook";\nexport as namespace sw;\n',
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
  rmSync(target, { recursive: true, force: true });
  renameSync(folder, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rollUp(fileURLToPath(new URL("../..", import.meta.url)));
}
