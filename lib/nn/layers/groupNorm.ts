import type { Tensor, Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { type Module, module } from "../module.js";
import { groupNorm as normalise } from "../ops/groupNorm.js";
import { expectWhole } from "../ops/shapes.js";
import { filled, parameter } from "../variables.js";

/** Settings of {@link groupNorm}. */
export interface GroupNormSpec {
  readonly groups: number;
  readonly channels: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly eps?: number;
  /** Whether scale and shift are learnt; yes unless told. */
  readonly affine?: boolean;
  /** For raw data whose mean is many times its spread: slower, and exact there; no unless told. */
  readonly twoPass?: boolean;
}

/** A group normalisation with its scale and shift (or null). */
export type GroupNorm = Module<[x: Tensor], Tensor, { weight: Variable | null; bias: Variable | null }>;

/**
 * Normalises each sample over all pixels and each group of channels.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const norm = nn.groupNorm({ groups: 2, channels: 4 });
 * norm(tf.ones([1, 8, 8, 4])).shape; // [1, 8, 8, 4]
 * ```
 */
export function groupNorm(spec: GroupNormSpec): GroupNorm {
  const { groups, channels, eps, affine = true, twoPass } = spec;
  expectWhole("groupNorm", "groups", groups, 1);
  expectWhole("groupNorm", "channels", channels, 1);
  if (channels % groups !== 0) {
    throw new ValueError("groupNorm", `${channels} channels do not divide into ${groups} groups`, {
      mend: "give a divisor of the channels as groups",
    });
  }
  const weight = affine ? parameter(filled(1, [channels]), [channels]) : null;
  const bias = affine ? parameter(filled(0, [channels]), [channels]) : null;
  return module("groupNorm", { weight, bias }, (x: Tensor) =>
    normalise(x, { groups, weight, bias, eps, twoPass }),
  );
}
