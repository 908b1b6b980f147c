/** The frequency conditioning of the golden U-Nets, which belongs to the papers: only what the tests need of it. */
import type { Key } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as nn from "../../lib/nn/index.js";
import type { Module } from "../../lib/nn/module.js";

/** Along one axis of an NHWC tensor: a product with a matrix. */
function along(x: Tensor, matrix: Tensor, axis: 1 | 2): Tensor {
  const order = axis === 1 ? [0, 2, 3, 1] : [0, 1, 3, 2];
  const back = axis === 1 ? [0, 3, 1, 2] : [0, 1, 3, 2];
  return tf.transpose(nn.functional.linear(tf.transpose(x, order), matrix), back);
}

const waves = (size: number, wave: (angle: number) => number): Tensor =>
  tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, i) =>
      wave((2 * Math.PI * Math.floor(i / size) * (i % size)) / size),
    ),
    [size, size],
  );

/** The real part of the 2-D DFT over height and width (of a real image). */
function realSpectrum(x: Tensor): Tensor {
  const [, h, w] = x.shape as [number, number, number];
  const cosines = along(along(x, waves(h, Math.cos), 1), waves(w, Math.cos), 2);
  const sines = along(along(x, waves(h, Math.sin), 1), waves(w, Math.sin), 2);
  return tf.sub(cosines, sines);
}

/** Names are feddiff's: `ff_parser_attn_map`, `conv2d`, `block.block1_all.<i>` and `block2_all.<i>`. */
export function conditioning(channels: number, groups: number, key: Key): Module {
  const mix = nn.conv2d({ in: channels, out: channels, kernel: 1, key: key.fold("mix") });
  const conv = nn.conv2d({ in: channels, out: channels, kernel: 3, padding: 1, key: key.fold("conv") });
  const half = (name: string) => {
    const proj = nn.conv2d({ in: channels, out: channels, kernel: 3, padding: 1, key: key.fold(name) });
    const norm = nn.groupNorm({ groups, channels });
    return nn.module("block", { proj, norm }, (x: Tensor) => nn.silu(norm(proj(x))));
  };
  const block1 = [half("a"), half("b")];
  const block2 = [half("c"), half("d")];
  const parts = {
    ff_parser_attn_map: mix,
    conv2d: conv,
    block: nn.module("blocks", { block1_all: block1, block2_all: block2 }, (x: Tensor) => x),
  };
  return nn.module("conditioning", parts, (x: Tensor) => {
    const [, h, w] = x.shape as [number, number, number];
    // The inverse DFT of a real spectrum has the same real part, divided by the number of pixels.
    const back = tf.div(realSpectrum(mix(realSpectrum(x))), h * w);
    return block1.reduce<Tensor>((y, first, i) => tf.add(y, block2[i]!(first(y))), conv(back));
  });
}
