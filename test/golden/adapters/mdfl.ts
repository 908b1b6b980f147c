import * as data from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as diffusion from "../../../lib/diffusion/index.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { nchw, nhwc, numbersOf, plain, table } from "../layout.js";
import { blockName, parserName, unetName } from "./mdfl-names.js";
import { entries, scheduleOf } from "./schedules.js";

const key = seed(1);

/** An image with its zero frequency moved from index 0 to floor(n/2), along height and width. */
const centred = (x: Tensor): Tensor =>
  tf.tidy(() =>
    [1, 2].reduce((value, axis) => {
      const n = value.shape[axis] as number;
      const front = Math.ceil(n / 2);
      const [low, high] = tf.split(value, [front, n - front], axis) as [Tensor, Tensor];
      return tf.concat([high, low], axis);
    }, x),
  );

/** [C, H, W] as a raster, whose bands lie last. */
function rasterOf({ shape, data: values }: GoldenTensor): data.Raster {
  const [bands, height, width] = shape as [number, number, number];
  const turned = Float64Array.from(
    { length: values.length },
    (_, i) => values[(i % bands) * height * width + Math.floor(i / bands)] as number,
  );
  return new data.Raster(turned, { height, width, bands });
}

const images = ({ data: values, shape }: data.Patches): Tensor =>
  tf.tensor4d(Float32Array.from(values), [...shape]);

