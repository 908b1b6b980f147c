import { SwathError } from "../../../errors.js";
import { type Tensor, type Tensor4D, tf } from "../../tf.js";
import { type Attributes, type Previous, replaceGradient } from "./define.js";
import { places, seen, sumOf, type Taps, unseen } from "./taps.js";

interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | [number, number][];
  readonly dilations: number | [number, number];
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface Geometry extends Taps {
  readonly pads: [[number, number], [number, number], [number, number], [number, number]];
}

function geometry(x: Tensor4D, filter: Tensor4D, attrs: ConvAttributes, depthwise: boolean): Geometry {
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filter.shape,
    attrs.strides,
    attrs.dilations,
    attrs.pad as never,
    attrs.dimRoundingMode,
    depthwise,
    "channelsLast",
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    output: [info.outHeight, info.outWidth],
    pads: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}

/** Takes the padding off again. */
const trimmed = (padded: Tensor, x: Tensor4D, { pads }: Geometry): Tensor =>
  tf.slice(padded, [0, pads[1][0], pads[2][0], 0], x.shape);

const isDilated = ({ dilations = 1 }: ConvAttributes): boolean => [dilations].flat().some((d) => d > 1);

/** A gradient over the taps: what one tap adds to the filter's gradient and to the input's. */
interface PerTap {
  filter(pixels: Tensor4D, dy: Tensor4D): Tensor;
  input(dy: Tensor4D, weights: Tensor): Tensor4D;
}

const rows = (x: Tensor4D): Tensor => tf.reshape(x, [-1, x.shape[3]]);

const full: PerTap = {
  filter: (pixels, dy) => tf.matMul(rows(pixels), rows(dy), true),
  input: (dy, weights) => {
    const [n, h, w] = dy.shape;
    return tf.reshape(tf.matMul(rows(dy), weights, false, true), [n, h, w, weights.shape[0] as number]);
  },
};

const channelwise: PerTap = {
  filter: (pixels, dy) => {
    const channels = pixels.shape[3];
    const pairs = tf.reshape(dy, [-1, channels, dy.shape[3] / channels]);
    return tf.sum(tf.mul(tf.reshape(pixels, [-1, channels, 1]), pairs), 0);
  },
  input: (dy, weights) => {
    const [n, h, w] = dy.shape;
    const [channels, multiplier] = weights.shape as [number, number];
    const pairs = tf.reshape(dy, [n * h * w, channels, multiplier]);
    return tf.reshape(tf.sum(tf.mul(pairs, weights), 2), [n, h, w, channels]);
  },
};

function byTaps(dy: Tensor4D, x: Tensor4D, filter: Tensor4D, at: Geometry, { filter: f, input }: PerTap) {
  const [kh, kw, a, b] = filter.shape;
  return {
    x: () => {
      const size = [x.shape[1] + sum(at.pads[1]), x.shape[2] + sum(at.pads[2])] as const;
      const weights = tf.unstack(tf.reshape(filter, [kh * kw, a, b]));
      const parts = places(at).map((place, k) => unseen(input(dy, weights[k] as Tensor), place, at, size));
      return trimmed(sumOf(parts), x, at);
    },
    filter: () => {
      const padded = tf.pad(x, at.pads);
      return tf.reshape(tf.stack(places(at).map((place) => f(seen(padded, place, at), dy))), [kh, kw, a, b]);
    },
  };
}

const sum = ([before, after]: readonly [number, number]): number => before + after;

function replace(kernelName: string, depthwise: boolean, perTap: PerTap): void {
  const previous: Previous | undefined = replaceGradient({
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const given = attrs as unknown as ConvAttributes;
      const dilated = isDilated(given);
      if (!dilated && typeof given.pad === "string" && previous) return previous(dy, saved, attrs);
      if (given.dataFormat === "NCHW") {
        throw new SwathError("UNSUPPORTED", kernelName, "this gradient is for NHWC only", {
          mend: "transpose the input to [batch, height, width, channels]",
        });
      }
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      const at = geometry(x, filter, given, depthwise);
      if (dilated || !previous) return byTaps(dy as Tensor4D, x, filter, at, perTap);
      const valid = { ...given, pad: "valid" } as unknown as Attributes;
      const bare = previous(dy, [tf.pad(x, at.pads), filter], valid) as Record<string, () => Tensor>;
      return {
        x: () => trimmed((bare["x"] as () => Tensor)(), x, at),
        filter: () => (bare["filter"] as () => Tensor)(),
      };
    },
  });
}

/** tfjs has no gradient of dilated convolutions, and tfjs-node none of padding given in pixels. */
export function correctConvolution(): void {
  replace("Conv2D", false, full);
  replace("DepthwiseConv2dNative", true, channelwise);
}
