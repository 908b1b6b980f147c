import { type Tensor, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

interface Attributes {
  readonly strides: number | [number, number, number];
  readonly pad: "same" | "valid";
}

/** A transposed convolution in three dimensions, which tfjs cannot differentiate: its transpose is the plain one. */
export function correctConv3dTranspose(): void {
  replaceGradient({
    kernelName: "Conv3DBackpropInputV2",
    inputsToSave: ["dy", "filter"],
    gradFunc: (change, saved, attrs) => {
      const [dy, filter] = saved as [Tensor, Tensor];
      const { strides, pad } = attrs as unknown as Attributes;
      const x = change as Tensor;
      return {
        dy: () => tf.conv3d(x as never, filter as never, strides, pad),
        filter: () =>
          tf
            .engine()
            .runKernel(
              "Conv3DBackpropFilterV2",
              { x, dy },
              { strides, pad, filterShape: filter.shape },
            ) as Tensor,
      };
    },
  });
}
