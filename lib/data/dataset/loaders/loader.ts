import type { ResolvedDataset } from "../../manifest/resolve.js";
import type { RealOrigin } from "../../origin.js";
import type { Dataset } from "../dataset.js";
import type { DecodeOptions } from "../images.js";
import type { SampleLike } from "../sample.js";

/** What a loader is given. */
export interface Loading {
  readonly found: ResolvedDataset;
  readonly origin: RealOrigin;
  readonly decode: DecodeOptions;
  readonly signal?: AbortSignal;
}

/** What a loader gives. */
export interface Loaded<Sample extends SampleLike> {
  readonly set: Dataset<Sample, RealOrigin>;
  /** The split that the data's files or authors give, by index. */
  readonly published?: Readonly<Record<string, readonly number[]>>;
}

/** Makes samples of the files that a manifest names. */
export interface Loader<Sample extends SampleLike> {
  /** The files that are read; all of the manifest unless told. */
  readonly files?: readonly string[];
  /** Takes what is there (scenes that are told apart by name); everything must be there unless told. */
  readonly partial?: boolean;
  readonly load: (loading: Loading) => Promise<Loaded<Sample>>;
}

/** Indices by what a function says of each item; items of which it says nothing are in no part. */
export function partsOf<Item>(
  items: readonly Item[],
  part: (item: Item) => string | undefined,
): Readonly<Record<string, readonly number[]>> | undefined {
  const parts: Record<string, number[]> = {};
  items.forEach((item, i) => {
    const name = part(item);
    if (name === undefined) return;
    parts[name] ??= [];
    parts[name].push(i);
  });
  return Object.keys(parts).length > 0 ? parts : undefined;
}
