import * as data from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as diffusion from "../../../lib/diffusion/index.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { GoldenAdapters } from "../contract.js";
import { asTorch, list, nchw, nhwc, numbersOf, plain, table } from "../layout.js";
import { entries, scheduleOf } from "./schedules.js";

const key = seed(1);

interface NetConfig {
  readonly in_channels: number;
  readonly out_channels: number;
  readonly model_channels: number;
  readonly channel_mult: readonly number[];
  readonly num_res_blocks: number;
  readonly attention_resolutions: readonly number[];
  readonly num_heads: number;
  readonly conv_resample: boolean;
  readonly use_scale_shift_norm: boolean;
  readonly resblock_updown: boolean;
  readonly use_new_attention_order: boolean;
}

const unet = (config: NetConfig) =>
  diffusion.unet({
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    channels: config.model_channels,
    channelMult: config.channel_mult,
    resBlocks: config.num_res_blocks,
    attentionAt: config.attention_resolutions,
    heads: config.num_heads,
    convResample: config.conv_resample,
    scaleShift: config.use_scale_shift_norm,
    resBlockResample: config.resblock_updown,
    attentionOrder: config.use_new_attention_order ? "qkv" : "heads",
    condition: ({ channels, modules, key: own }) =>
      Array.from({ length: modules }, (_, i) => diffusion.frequencyParser({ channels, key: own.fold(i) })),
    key,
  });

/** What a case says of a tensor that is too large for it. */
function summary(tensor: Tensor) {
  const values = Float64Array.from(nchw(tensor).dataSync());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    shape_numel: values.length,
    first_32: list(values.slice(0, 32)),
    last_8: list(values.slice(-8)),
    mean,
    std_population: Math.sqrt(variance),
    abs_max: values.reduce((top, value) => Math.max(top, Math.abs(value)), 0),
  };
}

