import { type Tensor, tf } from "../../tf.js";
import { composedKernel } from "./host.js";

interface Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * tfjs's webgpu kernels write the axis's length into the shader of a reversed sum or product, but keep the shader
 * without it: the next one of another length computes with the old. Reversed ones are turned round instead.
 */
export function registerCumulative(): void {
  for (const kernelName of ["Cumsum", "Cumprod"]) {
    composedKernel<Attributes>("webgpu", kernelName, ({ x }, attrs, original) => {
      const { axis, reverse, exclusive } = attrs;
      if (!reverse) return original({ x: x as Tensor }, { ...attrs });
      const turned = tf.reverse(x as Tensor, axis);
      const compute = kernelName === "Cumsum" ? tf.cumsum : tf.cumprod;
      return tf.reverse(compute(turned, axis, exclusive, false), axis);
    });
  }
}
