import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Whether a value is what a CommonJS module exports. */
function isCommonJs(value: unknown): boolean {
  for (const module of Object.values(require.cache)) if (module?.exports === value) return true;
  return false;
}

/**
 * One face for modules of both kinds, the one that TypeScript's types describe: names of a CommonJS module are there
 * even where Node's lexer missed them, and a transpiled module's default is its own `default`.
 */
export function interop(namespace: Record<string, unknown>): Record<string, unknown> {
  const whole = namespace["default"];
  if ((typeof whole !== "object" && typeof whole !== "function") || whole === null) return namespace;
  const exported = whole as Record<string, unknown>;
  const transpiled = exported["__esModule"] === true;
  if (!transpiled && Object.keys(exported).every((key) => key in namespace)) return namespace;
  if (!isCommonJs(whole)) return namespace;
  if (transpiled) return exported;
  const face: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const source of [exported, namespace]) {
    for (const key of Object.keys(source)) {
      Object.defineProperty(face, key, { enumerable: true, configurable: true, get: () => source[key] });
    }
  }
  return face;
}
