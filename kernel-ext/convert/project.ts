import { isBuiltin } from "node:module";
import { dirname } from "node:path";
import ts from "typescript";
import { cellOptions } from "./options.js";
import { type BoundFile, ScopeTable } from "./scope-table.js";

/** Where the compiler finds what a cell may use. */
export interface ProjectOptions {
  /** The notebook's folder. */
  readonly cwd: string;
  /** Declaration files that every cell sees. */
  readonly globalTypes?: readonly string[];
  /** Shorter names for what rolled-up blocks declare: `import("tfjs:…").Tensor` is `tf.Tensor`. */
  readonly shorten?: (declarations: string) => string;
  /** Declarations that stand for a module whatever the folder holds: specifier to file. */
  readonly moduleTypes?: (specifier: string) => string | undefined;
}

/** Names of blocks in the rolled-up declarations. */
const BLOCK = /^(?:swath|tfjs|undici):/;

interface VersionedFile extends ts.SourceFile {
  /** What TypeScript's language service compares; it is not part of the published type. */
  version: string;
}

/** A cell in the program that knows it. */
export interface CellProgram {
  readonly program: ts.Program;
  readonly cell: ts.SourceFile;
  /** The files of the carried declarations. */
  readonly scope: ReadonlySet<ts.SourceFile>;
}

/**
 * The compiler's view of a notebook: files that live in memory (the cell, and the declarations carried from earlier
 * cells) over the real ones. Files are parsed once; modules are resolved once; each program reuses the one before.
 */
export class Project {
  readonly cwd: string;
  readonly cellName: string;
  /** An empty file that stands for all the carried ones: its table of names is theirs. */
  readonly #scopeName: string;
  readonly #scopeTable = new ScopeTable();
  #carriedNames: readonly string[] = [];
  readonly #files = new Map<string, VersionedFile>();
  readonly #virtual = new Map<string, { text: string; version: number }>();
  readonly #resolved = new Map<string, ts.ResolvedModuleFull>();
  readonly #checkedLocal = new Set<string>();
  readonly #options: ProjectOptions;
  #roots: string[];
  readonly #rolledUp: ReadonlySet<string>;
  #service: ts.LanguageService | null = null;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.cwd = options.cwd.replaceAll("\\", "/");
    // tsx would read `<T>x` as markup; cells are plain TypeScript.
    this.cellName = `${this.cwd}/__swath_cell__.ts`;
    this.#scopeName = `${this.cwd}/__swath_scope__.d.ts`;
    this.#rolledUp = new Set(options.globalTypes ?? []);
    this.setVirtual(this.#scopeName, "export {};");
    this.setVirtual(this.cellName, "export {};");
    this.#roots = this.#rootNames();
  }

  #rootNames(): string[] {
    return [this.#scopeName, ...this.#carriedNames, this.cellName, ...this.#rolledUp];
  }

