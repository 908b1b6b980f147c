import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf, type Variable } from "../../../lib/device/tf.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import { alignmentEncoder, type Scales } from "../../../lib/papers/mivit/alignment.js";
import { cbar, cbr, cbrp } from "../../../lib/papers/mivit/blocks.js";
import { decoder, reconstructionLoss } from "../../../lib/papers/mivit/decoder.js";
import { FUSIONS, type FusionName, fusion } from "../../../lib/papers/mivit/fusions.js";
import { fusedHead, lightClassifier, pyramidClassifier } from "../../../lib/papers/mivit/heads.js";
import { classWeights, distillation, focalLoss, totalLoss } from "../../../lib/papers/mivit/losses.js";
import { mutualInfo } from "../../../lib/papers/mivit/mutual-info.js";
import { mivit as network } from "../../../lib/papers/mivit/network.js";
import { oaf, ttoa } from "../../../lib/papers/mivit/oaf.js";
import { objective } from "../../../lib/papers/mivit/objective.js";
import { scaledBands, writePatch } from "../../../lib/papers/mivit/patches.js";
import { nearestSources, pyramid } from "../../../lib/papers/mivit/pyramid.js";
import { transformer } from "../../../lib/papers/mivit/transformer.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { asTorch, list, nchw, nhwc, plain, table } from "../layout.js";

const key = seed(1);

type Weights = Readonly<Record<string, GoldenTensor>>;
type Given = Readonly<Record<string, GoldenTensor>>;

/** The official classes make convolutions that they never use. */
const rename = (name: string) => (name.includes("skipcat.") ? null : name);

function filled<M extends nn.AnyModule>(model: M, weights: Weights): M {
  nn.assignWeights(model, weights, { rename });
  return model;
}

const patchesOf = (inputs: Given, sensor: string): Scales => [
  nhwc(inputs[`${sensor}8`]!),
  nhwc(inputs[`${sensor}16`]!),
  nhwc(inputs[`${sensor}24`]!),
];

const both = (inputs: Given) => ({ hsi: patchesOf(inputs, "hsi"), lidar: patchesOf(inputs, "lidar") });

const firstSample = (x: Tensor): Tensor =>
  tf.tidy(() => tf.squeeze(tf.slice(nchw(x), [0, 0, 0, 0], [1, -1, -1, -1]), [0]));

const channelMeans = (x: Tensor): Tensor => tf.mean(x, [1, 2]);

const outputsOf = (weight: GoldenTensor | undefined): number => weight!.shape[0]!;

