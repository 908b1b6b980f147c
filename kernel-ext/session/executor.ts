import { createRequire } from "node:module";
import ts from "typescript";

const require = createRequire(import.meta.url);

/** What tslab's executor asks its converter for. */
export interface TslabConverted {
  readonly diagnostics: readonly never[];
  readonly output?: string | undefined;
  readonly declOutput?: string;
  readonly hasToplevelAwait?: boolean;
  readonly lastExpressionVar?: string | undefined;
}

interface TslabConverter {
  convert(previous: string, source: string): TslabConverted;
  addModule(name: string, source: string): readonly never[];
  close(): void;
}

/** tslab's executor: runs converted code with `vm`, interruptible, and hands results and errors to its console. */
export interface TslabExecutor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
  reset(): void;
  readonly locals: Record<string, unknown>;
}

type CreateExecutor = (
  folder: string,
  converters: { readonly node: TslabConverter; readonly browser: TslabConverter },
  console: { log(value: unknown): void; error(...words: unknown[]): void },
) => TslabExecutor;

/**
 * tslab brings a TypeScript 5.0 of its own, which its executor uses only to read a cell's leading comment. Ours stands
 * in for it: one compiler in memory, and a start that is a quarter of a second shorter.
 */
function shareCompiler(): void {
  const fromTslab = createRequire(require.resolve("tslab/dist/executor.js"));
  const path = fromTslab.resolve("@tslab/typescript-for-tslab");
  if (require.cache[path]) return;
  const { Module } = require("node:module") as typeof import("node:module");
  const stand = new Module(path);
  stand.filename = path;
  stand.loaded = true;
  stand.exports = ts;
  require.cache[path] = stand;
}

/** The executor of the tslab package. */
export const createExecutor: CreateExecutor = (...parts) => {
  shareCompiler();
  const tslab = require("tslab/dist/executor.js") as { createExecutor: CreateExecutor };
  return tslab.createExecutor(...parts);
};

/** The name in a leading comment `@module name`, read by tslab. */
export function moduleName(code: string): string | undefined {
  if (!code.includes("@module")) return undefined;
  shareCompiler();
  const tslab = require("tslab/dist/metadata.js") as { getCodeMetadata(code: string): { module?: string } };
  return tslab.getCodeMetadata(code).module;
}
