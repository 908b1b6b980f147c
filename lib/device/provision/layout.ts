import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LOADER_SOURCE } from "./loader.js";
import { NAPI, type NativeKind, type Target, TENSORFLOW } from "./target.js";

/** File name that the addon has everywhere. */
export const ADDON = "tfjs_binding.node";

/** The record that says that all libraries are there, with their sizes; a folder without it is no provision. */
export const RECORD = "libraries.json";

/**
 * Where things lie in the cache: one folder for TensorFlow's libraries, and in it one for each build of the
 * addon, so that a new recipe compiles again (seconds) and does not download again (minutes).
 *
 * `native/tensorflow-2.21.0-linux-x64-cpu/{tensorflow/*.so.2, libraries.json, addon-napi8-0123abcd/…}`
 */
export interface Layout {
  readonly root: string;
  /** All about one TensorFlow on one machine. */
  readonly home: string;
  /** The home while it is being filled; kept over a kill, so that finished pieces are not unpacked again. */
  readonly partial: string;
  readonly addonFolder: string;
  readonly addon: string;
  /** Wheels that arrived whole. */
  readonly wheels: string;
}

/** The layout below a cache folder for one machine and kind. */
export function layout(root: string, target: Target, kind: NativeKind, recipe: string): Layout {
  const home = join(root, "native", `tensorflow-${TENSORFLOW}-${target.name}-${kind}`);
  const addonFolder = join(home, `addon-napi${NAPI}-${recipe}`);
  return {
    root,
    home,
    partial: `${home}.partial`,
    addonFolder,
    addon: join(addonFolder, ADDON),
    wheels: join(root, "wheels"),
  };
}

const require = createRequire(import.meta.url);

/** The package whose C++ source becomes the addon. */
export function addonSource(): string {
  return dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
}

/** Node's N-API headers. */
export function nodeHeaders(): string {
  return join(dirname(require.resolve("node-api-headers/package.json")), "include");
}

/** The compiler's arguments that do not depend on folders; a change of them is a new recipe. */
export const COMPILE_FLAGS: readonly string[] = [
  "-O2",
  "-std=c++17",
  "-shared",
  "-fPIC",
  `-DNAPI_VERSION=${NAPI}`,
];

let computed: string | undefined;

/** Twelve hexadecimal digits that change when the addon's source or the way it is compiled changes. */
export function recipeHash(): string {
  if (computed === undefined) {
    const hash = createHash("sha256").update(COMPILE_FLAGS.join(" ")).update(LOADER_SOURCE);
    const folder = join(addonSource(), "binding");
    for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
    computed = hash.digest("hex").slice(0, 12);
  }
  return computed;
}
