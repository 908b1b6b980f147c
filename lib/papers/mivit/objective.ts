import { type Tensor, tf } from "../../device/tf.js";
import { reconstructionLoss } from "./decoder.js";
import { distillation, focalLoss, LAMBDAS, type Lambdas, totalLoss } from "./losses.js";
import type { Mivit, Patches } from "./network.js";

/** Which terms the objective has. */
export interface ObjectiveOptions {
  /** One a class; 1 each unless told. */
  readonly weights?: Tensor | null;
  /** 2 unless told. */
  readonly gamma?: number;
  readonly lambdas?: Lambdas;
  /**
   * The official switch of the distillation; without it only the fused prediction's focal loss and the reconstruction are left: no
   * auxiliary losses and no information constraint either (sheet, 3.8). On unless told.
   */
  readonly distribution?: boolean;
}

/** The total loss and its terms, named as in records: `mi12`, `mi1f` and `mif2` are the three parts of the constraint. */
export type Objective = { readonly loss: Tensor } & Readonly<Record<string, Tensor>>;

/**
 * The names of {@link objective}'s terms in a full objective.
 *
 * @example
 * ```ts
 * import { TERMS } from "swath/papers/mivit";
 *
 * TERMS[0]; // "focal"
 * ```
 */
export const TERMS = [
  "focal",
  "reconstruction",
  "focalHsi",
  "focalLidar",
  "focalPyramid",
  "kdHsi",
  "kdLidar",
  "kdPyramid",
  "mi12",
  "mi1f",
  "mif2",
  "information",
] as const;

/**
 * The total loss of a batch (sheet, 3.8) with every term. What a factor of 0 takes out is not computed at all.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { mivit, objective, reduced, scales } from "swath/papers/mivit";
 *
 * const model = mivit({ ...reduced, bands: 4, classes: 3, key: seed(1) });
 * const patches = { hsi: scales(tf.ones([2, 24, 24, 4])), lidar: scales(tf.ones([2, 24, 24, 1])) };
 * const { loss } = objective(model, patches, tf.tensor1d([0, 2], "int32"), { distribution: false });
 * loss.shape; // []
 * ```
 */
export function objective(
  model: Mivit,
  patches: Patches,
  labels: Tensor,
  options: ObjectiveOptions = {},
): Objective {
  const { weights = null, gamma = 2, distribution = true } = options;
  const lambdas = { ...LAMBDAS, ...options.lambdas };
  const focal = (p: Tensor) => focalLoss(p, labels, { weights, gamma });
  return tf.tidy(() => {
    const { z1, z2, zf, encoded, s } = model.forward(patches);
    const terms: Record<string, Tensor> = { focal: focal(s) };
    if (lambdas.reconstruction !== 0) {
      terms["reconstruction"] = reconstructionLoss(model.decoder(encoded), patches);
    }
    const { reconstruction } = terms;
    if (!distribution)
      return { loss: totalLoss({ focal: terms["focal"]!, reconstruction }, lambdas), ...terms };
    const [taught, flowing] = [lambdas.auxiliary !== 0, lambdas.distillation !== 0];
    const heads: Record<string, Tensor> =
      taught || flowing
        ? { Hsi: model.hsiHead(z1), Lidar: model.lidarHead(z2), Pyramid: model.pyramidHead(patches) }
        : {};
    for (const [name, p] of Object.entries(heads)) {
      if (taught) terms[`focal${name}`] = focal(p);
      if (flowing) terms[`kd${name}`] = distillation(p, s);
    }
    if (lambdas.information !== 0) Object.assign(terms, constraint(model, z1, z2, zf));
    const listed = (prefix: string) => Object.keys(heads).flatMap((name) => terms[`${prefix}${name}`] ?? []);
    const loss = totalLoss(
      {
        focal: terms["focal"]!,
        reconstruction,
        information: terms["information"],
        auxiliary: listed("focal"),
        distillation: listed("kd"),
      },
      lambdas,
    );
    return { loss, ...terms };
  });
}

/**
 * L_IAC = MI_12 - v1 MI_f2 - v2 MI_1f (sheet, 3.5).
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { constraint, mivit, reduced } from "swath/papers/mivit";
 *
 * const model = mivit({ ...reduced, bands: 4, classes: 3, key: seed(1) });
 * const features = tf.ones([2, 8, 8, 16]);
 * constraint(model, features, features, features).information.shape; // []
 * ```
 */
export function constraint(model: Mivit, z1: Tensor, z2: Tensor, zf: Tensor): Record<string, Tensor> {
  return tf.tidy(() => {
    const mi12 = model.mi12(z1, z2).value;
    const mif2 = model.mif2(zf, z2).value;
    const mi1f = model.mi1f(z1, zf).value;
    const gained = tf.add(tf.mul(model.v1, mif2), tf.mul(model.v2, mi1f));
    return { mi12, mi1f, mif2, information: tf.sub(mi12, tf.reshape(gained, [])) };
  });
}