export const mivit: GoldenAdapters = {
  "mivit/ttoa"({ config: { channels }, inputs, weights }) {
    const attend = filled(ttoa({ channels, key }), weights);
    const [low, high] = [nhwc(inputs.a_low), nhwc(inputs.a_high)];
    const [dLow, dHigh] = tf.grads((u: Tensor, v: Tensor) => nn.mean(tf.square(attend(u, v))))([low, high]);
    return {
      out: nchw(attend(low, high)),
      grad_of_mean_square_wrt_low: nchw(dLow!),
      grad_of_mean_square_wrt_high: nchw(dHigh!),
    };
  },

  "mivit/oaf"({ config, inputs, weights }) {
    const { channels, training, bn_momentum_pytorch: momentum, bn_eps: eps } = config;
    const fuse = filled(oaf({ channels, momentum, eps, key }), weights);
    const run = () => fuse(nhwc(inputs.x1), nhwc(inputs.x2));
    return {
      out: nchw(training ? nn.training(run) : run()),
      running_stats_after: {
        "conv.1.running_mean": fuse.buffers["conv.1.running_mean"],
        "conv.1.running_var": fuse.buffers["conv.1.running_var"],
      },
    };
  },

  "mivit/fusion"({ config, inputs, weights }) {
    const { channels, bn_eps: eps, ratio, training } = config;
    const names = FUSIONS.filter((name) => [name, name.replace("trans_", "")].includes(config.fusion));
    const name = (config.fusion === "TTOA" ? "oaf" : names[0]) as FusionName;
    const fuse = filled(fusion(name, { channels, eps, ratio, key }), weights);
    const run = () => fuse(nhwc(inputs.x1), nhwc(inputs.x2));
    return { out: nchw(training ? nn.training(run) : run()) };
  },

  "mivit/conv-blocks"({ config, inputs, weights }) {
    const x = nhwc(inputs.x);
    const makers = {
      conv_bn_relu: cbr,
      conv_bn_relu_max_pool3: cbrp,
      conv_bn_adpavg_relu: cbar,
    } as const;
    const answers = Object.entries(makers).map(([name, make]) => {
      const { bn_momentum_pytorch: momentum, bn_eps: eps, pool } = config[name];
      const weight = weights[name]["0.weight"] as GoldenTensor;
      const [out, inputs, kernel] = weight.shape as [number, number, number];
      const spec = { in: inputs, out, kernel, momentum, eps, key, ...(pool && { pool }) };
      const block = filled(make(spec), weights[name]);
      const shown = (y: Tensor) => nchw(y.rank === 2 ? tf.reshape(y, [y.shape[0]!, 1, 1, out]) : y);
      const trained = shown(nn.training(() => block(x)));
      const running = Object.fromEntries(
        Object.entries(block.buffers).map(([buffer, value]) => [buffer, list(value.dataSync().slice())]),
      );
      return [name, { train_out: trained, running_after: running, eval_out_after: shown(block(x)) }] as const;
    });
    return Object.fromEntries(answers);
  },

  "mivit/transformer"({ config, inputs, weights }) {
    const { dim, depth, heads, dim_head: headWidth, mlp_dim: hidden } = config;
    const net = filled(transformer({ dim, depth, heads, headWidth, hidden, key }), weights);
    const x = plain(inputs.x);
    return { out: net(x), attention_block0: net.attentions[0]!(x) };
  },

  "mivit/mutual-info"({ config, inputs, weights }) {
    const { in_channels, channels, latent, spatial, leaky_slope: slope } = config;
    const mi = filled(mutualInfo({ in: in_channels, channels, latent, spatial, slope, key }), weights);
    const [a, b] = [nhwc(inputs.feat_a), nhwc(inputs.feat_b)];
    const terms = mi(a, b);
    const [dA, dB] = tf.grads((x: Tensor, y: Tensor) => mi(x, y).value)([a, b]);
    return {
      latent_a: terms.latentA,
      latent_b: terms.latentB,
      kl_mean_over_batch__a_as_input_b_as_target: terms.klAGivenB,
      kl_mean_over_batch__b_as_input_a_as_target: terms.klBGivenA,
      ce__b_as_logits_a_as_target: terms.ceBToA,
      ce__a_as_logits_b_as_target: terms.ceAToB,
      value: terms.value,
      grad_feat_a: nchw(dA!),
      grad_feat_b: nchw(dB!),
    };
  },

  "mivit/losses"({ config, inputs }) {
    const { C: classes, weighted, gamma, lambdas } = config;
    const counts = weighted ? classWeights(inputs.train_labels_for_weights.data, classes) : null;
    const weights = counts && tf.tensor1d(counts.slice());
    const target = plain(inputs.target);
    const given = [inputs.pred, inputs.aux_hsi, inputs.aux_lidar, inputs.aux_pyramid].map(plain);
    const focal = (p: Tensor) => focalLoss(p, target, { weights, gamma });
    const total = (s: Tensor, ...aux: Tensor[]) =>
      totalLoss(
        {
          focal: focal(s),
          reconstruction: tf.scalar(inputs.con_loss),
          information: tf.scalar(inputs.mutual_loss),
          auxiliary: aux.map(focal),
          distillation: aux.map((p) => distillation(p, s)),
        },
        {
          reconstruction: lambdas.l1,
          information: lambdas.l2,
          auxiliary: lambdas.l3,
          distillation: lambdas.l4,
        },
      );
    const [pred, ...aux] = given as [Tensor, Tensor, Tensor, Tensor];
    const [dPred, dHsi] = tf.grads(total as (...x: Tensor[]) => Tensor)(given);
    return {
      class_weights: counts && list(counts),
      focal_pred: focal(pred),
      focal_aux: tf.stack(aux.map(focal)),
      kl_aux: tf.stack(aux.map((p) => distillation(p, pred))),
      total: total(pred, ...aux),
      grad_pred: dPred,
      grad_aux_hsi: dHsi,
    };
  },

  "mivit/heads"({ config: { classes, pyramid_channel }, inputs, weights }) {
    const width = inputs.feature_map.shape[1] as number;
    const light = filled(lightClassifier({ width, classes, key }), weights.CNN_Classifier);
    const deep = filled(
      pyramidClassifier({ width: pyramid_channel, classes, key }),
      weights.Classifier_for_pyramid,
    );
    const fused = filled(fusedHead({ width, classes, key }), weights.classification);
    const { s, cnn, trans } = fused(plain(inputs.tokens_cls_only), plain(inputs.x_cnn));
    return {
      CNN_Classifier: light(nhwc(inputs.feature_map)),
      Classifier_for_pyramid: deep(nhwc(inputs.pyramid_map)),
      fused: s,
      fused_cnn_part: cnn,
      fused_transformer_part: trans,
    };
  },

  "mivit/patches"({ config, inputs }) {
    const image = ({ shape, data }: GoldenTensor) => {
      const [height, width, bands] = shape as [number, number, number];
      return scaledBands({ height, width, bands, data: Float32Array.from(data) });
    };
    const width = inputs.label_map.shape[1] as number;
    const labels: number[] = Array.from(inputs.label_map.data as Int32Array);
    const pixels = labels.flatMap((label, pixel) => (label > 0 ? [pixel] : []));
    const cut = (from: GoldenTensor) => {
      const whole = image(from);
      return (config.patch_sizes as number[]).map((size) => {
        const each = size * size * whole.bands;
        const out = new Float32Array(pixels.length * each);
        pixels.forEach((pixel, i) => {
          writePatch(whole, Math.floor(pixel / width), pixel % width, size, out, i * each);
        });
        return nchw(tf.tensor(out, [pixels.length, size, size, whole.bands]));
      });
    };
    return {
      hsi_patches: cut(inputs.hsi_HWB),
      lidar_patches: cut(inputs.lidar_HWB),
      labels_zero_based: list(pixels.map((pixel) => labels[pixel]! - 1)),
    };
  },

  "mivit/alignment-encoder"({ config: { l1: bands, l2: layers }, inputs, weights }) {
    const width = outputsOf(weights["conv1_1.0.weight"]);
    const encode = filled(alignmentEncoder({ bands, layers, width, key }), weights);
    const { hsi, lidar } = both(inputs);
    const [z1, z2] = encode(hsi, lidar);
    return {
      z1_sample0: firstSample(z1),
      z2_sample0: firstSample(z2),
      z1_channel_means: channelMeans(z1),
      z2_channel_means: channelMeans(z2),
    };
  },

  "mivit/pyramid"({ config, inputs, weights }) {
    const { channel: width, bn_momentum_pytorch: momentum, bn_eps: eps } = config;
    const net = filled(pyramid({ width, momentum, eps, key }), weights);
    const { x5, c4, m } = net([nhwc(inputs.cross1), nhwc(inputs.cross2), nhwc(inputs.cross3)]);
    return {
      x5: nchw(x5),
      x4c: nchw(c4),
      x3c: nchw(m),
      nearest_source_index: list(nearestSources(config.nearest_size, config.nearest_scale)),
    };
  },

  "mivit/decoder"({ config, inputs, weights }) {
    const { l1: bands, l2: layers, decoder_dim: dim, depth, heads, dim_head, mlp_dim } = config;
    const width = inputs.tokens.shape[2] as number;
    const spec = { bands, layers, width, dim, depth, heads, headWidth: dim_head, hidden: mlp_dim, key };
    const given = filled(decoder(spec), weights)(plain(inputs.tokens));
    return {
      map_64x8x8_sample0_first4channels: tf.slice(firstSample(given.map), [0, 0, 0], [4, -1, -1]),
      recon_hsi8_sample0: firstSample(given.hsi[0]),
      recon_lidar16_sample0: firstSample(given.lidar[1]),
      recon_lidar24_sample0: firstSample(given.lidar[2]),
      con_loss: reconstructionLoss(given, both(inputs)),
    };
  },

  "mivit/network"({ config, inputs, weights }) {
    const { l1: bands, l2: layers, classes, lambdas, dim_head: headWidth, mlp_dim: hidden } = config;
    const model = network({
      bands,
      layers,
      classes,
      width: outputsOf(weights["encoder.cnn_encoder.conv1_1.0.weight"]),
      encoder: { depth: config.en_depth, heads: config.en_heads, headWidth, hidden },
      decoder: {
        dim: config.decoder_embed_dim,
        depth: config.de_depth,
        heads: config.de_heads,
        headWidth,
        hidden,
      },
      dropout: 0,
      key,
    });
    filled(model, weights);
    const patches = both(inputs);
    const { s, cnn, trans, z1, z2, zf } = model.forward(patches);
    const { grads, loss, ...terms } = nn.valueAndGrad(
      () =>
        objective(model, patches, plain(inputs.target), {
          weights: plain(inputs.class_weights),
          lambdas: {
            reconstruction: lambdas.l1,
            information: lambdas.l2,
            auxiliary: lambdas.l3,
            distillation: lambdas.l4,
          },
        }),
      model.params,
      { training: config.training },
    ) as unknown as { loss: Tensor; grads: Record<string, Variable> } & Record<string, Tensor>;
    const lying = asTorch(model, grads);
    const shown = Object.entries(lying).map(([name, { data }]) => [
      name,
      {
        l2: Math.sqrt(Array.from(data).reduce((sum, value) => sum + value ** 2, 0)),
        first5: list(Array.from(data).slice(0, 5)),
      },
    ]);
    return {
      pred: s,
      pred_cnn_part: cnn,
      pred_transformer_part: trans,
      hsi_head: model.hsiHead(z1),
      lidar_head: model.lidarHead(z2),
      pyramid_head: model.pyramidHead(patches),
      z1_channel_means: channelMeans(z1),
      z2_channel_means: channelMeans(z2),
      zf_channel_means: channelMeans(zf),
      loss_parts: {
        focal_pred: terms["focal"],
        con: terms["reconstruction"],
        focal_hsi: terms["focalHsi"],
        focal_lidar: terms["focalLidar"],
        focal_pyramid: terms["focalPyramid"],
        kl_hsi: terms["kdHsi"],
        kl_lidar: terms["kdLidar"],
        kl_pyramid: terms["kdPyramid"],
        mutual: terms["information"],
      },
      total: loss,
      grads: Object.fromEntries(shown),
    };
  },

  "mivit/metrics"({ config: { C: classes }, inputs: { target, pred } }) {
    const scores = metrics.classification(metrics.confusion(pred.data, target.data, { classes }));
    return {
      OA: scores.oa,
      AA: scores.aa,
      Kappa: scores.kappa,
      per_class: table(scores.perClass, classes),
    };
  },
};
