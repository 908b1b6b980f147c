import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { cacheRoot } from "./cache.js";
import { ADDON, type Layout, layout, RECORD, recipeHash } from "./layout.js";
import { type Host, type NativeKind, TENSORFLOW, targetOf, thisHost } from "./target.js";

/** A whole native engine on this machine. */
export interface NativeFound {
  readonly found: true;
  /** Path of `tfjs_binding.node`. */
  readonly addon: string;
  /** Version of the TensorFlow libraries that it was linked with. */
  readonly tensorflow: string;
  readonly kind: NativeKind;
  /** Where all of it lies. */
  readonly folder: string;
}

/** Why there is no native engine, and what the user can do. */
export interface NativeMissing {
  readonly found: false;
  readonly reason: string;
  readonly mend: string;
}

/** Where to look; the defaults are this process and machine. */
export interface FindOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly host?: Host;
  /** Look for this kind only. Default: `cuda` when it was provisioned (somebody asked for it), else `cpu`. */
  readonly kind?: NativeKind;
}

/**
 * Looks for the native engine without starting, loading or writing anything; some file stats, no more.
 * `SWATH_NATIVE_DIR` names a folder with the addon and its libraries and overrides the cache.
 */
export function findNative(options: FindOptions = {}): NativeFound | NativeMissing {
  const { env = process.env, host = thisHost() } = options;
  const override = env["SWATH_NATIVE_DIR"];
  if (override) return inFolder(resolve(override), options.kind ?? "cpu");

  const target = targetOf(host);
  if (target === undefined) {
    return {
      found: false,
      reason: `TensorFlow publishes no libraries for ${hostName(host)}`,
      mend: "nothing to do: another engine is used",
    };
  }
  let missing: NativeMissing | undefined;
  for (const kind of options.kind ? [options.kind] : (["cuda", "cpu"] as const)) {
    if (target.wheel[kind] === undefined) continue;
    const place = layout(cacheRoot(env), target, kind, recipeHash());
    const problem = incomplete(place);
    if (problem === undefined) {
      return { found: true, addon: place.addon, tensorflow: TENSORFLOW, kind, folder: place.home };
    }
    if (missing === undefined || problem.damaged) {
      const mend =
        kind === "cuda" && problem.damaged ? "swath device provision --cuda" : "swath device provision";
      missing = { found: false, reason: problem.reason, mend };
    }
  }
  return missing ?? { found: false, reason: `there is no CUDA build for ${target.name}`, mend: "use --cpu" };
}

/** `linux-x64`, or `linux-x64 (musl)` where the C library is not glibc. */
export function hostName(host: Host): string {
  return `${host.platform}-${host.arch}${host.musl ? " (musl)" : ""}`;
}

function inFolder(folder: string, kind: NativeKind): NativeFound | NativeMissing {
  const addon = join(folder, ADDON);
  if (existsSync(addon)) return { found: true, addon, tensorflow: TENSORFLOW, kind, folder };
  return {
    found: false,
    reason: `SWATH_NATIVE_DIR names ${folder}, which holds no ${ADDON}`,
    mend: "unset SWATH_NATIVE_DIR, then swath device provision",
  };
}

/** What keeps a place from being a whole provision. */
export interface Incomplete {
  readonly reason: string;
  /** Something was there and is broken, as against never made. */
  readonly damaged: boolean;
}

/** `undefined` when the libraries and the addon are there, with the sizes that were recorded. */
export function incomplete(place: Layout): Incomplete | undefined {
  const libraries = librariesIncomplete(place);
  if (libraries) return libraries;
  if (!existsSync(place.addon)) {
    return { reason: "the addon was not compiled for this version of Swath", damaged: false };
  }
  return undefined;
}

/** The same for the libraries alone. */
export function librariesIncomplete(place: Layout): Incomplete | undefined {
  let sizes: Readonly<Record<string, number>>;
  try {
    const record = JSON.parse(readFileSync(join(place.home, RECORD), "utf8")) as {
      files: Record<string, number>;
    };
    sizes = record.files;
  } catch {
    if (existsSync(place.home)) return { reason: `${place.home} has no readable ${RECORD}`, damaged: true };
    return { reason: "TensorFlow's libraries are not provisioned yet", damaged: false };
  }
  for (const [name, bytes] of Object.entries(sizes)) {
    const path = join(place.home, name);
    const there = statSync(path, { throwIfNoEntry: false })?.size;
    if (there !== bytes) {
      const what = there === undefined ? "is missing" : `has ${there} bytes instead of ${bytes}`;
      return { reason: `${path} ${what}`, damaged: true };
    }
  }
  return undefined;
}
