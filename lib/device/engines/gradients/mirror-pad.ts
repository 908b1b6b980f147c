import { type Tensor, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

/** Takes the border along one axis off, adding each of its rows to the row that it mirrors. */
function foldBack(dy: Tensor, axis: number, before: number, after: number, skip: number): Tensor {
  if (before === 0 && after === 0) return dy;
  const length = (dy.shape[axis] as number) - before - after;
  const piece = (begin: number, size: number) =>
    tf.slice(
      dy,
      dy.shape.map((_, d) => (d === axis ? begin : 0)),
      dy.shape.map((n, d) => (d === axis ? size : n)),
    );
  const placed = (border: Tensor, at: number) =>
    tf.pad(
      tf.reverse(border, axis),
      dy.shape.map((_, d): [number, number] =>
        d === axis ? [at, length - at - (border.shape[axis] as number)] : [0, 0],
      ),
    );
  const parts = [piece(before, length)];
  if (before > 0) parts.push(placed(piece(0, before), skip));
  if (after > 0) parts.push(placed(piece(before + length, after), length - after - skip));
  return tf.addN(parts);
}

/** tfjs cuts the border's gradient off instead of adding it to the pixels that the border repeats. */
export function correctMirrorPad(): void {
  replaceGradient({
    kernelName: "MirrorPad",
    gradFunc: (dy, _, attrs) => {
      const { paddings, mode } = attrs as unknown as {
        paddings: [number, number][];
        mode: "reflect" | "symmetric";
      };
      const skip = mode === "reflect" ? 1 : 0;
      return {
        x: () =>
          paddings.reduce((g, [before, after], axis) => foldBack(g, axis, before, after, skip), dy as Tensor),
      };
    },
  });
}
