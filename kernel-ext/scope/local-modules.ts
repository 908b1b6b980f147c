import { readFileSync, statSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type ts from "typescript";

type Namespace = Record<string, unknown>;
type Setter = (namespace: Namespace) => void;
type Export = (name: string | Namespace, value?: unknown) => unknown;

/** What a module in SystemJS form declares about itself. */
interface Declaration {
  readonly setters?: readonly Setter[];
  readonly execute?: () => void | Promise<void>;
}

interface LocalModule {
  readonly path: string;
  readonly version: string;
  readonly namespace: Namespace;
  /** Those who want to hear when an export changes. */
  readonly listeners: Set<Setter>;
  readonly dependencies: LocalModule[];
  execute: () => void | Promise<void>;
  state: "new" | "running" | "done" | "failed";
  error: unknown;
}

/** What the loader needs. */
export interface LocalModulesOptions {
  /** Imports everything that is not a file beside the notebook. */
  readonly importOther: (specifier: string, from: string) => Promise<Namespace>;
  /** Texts that live in memory under a path (`@module` cells). */
  readonly overlay: (path: string) => string | undefined;
  /** Compiles a TypeScript or ES module text to SystemJS form. */
  readonly compile: (path: string, text: string) => ts.TranspileOutput;
}

/** Endings that a specifier may leave out, and those that TypeScript lets stand for them. */
const ENDINGS = ["", ".ts", ".tsx", ".mts", ".js", ".mjs", ".json", "/index.ts", "/index.js"];
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/**
 * Loads TypeScript, JavaScript and JSON files beside the notebook, with live bindings, cycles and top-level `await`.
 * A file that changed since, or whose imports did, is loaded anew at the next import.
 */
export class LocalModules {
  readonly #options: LocalModulesOptions;
  readonly #modules = new Map<string, LocalModule>();
  readonly #maps = new Map<string, SourceMap>();

  constructor(options: LocalModulesOptions) {
    this.#options = options;
  }

  /** The file that a relative specifier means, or null when none is there. */
  resolve(specifier: string, folder: string): string | null {
    const base = resolve(folder, specifier);
    const replaced = (STANDS_FOR[extname(base)] ?? []).map(
      (ending) => base.slice(0, -extname(base).length) + ending,
    );
    for (const candidate of [...ENDINGS.map((ending) => base + ending), ...replaced]) {
      if (this.#version(candidate) !== null) return candidate;
    }
    return null;
  }

  /** Imports a file by its path. */
  async import(path: string): Promise<Namespace> {
    if (/\.c[jt]s$/.test(path)) return this.#commonJs(path);
    this.#forgetStale(path, new Set());
    const module = await this.#instantiate(path);
    await this.#evaluate(module);
    return module.namespace;
  }

  /** From a place in a compiled file to the place in its source (one-based). */
  place(path: string, line: number, column: number): { file: string; line: number; column: number } {
    const entry = this.#maps.get(path)?.findEntry(line - 1, column - 1);
    if (!entry || !("originalLine" in entry)) return { file: path, line, column };
    return { file: path, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  #version(path: string): string | null {
    const overlay = this.#options.overlay(path);
    if (overlay !== undefined) return overlay;
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? `${stats.mtimeMs}:${stats.size}` : null;
  }

  #text(path: string): string {
    return this.#options.overlay(path) ?? readFileSync(path, "utf8");
  }

  /** Drops what changed, and whoever imports it. True when `path` was dropped. */
  #forgetStale(path: string, seen: Set<string>): boolean {
    const module = this.#modules.get(path);
    if (!module || seen.has(path)) return !module;
    seen.add(path);
    let stale = module.state === "failed" || module.version !== this.#version(path);
    for (const dependency of module.dependencies) {
      if (this.#forgetStale(dependency.path, seen)) stale = true;
    }
    if (stale) this.#modules.delete(path);
    return stale;
  }

  #commonJs(path: string): Namespace {
    const require = createRequire(path);
    delete require.cache[path];
    const exported = require(path) as Namespace;
    return { ...exported, default: exported["__esModule"] ? exported["default"] : exported };
  }

  async #instantiate(path: string): Promise<LocalModule> {
    const known = this.#modules.get(path);
    if (known) return known;
    const version = this.#version(path) ?? "";
    const text = this.#text(path);
    const module: LocalModule = {
      path,
      version,
      namespace: Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Namespace,
      listeners: new Set(),
      dependencies: [],
      execute: () => undefined,
      state: "new",
      error: null,
    };
    this.#modules.set(path, module);
    try {
      if (path.endsWith(".json")) this.#fillJson(module, text);
      else if (/\.m?jsx?$/.test(path) && !/^\s*(?:import|export)\b/m.test(text)) {
        Object.assign(module.namespace, this.#commonJs(path));
        module.state = "done";
      } else await this.#declare(module, text);
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
    return module;
  }

  #fillJson(module: LocalModule, text: string): void {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      Object.assign(module.namespace, value);
    }
    module.namespace["default"] = value;
    module.state = "done";
  }

  async #declare(module: LocalModule, text: string): Promise<void> {
    const { path } = module;
    const folder = dirname(path);
    const { outputText, sourceMapText } = this.#options.compile(path, text);
    if (sourceMapText) this.#maps.set(path, new SourceMap(JSON.parse(sourceMapText)));
    const put: Export = (name, value) => {
      if (typeof name === "string") module.namespace[name] = value;
      else Object.assign(module.namespace, name);
      for (const listener of module.listeners) listener(module.namespace);
      return value;
    };
    const context = {
      id: path,
      meta: { url: pathToFileURL(path).href, dirname: folder, filename: path },
      import: (specifier: string) => this.#importFrom(specifier, folder),
    };
    let specifiers: readonly string[] = [];
    let declaration: Declaration = {};
    const system = {
      register: (names: readonly string[], declare: (put: Export, context: unknown) => Declaration) => {
        specifiers = names;
        declaration = declare(put, context);
      },
    };
    const run = vm.compileFunction(outputText, ["System"], { filename: path }) as (s: typeof system) => void;
    run(system);
    module.execute = declaration.execute ?? (() => undefined);
    for (const [index, specifier] of specifiers.entries()) {
      const setter = declaration.setters?.[index] ?? (() => undefined);
      const local = specifier.startsWith(".") ? this.resolve(specifier, folder) : null;
      if (local && !/\.c[jt]s$/.test(local)) {
        const dependency = await this.#instantiate(local);
        module.dependencies.push(dependency);
        dependency.listeners.add(setter);
        setter(dependency.namespace);
      } else setter(await this.#importFrom(specifier, folder));
    }
  }

  async #importFrom(specifier: string, folder: string): Promise<Namespace> {
    const local = specifier.startsWith(".") ? this.resolve(specifier, folder) : null;
    return local ? this.import(local) : this.#options.importOther(specifier, folder);
  }

  async #evaluate(module: LocalModule): Promise<void> {
    if (module.state === "failed") throw module.error;
    // "running" is a cycle: the module that is met again is already on its way.
    if (module.state !== "new") return;
    module.state = "running";
    try {
      for (const dependency of module.dependencies) await this.#evaluate(dependency);
      await module.execute();
      module.state = "done";
    } catch (error) {
      module.state = "failed";
      module.error = error;
      throw error;
    }
  }
}