export const mdfl: GoldenAdapters = {
  "mdfl/ddpm-schedule"({ config, inputs }) {
    const schedule = scheduleOf(config);
    return entries(
      {
        betas: schedule.beta,
        alphas: schedule.alpha,
        abar: schedule.alphaBar,
        abar_prev: schedule.alphaBarPrev,
        post_var: schedule.posteriorVariance,
        c_x0: schedule.posteriorX0,
        c_xt: schedule.posteriorXt,
        sqrt_recip_alpha: Float64Array.from(schedule.alpha, (a) => 1 / Math.sqrt(a)),
      },
      inputs.steps,
    );
  },

  "mdfl/ddpm-step"({ config, inputs }) {
    const schedule = scheduleOf(config);
    const t = numbersOf(inputs.t);
    const [x0, eps, guess, z] = [inputs.x0, inputs.eps, inputs.eps_hat, inputs.z].map(nhwc) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    const estimate = diffusion.estimateX0(schedule, xt, t, guess);
    const clipped = diffusion.estimateX0(schedule, xt, t, guess, { clip: true });
    return {
      xt: nchw(xt),
      x0_hat: nchw(estimate),
      x0_hat_clipped: nchw(clipped),
      mean_from_eps: nchw(diffusion.reverseMean(schedule, xt, t, guess)),
      mean_from_x0: nchw(diffusion.posteriorMean(schedule, estimate, xt, t)),
      mean_clipped: nchw(diffusion.posteriorMean(schedule, clipped, xt, t)),
      x_prev: nchw(diffusion.ancestralStep(schedule, xt, t, guess, { noise: z })),
      ddim_prev: nchw(diffusion.ddimStep(schedule, xt, t, guess, { jump: config.ddim_jump })),
      l1: diffusion.noiseLoss(eps, guess, { kind: "l1", perSample: true }),
      mse: diffusion.noiseLoss(eps, guess, { kind: "mse", perSample: true }),
    };
  },

  "mdfl/timestep-embedding"({ config: { dim, max_period: maxPeriod }, inputs: { t } }) {
    return { emb: diffusion.timeEmbedding(numbersOf(t), dim, { maxPeriod }) };
  },

  "mdfl/fft2-features"({ config: { matrix_size: m }, inputs }) {
    const { real, imag } = diffusion.dft2({ real: nhwc(inputs.x) });
    const amplitude = tf.sqrt(tf.add(tf.square(real), tf.square(imag)));
    // Row j of the DFT's matrix is the transform of a single peak at j.
    const peaks = diffusion.dft2({ real: tf.reshape(tf.eye(m), [m, 1, m, 1]) });
    return {
      real: nchw(real),
      imag: nchw(imag),
      amplitude: nchw(amplitude),
      log_amplitude_centred: nchw(centred(tf.log1p(amplitude))),
      cos: tf.reshape(peaks.real, [m, m]),
      sin: tf.reshape(peaks.imag, [m, m]),
    };
  },

  "mdfl/frequency-parser"({ config, inputs, weights }) {
    const { C: channels, groups, gn_eps: eps, mode, residual_blocks: blocks } = config;
    const [, , height, width] = inputs.x.shape;
    const size = [height, width] as const;
    const parser = diffusion.frequencyParser({ channels, groups, eps, mode, blocks, size, key });
    nn.assignWeights(parser, weights, { rename: parserName });
    const { spectrum, back, conv, out } = parser.steps(nhwc(inputs.x));
    return {
      ...(mode !== "map" && { spectrum_real: nchw(spectrum) }),
      after_inverse: nchw(back),
      after_conv: nchw(conv),
      y: nchw(out),
    };
  },

  "mdfl/resblock"({ config, inputs, weights }) {
    const { in: from, out, emb, groups, gn_eps: eps } = config;
    const block = diffusion.resBlock({ in: from, out, emb, groups, eps, key });
    nn.assignWeights(block, weights, { rename: blockName });
    return { y: nchw(block(nhwc(inputs.x), plain(inputs.emb))) };
  },

  "mdfl/attention"({ config, inputs, weights }) {
    const { channels, heads, groups, gn_eps: eps } = config;
    const block = diffusion.attentionBlock({ channels, heads, groups, eps, order: "heads", key });
    nn.assignWeights(block, weights, { rename: blockName });
    return { y: nchw(block(nhwc(inputs.x))) };
  },

  "mdfl/unet"({ config, inputs, weights }) {
    const { groups_parser: groups, gn_eps: eps, parser_mode: mode } = config;
    const net = diffusion.unet({
      inChannels: config.in_channels,
      channels: config.model_channels,
      channelMult: config.channel_mult,
      resBlocks: config.num_res_blocks,
      attentionAt: [],
      heads: config.heads,
      groups: config.groups_res_attn,
      eps,
      embedding: config.time_embed_dim,
      condition: ({ channels, key: own }) => [
        diffusion.frequencyParser({ channels, groups, eps, mode, key: own }),
      ],
      key,
    });
    nn.assignWeights(net, weights, { rename: unetName });
    const { out, middle } = net.features(nhwc(inputs.x), plain(inputs.t));
    return { eps_hat: nchw(out), middle_feature: nchw(middle) };
  },

  "mdfl/metrics"({ config: { classes, from }, inputs: { confusion, y_true, y_pred } }) {
    const matrix =
      from === "confusion"
        ? { classes, counts: Float64Array.from(confusion.data) }
        : metrics.confusion(y_pred.data, y_true.data, { classes });
    const { oa, perClass, aa, expected, kappa } = metrics.classification(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      oa,
      per_class: table(perClass, classes),
      aa,
      pe: expected,
      kappa,
    };
  },

  "mdfl/patches"({ config: { patch: size, resize }, inputs: { image, centres_row_col: centres } }) {
    const scene = data.normalise(rasterOf(image));
    const at = Array.from(
      { length: centres.shape[0] },
      (_, i) => [centres.data[2 * i], centres.data[2 * i + 1]] as const,
    );
    const edge = images(data.patches(scene, at, { size, mode: "edge" }));
    const zero = images(data.patches(scene, at, { size, mode: "constant", value: 0 }));
    const resized = nn.resizeBilinear(edge, [resize, resize]);
    return {
      normalised: tf.transpose(data.rasterToTensor(scene), [2, 0, 1]),
      patches_edge: nchw(edge),
      patches_zero: nchw(zero),
      resized_edge: nchw(tf.sub(tf.mul(resized, 2), 1)),
    };
  },
};