  /** Gives the declarations that cells see, file by file. */
  carry(texts: readonly string[]): void {
    if (texts.length !== this.#carriedNames.length) {
      this.#carriedNames = texts.map((_, i) => `${this.cwd}/__swath_scope_${i}__.d.ts`);
      this.#roots = this.#rootNames();
    }
    texts.forEach((text, i) => this.setVirtual(this.#carriedNames[i]!, text));
  }

  /** Puts a text under a name; the same text twice keeps its version. */
  setVirtual(name: string, text: string): void {
    const old = this.#virtual.get(name);
    if (old?.text === text) return;
    this.#virtual.set(name, { text, version: (old?.version ?? 0) + 1 });
  }

  /** The text that lives in memory under a path. */
  virtualText(name: string): string | undefined {
    return this.#virtual.get(name.replaceAll("\\", "/"))?.text;
  }

  /**
   * The program for a cell's text. The cell's scope chain is led on into the carried declarations: names that neither
   * the cell nor they know are the globals'. (tslab does the same with one file; it spares a merge of the texts.)
   */
  program(text: string): CellProgram {
    this.setVirtual(this.cellName, text);
    this.#forgetChangedFiles();
    const program = this.service.getProgram();
    const cell = program?.getSourceFile(this.cellName);
    const scope = program?.getSourceFile(this.#scopeName) as BoundFile | undefined;
    const carried = this.#carriedNames.flatMap((name) => program?.getSourceFile(name) ?? []);
    if (!program || !cell || !scope) throw new Error("kernel: the compiler lost the cell");
    // The checker finds out what each file declares; only then can their tables be joined.
    program.getTypeChecker();
    this.#scopeTable.files = carried;
    scope.locals = this.#scopeTable;
    for (const file of [cell, ...carried]) (file as { parent: ts.Node }).parent = scope;
    return { program, cell, scope: new Set(carried) };
  }

  /** TypeScript's language service over the same files and the same program. */
  get service(): ts.LanguageService {
    this.#service ??= ts.createLanguageService(this.#host(), this.#registry());
    return this.#service;
  }

  /** After the compiler threw: nothing of its state is trusted any more. The parsed files stay out as well. */
  reset(): void {
    this.#service = null;
    this.#files.clear();
    this.#resolved.clear();
  }

  /** True for a file that the notebook's author writes: beside the notebook, not in `node_modules`. */
  isLocal(fileName: string): boolean {
    return fileName.startsWith(`${this.cwd}/`) && !fileName.includes("/node_modules/");
  }

  /** Whether a local file's diagnostics were not looked at since its last change. Asking marks it as seen. */
  needsCheck(file: ts.SourceFile): boolean {
    const key = `${file.fileName}@${(file as VersionedFile).version}`;
    if (this.#checkedLocal.has(key)) return false;
    this.#checkedLocal.add(key);
    return true;
  }

  /** The next cell shows a local file's errors again (they are not mended by being shown once). */
  checkAgain(file: ts.SourceFile): void {
    this.#checkedLocal.delete(`${file.fileName}@${(file as VersionedFile).version}`);
  }

  #forgetChangedFiles(): void {
    for (const [name, file] of this.#files) {
      if (this.#virtual.has(name) || !this.isLocal(name)) continue;
      if (this.#diskVersion(name) !== file.version) this.#files.delete(name);
    }
  }

  #diskVersion(name: string): string {
    return String(ts.sys.getModifiedTime?.(name)?.getTime() ?? "gone");
  }

  #version(name: string): string {
    const virtual = this.#virtual.get(name);
    if (virtual) return String(virtual.version);
    return this.#files.get(name)?.version ?? (this.isLocal(name) ? this.#diskVersion(name) : "1");
  }

  #text(name: string): string | undefined {
    return this.#virtual.get(name)?.text ?? ts.sys.readFile(name);
  }

  #sourceFile(name: string): ts.SourceFile {
    const version = this.#version(name);
    const known = this.#files.get(name);
    if (known?.version === version) return known;
    const file = ts.createSourceFile(
      name,
      this.#text(name) ?? "",
      ts.ScriptTarget.ES2022,
      false,
    ) as VersionedFile;
    file.version = version;
    this.#files.set(name, file);
    return file;
  }

  #resolve(specifier: string, containing: string): ts.ResolvedModuleFull | undefined {
    const mapped = this.#options.moduleTypes?.(specifier);
    if (mapped)
      return { resolvedFileName: mapped, extension: ts.Extension.Dts, isExternalLibraryImport: true };
    // The rolled-up files import one another's blocks, which the checker finds by name.
    if (this.#rolledUp.has(containing) || BLOCK.test(specifier) || isBuiltin(specifier)) return undefined;
    const local = specifier.startsWith(".");
    const key = `${dirname(containing)}\0${specifier}`;
    const known = local && this.isLocal(containing) ? undefined : this.#resolved.get(key);
    if (known) return known;
    const { resolvedModule } = ts.resolveModuleName(specifier, containing, cellOptions, {
      fileExists: (name) => this.#virtual.has(name) || ts.sys.fileExists(name),
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getCurrentDirectory: () => this.cwd,
      realpath: ts.sys.realpath,
    });
    if (resolvedModule) this.#resolved.set(key, resolvedModule);
    return resolvedModule;
  }

  #typeReference(name: string, containing: string): ts.ResolvedTypeReferenceDirective | undefined {
    if (name === "node" || name.startsWith("node/")) return undefined;
    return ts.resolveTypeReferenceDirective(name, containing, cellOptions, ts.sys)
      .resolvedTypeReferenceDirective;
  }

  #host(): ts.LanguageServiceHost {
    const cache = ts.createModuleResolutionCache(this.cwd, (name) => name, cellOptions);
    const host: ts.LanguageServiceHost & { getModuleResolutionCache(): ts.ModuleResolutionCache } = {
      // Not in the published type: without it, the package.json above each file is parsed anew for each program.
      getModuleResolutionCache: () => cache,
      getCompilationSettings: () => cellOptions,
      getScriptFileNames: () => this.#roots,
      getScriptVersion: (name) => this.#version(name),
      getScriptSnapshot: (name) => {
        // The service asks for every file's text in every program; it only wants to know that there is one.
        const known = this.#files.get(name);
        const text = known?.version === this.#version(name) ? known.text : this.#text(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.cwd,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (name) => this.#virtual.has(name) || ts.sys.fileExists(name),
      readFile: (name) => this.#text(name),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      readDirectory: ts.sys.readDirectory,
      useCaseSensitiveFileNames: () => true,
      resolveModuleNameLiterals: (literals, containing) =>
        literals.map((literal) => ({ resolvedModule: this.#resolve(literal.text, containing) })),
      // `/// <reference types="node" />` in a package: Node's types are there, in the version of this kernel.
      resolveTypeReferenceDirectiveReferences: (references, containing) =>
        references.map((reference) => ({
          resolvedTypeReferenceDirective: this.#typeReference(
            typeof reference === "string" ? reference : reference.fileName,
            containing,
          ),
        })),
    };
    return host;
  }

  /** Hands the service our parsed files; its own registry would parse and keep everything a second time. */
  #registry(): ts.DocumentRegistry {
    const get = (name: string) => this.#sourceFile(name);
    return {
      acquireDocument: get,
      acquireDocumentWithKey: get,
      updateDocument: get,
      updateDocumentWithKey: get,
      getKeyForCompilationSettings: () => "swath" as ts.DocumentRegistryBucketKey,
      releaseDocument: () => undefined,
      releaseDocumentWithKey: () => undefined,
      reportStats: () => "",
    };
  }
}
