import { tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { cka } from "../../metrics/index.js";
import * as nn from "../../nn/index.js";
import type { Mivit } from "./network.js";
import { constraint } from "./objective.js";
import { bothSensors, patchTensor, type Samples } from "./samples.js";

/** What the information constraint did (sheet, 6). */
export interface Diagnosis {
  /** The three surrogates. 4 ln 4 = 5.545 is where all latents are 0. */
  readonly mi12: number;
  readonly mi1f: number;
  readonly mif2: number;
  /** Factors that the optimiser may grow to lower the loss without touching the features. */
  readonly v1: number;
  readonly v2: number;
  /** Linear CKA of z1 and z2: how alike the two sensors' features really are, 0 to 1. */
  readonly cka: number;
  /** Share of the six latents that lie beyond 0.99 or below -0.99, where tanh has almost no gradient. */
  readonly saturated: number;
}

/**
 * Looks whether the information aggregation constraint decorrelates the sensors: its three surrogates, its two factors, and the
 * likeness of the features themselves.
 *
 * @param options `limit`: at most so many samples, 256 unless told; the first ones
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { chosen, diagnose, mivit, reduced, samplesOf } from "swath/papers/mivit";
 *
 * const samples = chosen(samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).train), [0, 50, 200, 400]);
 * const { cka, v1 } = diagnose(mivit({ ...reduced, bands: 16, classes: 6, key: seed(2) }), samples);
 * cka >= 0 && cka <= 1; // true
 * v1; // 0.5
 * ```
 */
export function diagnose(
  model: Mivit,
  samples: Samples,
  { limit = 256 }: { readonly limit?: number } = {},
): Diagnosis {
  const count = Math.min(samples.count, limit);
  if (count < 2) throw new ValueError("diagnose", `${count} samples`, { mend: "give two at least" });
  const number = (x: { dataSync(): ArrayLike<number> }) => x.dataSync()[0]!;
  return tf.tidy(() =>
    nn.evaluating(() => {
      const indices = Array.from({ length: count }, (_, i) => i);
      const both = bothSensors(patchTensor(samples, indices, "hsi"), patchTensor(samples, indices, "lidar"));
      const { z1, z2, zf } = model.forward(both);
      const terms = constraint(model, z1, z2, zf);
      const pairs = [model.mi12(z1, z2), model.mif2(zf, z2), model.mi1f(z1, zf)];
      const latents = pairs.flatMap(({ latentA, latentB }) => [...latentA.dataSync(), ...latentB.dataSync()]);
      return {
        mi12: number(terms["mi12"]!),
        mi1f: number(terms["mi1f"]!),
        mif2: number(terms["mif2"]!),
        v1: number(model.v1),
        v2: number(model.v2),
        cka: cka(z1.dataSync(), z2.dataSync(), { samples: count }),
        saturated: latents.filter((value) => Math.abs(value) > 0.99).length / latents.length,
      };
    }),
  );
}
