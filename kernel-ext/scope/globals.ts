import { display } from "../display.js";
import { registerFaces } from "../faces/index.js";
import { host } from "./host.js";
import { input } from "./input.js";
import { watchTensors } from "./tidy.js";

/** Names that are there at once. */
const eager: Readonly<Record<string, () => unknown>> = {
  display: () => display,
  input: () => input,
  signal: () => host()?.signal ?? new AbortController().signal,
};

const startTf = async (): Promise<unknown> => {
  const [{ tf }, { start }] = await Promise.all([
    import("../../lib/device/tf.js"),
    import("../../lib/device/engine.js"),
  ]);
  await start();
  watchTensors(tf);
  return tf;
};

/** Names whose modules are loaded by the first cell that says them. */
const lazy: Readonly<Record<string, () => Promise<unknown>>> = {
  tf: startTf,
  sw: async () => {
    await startTf();
    return (await import("./sw.js")).sw;
  },
  view: async () => (await import("../views/index.js")).view,
};

const given = new Map<string, Promise<unknown>>();

function define(name: string, get: () => unknown): void {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get,
    // An assignment by a library makes it an ordinary global.
    set: (value: unknown) =>
      Object.defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      }),
  });
}

/** Every name that a cell may use without an import. */
export const globalNames: readonly string[] = [...Object.keys(eager), ...Object.keys(lazy)];

/** Sees to it that the names which a cell's text mentions are there. */
export async function globalsFor(code: string): Promise<void> {
  registerFaces();
  for (const [name, get] of Object.entries(eager)) {
    if (given.has(name)) continue;
    given.set(name, Promise.resolve());
    define(name, get);
  }
  for (const [name, load] of Object.entries(lazy)) {
    if (!new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(code)) continue;
    let loading = given.get(name);
    if (!loading) {
      loading = load().then((value) => define(name, () => value));
      given.set(name, loading);
      // A failed start (no engine, say) may work in the next cell.
      loading.catch(() => given.delete(name));
    }
    await loading;
  }
}
