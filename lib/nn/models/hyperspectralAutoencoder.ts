import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { type Conv2d, conv2d } from "../layers/conv2d.js";
import { type Module, module } from "../module.js";
import { leakyRelu } from "../ops/leakyRelu.js";

/** An autoencoder of spectra. */
export interface HyperspectralAutoencoderSpec {
  readonly bands: number;
  /** Widths on the way to the middle, which is the last. Default [64, 16]. */
  readonly widths?: readonly number[];
  /** Slope of the leaky ReLUs. Default 0.2. */
  readonly slope?: number;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** An autoencoder over the bands of each pixel, made by {@link hyperspectralAutoencoder}. */
export type HyperspectralAutoencoder = Module<
  [x: Tensor],
  Tensor,
  { encoder: readonly Conv2d[]; decoder: readonly Conv2d[] }
> & {
  /** The narrow middle, [N, height, width, last width]. */
  encode(x: Tensor): Tensor;
};

/**
 * The spectrum of each pixel through a narrow middle and back, by 1x1 convolutions: what it cannot rebuild is unusual.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.hyperspectralAutoencoder({ bands: 20, widths: [8, 2], key: seed(1) });
 * net(tf.ones([1, 6, 6, 20])).shape; // [1, 6, 6, 20]
 * net.encode(tf.ones([1, 6, 6, 20])).shape; // [1, 6, 6, 2]
 * ```
 */
export function hyperspectralAutoencoder(spec: HyperspectralAutoencoderSpec): HyperspectralAutoencoder {
  const { bands, widths = [64, 16], slope = 0.2, key } = spec;
  if (widths.length === 0) {
    throw new ValueError("hyperspectralAutoencoder", "there is no middle", {
      mend: "give one width or more",
    });
  }
  const sizes = [bands, ...widths];
  const layers = (name: string, path: readonly number[]) =>
    path
      .slice(1)
      .map((out, i) => conv2d({ in: path[i] as number, out, kernel: 1, key: key.fold(name).fold(i) }));
  const encoder = layers("encoder", sizes);
  const decoder = layers("decoder", [...sizes].reverse());
  const encode = (x: Tensor) =>
    tf.tidy(() => encoder.reduce((value, layer) => leakyRelu(layer(value), slope), x));
  const net = module("hyperspectralAutoencoder", { encoder, decoder }, (x: Tensor) =>
    tf.tidy(() =>
      decoder.reduce((value, layer, i) => {
        const y = layer(value);
        return i < decoder.length - 1 ? leakyRelu(y, slope) : y;
      }, encode(x)),
    ),
  );
  return Object.assign(net, { encode }) as HyperspectralAutoencoder;
}