export const feddiff: GoldenAdapters = {
  "feddiff/schedule"({ config, inputs }) {
    const schedule = scheduleOf(config);
    return entries(
      {
        betas: schedule.beta,
        alphas: schedule.alpha,
        alphas_cumprod: schedule.alphaBar,
        alphas_cumprod_prev: schedule.alphaBarPrev,
        sqrt_recip_alphas: Float64Array.from(schedule.alpha, (a) => 1 / Math.sqrt(a)),
        sqrt_alphas_cumprod: schedule.signal,
        sqrt_one_minus_alphas_cumprod: schedule.noise,
        posterior_variance: schedule.posteriorVariance,
      },
      inputs.step_indices,
    );
  },

  "feddiff/timestep-embedding"({ config: { dim, max_period: maxPeriod }, inputs: { timesteps } }) {
    return { embedding: diffusion.timeEmbedding(numbersOf(timesteps), dim, { maxPeriod }) };
  },

  async "feddiff/ddpm"({ config, inputs }) {
    const schedule = scheduleOf(config);
    const { x: a, t: b, roll } = config.stub;
    // Channels lie last here: "+1 along channels, cyclic" moves the last channel to the front.
    const stub = (x: Tensor, t: Tensor): Tensor =>
      tf.tidy(() => {
        const last = x.shape[3]! - 1;
        const [rest, end] = tf.split(x, [last, 1], 3) as [Tensor, Tensor];
        const time = tf.reshape(tf.cast(t, "float32"), [-1, 1, 1, 1]);
        const rolled = tf.concat([end, rest], 3);
        return tf.add(tf.add(tf.mul(x, a), tf.mul(time, b)), tf.mul(rolled, roll));
      });
    const t = numbersOf(inputs.t);
    const noise = nhwc(inputs.forward_noise);
    const xt = diffusion.addNoise(schedule, nhwc(inputs.x0), t, noise);
    const guess = stub(xt, tf.tensor1d(t, "int32"));
    const first = tf.slice(xt, [0, 0, 0, 0], [1, -1, -1, -1]);
    const z = nhwc(inputs.reverse_noise);
    const previous = numbersOf(inputs.reverse_t).map((step) => {
      const estimate = stub(first, tf.tensor1d([step], "int32"));
      return nchw(diffusion.ancestralStep(schedule, first, step, estimate, { noise: z }));
    });

    const [count, ...one] = inputs.reconstruct_noise.shape as number[];
    const size = one.reduce((p, q) => p * q, 1);
    const visited: number[] = [];
    let snapshot: Tensor | undefined;
    const final = await diffusion.sample(schedule, stub, {
      from: first,
      start: config.reconstruct_from - 1,
      key,
      // The noise of t = R-1, R-2 … 1 lies in this order.
      noise: (step) => {
        const i = count! - step;
        const values = inputs.reconstruct_noise.data.slice(i * size, (i + 1) * size);
        return nhwc({ shape: one, dtype: "float32", data: values });
      },
      onStep: ({ t: step, x }) => {
        visited.push(step);
        snapshot ??= tf.clone(x);
      },
    });
    return {
      x_t: nchw(xt),
      noise_pred: nchw(guess),
      l1_loss: diffusion.noiseLoss(noise, guess, { kind: "l1" }),
      x_prev: previous,
      reconstruct_steps: list([...visited, 0]),
      reconstruct_first_snapshot: nchw(snapshot as Tensor),
      reconstruct_final: nchw(final),
    };
  },

  "feddiff/attention"({ config, inputs, weights }) {
    const { channels, num_heads: heads, use_new_attention_order: qkvFirst } = config;
    const block = diffusion.attentionBlock({ channels, heads, order: qkvFirst ? "qkv" : "heads", key });
    nn.assignWeights(block, weights);
    return { y: nchw(block(nhwc(inputs.x))) };
  },

  "feddiff/resblock"({ config, inputs, weights }) {
    const { in: from, out, emb, groups, gn_eps: eps, down, use_scale_shift_norm: scaleShift } = config;
    const resample = down ? "down" : undefined;
    const block = diffusion.resBlock({ in: from, out, emb, groups, eps, scaleShift, resample, key });
    nn.assignWeights(block, weights);
    return { y: nchw(block(nhwc(inputs.x), plain(inputs.emb))) };
  },

  "feddiff/resample"({ config: { channels }, inputs, weights }) {
    const [up, down] = [diffusion.upsample({ channels, key }), diffusion.downsample({ channels, key })];
    nn.assignWeights(
      nn.module("both", { up, down }, (x: Tensor) => x),
      weights,
    );
    const x = nhwc(inputs.x);
    return { up: nchw(up(x)), down: nchw(down(x)) };
  },

  "feddiff/conditioning"({ config, inputs, weights }) {
    const { dim: channels, groups, num_res_blocks: blocks } = config;
    const parser = diffusion.frequencyParser({ channels, groups, blocks, key });
    nn.assignWeights(parser, weights);
    const { spectrum, back, out } = parser.steps(nhwc(inputs.x));
    return { fft_real_part: nchw(spectrum), after_ifft_real: nchw(back), y: nchw(out) };
  },

  "feddiff/preprocess"({ config: { size }, inputs: { x } }) {
    const [n, height, width, bands] = x.shape as [number, number, number, number];
    // One smallest and one largest number for the whole array: the patches as one tall image.
    const all = new data.Raster(Float32Array.from(x.data), { height: n * height, width, bands });
    const scaled = data.normalise(all, { per: "global" }).data;
    const images = tf.tensor4d(scaled as Float32Array, [n, height, width, bands]);
    const centred = tf.sub(tf.mul(images, 2), 1);
    return { y: nchw(nn.resizeBilinear(centred, [size, size])) };
  },

  "feddiff/unet"({ config, inputs, weights }) {
    const net = unet(config);
    nn.assignWeights(net, weights);
    const noise = nhwc(inputs.noise);
    const t = numbersOf(inputs.t);
    const xt = diffusion.addNoise(scheduleOf(config), nhwc(inputs.x0), t, noise);
    const { loss, out, middle, grads } = nn.valueAndGrad(() => {
      const { out, middle } = net.features(xt, tf.tensor1d(t, "int32"));
      return { loss: diffusion.noiseLoss(noise, out, { kind: "l1" }), out, middle };
    }, net.params);
    return {
      x_t: nchw(xt),
      noise_pred: nchw(out),
      mid_feature: nchw(middle),
      l1_loss: loss,
      grads: asTorch(net, grads),
    };
  },

  "feddiff/unet-forward"({ config, inputs, weights }) {
    const net = unet(config);
    nn.assignWeights(net, weights);
    const { out, middle } = net.features(nhwc(inputs.x), plain(inputs.t));
    return { noise_pred: summary(out), mid_feature: summary(middle) };
  },

  "feddiff/metrics"({ config: { classes }, inputs: { y_true, y_pred } }) {
    const matrix = metrics.confusion(y_pred.data, y_true.data, { classes });
    const { oa, perClass, aa, kappa } = metrics.classification(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      OA: oa,
      per_class: table(perClass, classes),
      AA: aa,
      kappa,
    };
  },
};
