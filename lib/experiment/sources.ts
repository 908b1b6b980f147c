import { DigestCache, digestFile } from "../data/manifest/digest.js";
import { manifest } from "../data/manifest/load.js";
import { type ResolvedDataset, resolveDataset } from "../data/manifest/resolve.js";
import { realOrigin, simulatedOrigin } from "../data/origin.js";
import { cacheRoot } from "../device/provision/cache.js";
import type { Key } from "../device/random/index.js";
import { SwathError } from "../errors.js";
import type { DataSource, Item } from "./paper.js";

/** A part of a real data set that runs can be made on, such as a scene. */
export interface Part<Data> {
  /** After the data set's id in the item's name: `urban-3` of `abu/urban-3`. Nothing for the whole set. */
  readonly part?: string;
  /** The manifest's files that it is made of; their contents are its checksum. */
  readonly files: readonly string[];
  readonly load: (key: Key, signal?: AbortSignal) => Promise<Data>;
}

/** What {@link manifestSource} takes. */
export interface ManifestSourceOptions<Data> {
  /** The data set's title; the manifest's unless told. */
  readonly title?: string;
  /** Its parts, given what is there of it. */
  readonly parts: (found: ResolvedDataset) => readonly Part<Data>[] | Promise<readonly Part<Data>[]>;
}

/**
 * A real data set as a source of runs: whatever its manifest finds of it under `SWATH_DATA`, part by part, each with the
 * checksum of its own files.
 *
 * @example
 * ```ts
 * import { manifestSource } from "swath/experiment";
 *
 * const abu = manifestSource<string>("abu", {
 *   parts: ({ names, file }) => names.map((name) => ({ part: name, files: [name], load: async () => file(name) })),
 * });
 * abu.kind; // "real"
 * ```
 */
export function manifestSource<Data>(
  id: string,
  { title, parts }: ManifestSourceOptions<Data>,
): DataSource<Data> {
  const about = manifest(id);
  return {
    title: title ?? about.title,
    kind: "real",
    manifests: [id],
    async find(signal) {
      const cache = new DigestCache(digestFile(cacheRoot()));
      let found: ResolvedDataset;
      try {
        found = await resolveDataset(about, {
          partial: true,
          digests: true,
          cache,
          signal,
          operation: "reproduce",
        });
      } catch (error) {
        if (error instanceof SwathError && error.code === "DATA_MISSING") {
          return { items: [], missing: `${id} missing (swath data where ${id})` };
        }
        throw error;
      }
      const items: Item<Data>[] = [];
      for (const { part, files, load } of await parts(found)) {
        const origin = realOrigin(id, await found.sha256(files));
        items.push({ name: part === undefined ? id : `${id}/${part}`, origin: () => origin, load });
      }
      cache.save();
      const away = about.files.filter(({ name, required }) => required && !found.names.includes(name));
      if (away.length === 0) return { items };
      const all = about.files.filter(({ required }) => required).length;
      return { items, missing: `${id} ${all - away.length} of ${all} files (swath data where ${id})` };
    },
  };
}

/** What {@link simulatedSource} takes. */
export interface SimulatedSourceOptions<Data> {
  readonly title: string;
  /** Names of its parts, `["1", "2"]`; one unnamed part unless told. */
  readonly parts?: readonly string[];
  readonly load: (key: Key, part: string | undefined, signal?: AbortSignal) => Promise<Data>;
}

/**
 * A simulator as a source of runs. The data of a run are made from its seed, and named `simulated/` and the simulator.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulatedSource } from "swath/experiment";
 *
 * const noise = simulatedSource("noise", { title: "noise", load: async (key) => String(key) });
 * const { items } = await noise.find();
 * [items[0]?.name, items[0]?.origin(seed(3)).kind]; // ["simulated/noise", "simulated"]
 * ```
 */
export function simulatedSource<Data>(
  simulator: string,
  { title, parts, load }: SimulatedSourceOptions<Data>,
): DataSource<Data> {
  const item = (part: string | undefined): Item<Data> => ({
    name: ["simulated", simulator, ...(part === undefined ? [] : [part])].join("/"),
    origin: (key) => simulatedOrigin(simulator, key),
    load: (key, signal) => load(key, part, signal),
  });
  return {
    title,
    kind: "simulated",
    manifests: [],
    find: async () => ({ items: parts ? parts.map(item) : [item(undefined)] }),
  };
}
