import type { Tensor } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { expectWhole, type Pair, pair, text } from "./shapes.js";

/** How a pooling window moves. */
export interface PoolOptions {
  /** Step between windows; the window's size unless told. */
  readonly stride?: Pair;
  /** Pixels added on each side; 0 unless told, at most half the window. */
  readonly padding?: Pair;
}

/** Window, step and padding as height and width, checked by PyTorch's rules. */
export function window(operation: string, x: Tensor, size: Pair, options: PoolOptions) {
  const extent = pair(size);
  const stride = pair(options.stride ?? size);
  const padding = pair(options.padding ?? 0);
  for (const axis of [0, 1] as const) {
    expectWhole(operation, "the window's size", extent[axis], 1);
    expectWhole(operation, "stride", stride[axis], 1);
    expectWhole(operation, "padding", padding[axis], 0);
    if (padding[axis] * 2 > extent[axis]) {
      throw new ShapeError(
        operation,
        `padding ${padding[axis]} is more than half the window ${extent[axis]}`,
        {
          mend: "give less padding",
        },
      );
    }
    if ((x.shape[axis + 1] as number) + 2 * padding[axis] < extent[axis]) {
      throw new ShapeError(
        operation,
        `the window ${text(extent)} is larger than the input ${text(x.shape)}`,
        {
          mend: "give a smaller window",
        },
      );
    }
  }
  return { extent, stride, padding };
}
