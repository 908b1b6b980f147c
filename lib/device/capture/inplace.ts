import type { Tensor, Variable } from "../tf.js";

/** TensorFlow's ops that update variables where they lie. */
export type InPlaceOp = "ResourceApplyMomentum" | "ResourceApplyAdam" | "ResourceApplyGradientDescent";

/**
 * Who can run an update in place: the recorder of a captured step, whose variables live inside TensorFlow's session.
 * Eager tensors cannot be changed in place, so outside of a recording there is none.
 */
export interface InPlace {
  /**
   * Records the update of `targets` and makes them hold the new values.
   *
   * @param targets the variables that change, in the op's order (var, accum · var, m, v · var)
   * @param tensors the op's other inputs in order (lr, grad, momentum · beta1_power, … · alpha, delta)
   * @param attrs its boolean attributes (`use_nesterov`, `use_locking`)
   * @returns whether it took the update; when not, the caller composes it from plain ops
   */
  apply(
    op: InPlaceOp,
    targets: readonly Variable[],
    tensors: readonly Tensor[],
    attrs?: Readonly<Record<string, boolean>>,
  ): boolean;
}

let current: InPlace | undefined;

/** The in-place updates of the step that is being recorded, if one is. */
export const inPlace = (): InPlace | undefined => current;

/** Sets (or with `undefined` ends) the in-place updates; the recorder calls it around a recording. */
export const setInPlace = (next: InPlace | undefined): void => {
  current = next;
};
