import type { Key } from "../../device/random/index.js";
import type { Tensor, Variable } from "../../device/tf.js";
import type { Initializer } from "../init/initializer.js";
import { initialised } from "../init/make.js";
import { normalInit } from "../init/normal.js";
import { type Module, module } from "../module.js";
import { embedding as look } from "../ops/embedding.js";
import { expectWhole } from "../ops/shapes.js";

/** Settings of {@link embedding}. */
export interface EmbeddingSpec {
  /** Rows of the table: ids are 0 … count - 1. */
  readonly count: number;
  /** Numbers in a row. */
  readonly dim: number;
  /** A row that begins as zeros and is not trained; none unless told. */
  readonly paddingIndex?: number;
  /** Where the initial values come from. */
  readonly key: Key;
  /** Standard normal unless told. */
  readonly init?: Initializer;
}

/** A table of vectors with its weight [count, dim]. */
export type Embedding = Module<[ids: Tensor], Tensor, { weight: Variable }>;

/**
 * A table of learnt vectors: int32 ids [...] -> [..., dim].
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const table = nn.embedding({ count: 10, dim: 4, key: seed(1) });
 * table(tf.tensor1d([1, 5, 5], "int32")).shape; // [3, 4]
 * ```
 */
export function embedding({ count, dim, paddingIndex, key, init = normalInit() }: EmbeddingSpec): Embedding {
  expectWhole("embedding", "count", count, 1);
  expectWhole("embedding", "dim", dim, 1);
  if (paddingIndex !== undefined) expectWhole("embedding", "paddingIndex", paddingIndex, 0);
  const start: Initializer = (k, spec) => {
    const values = init(k, spec);
    return paddingIndex === undefined ? values : values.fill(0, paddingIndex * dim, (paddingIndex + 1) * dim);
  };
  const weight = initialised(start, key.fold("weight"), { shape: [count, dim], fanIn: dim, fanOut: count });
  return module("embedding", { weight }, (ids: Tensor) => look(weight, ids, paddingIndex));
}
