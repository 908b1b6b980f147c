import { Raster } from "../../../lib/data/raster/raster.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import { aedSteps } from "../../../lib/papers/stad/aed.js";
import { crd } from "../../../lib/papers/stad/crd.js";
import { detection } from "../../../lib/papers/stad/detect.js";
import { bilateral, guidedBySelf } from "../../../lib/papers/stad/filters.js";
import { stageLoss } from "../../../lib/papers/stad/losses.js";
import { lrx } from "../../../lib/papers/stad/lrx.js";
import { backgroundOf, rx } from "../../../lib/papers/stad/rx.js";
import { stfSteps } from "../../../lib/papers/stad/stf.js";
import { type StageNetwork, student } from "../../../lib/papers/stad/student.js";
import { teacher } from "../../../lib/papers/stad/teacher.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { nchw, nhwc, table } from "../layout.js";

const key = seed(1);

const scene = ({ shape, data }: GoldenTensor): Raster => {
  const [height, width, bands] = shape as [number, number, number];
  return new Raster(Float64Array.from(data), { height, width, bands });
};

const mapped = ({ height, width, data }: Raster) => table(Array.from(data as Float64Array), height, width);

const official = (map: Raster, truth: GoldenTensor) => {
  const { aucDF, aucFTau, snprDb } = metrics.anomalyByThresholds(map.data as Float64Array, truth.data);
  return { AUC_DF: aucDF, AUC_Ftau: aucFTau, SNPR_dB: snprDb };
};

/** The official names: prefix of the network, and of the teacher's layers two lists of one. */
const rename = (name: string): string =>
  name.replace(/^(student|teacher)\./, "").replace(/^layers\.(\d+)\.layers\.layers\.0\./, "layers.$1.");

type Weights = Readonly<Record<string, GoldenTensor>>;

interface StudentConfig {
  readonly in_channels: number;
  readonly student_dim: number;
  readonly stages: number;
}

function studentOf({ in_channels: bands, student_dim: hidden, stages }: StudentConfig, weights: Weights) {
  const network = student({ bands, hidden, stages, key });
  nn.assignWeights(network, weights, { rename });
  return network;
}

interface TeacherConfig {
  readonly in_channels: number;
  readonly teacher_dim: number;
  readonly stages: number;
  readonly heads: number;
}

function teacherOf(config: TeacherConfig, weights: Weights): StageNetwork {
  const { in_channels: bands, teacher_dim: hidden, stages, heads } = config;
  const network = teacher({ bands, hidden, stages, heads, key });
  nn.assignWeights(network, weights, { rename });
  return network;
}

const buffersOf = (network: StageNetwork) =>
  Object.fromEntries(
    Object.entries(network.buffers).map(([name, value]) => [
      `student.${name}`,
      table(value.dataSync(), value.size),
    ]),
  );

export const stad: GoldenAdapters = {
  "stad/stf-rx"({ config, inputs }) {
    const { sigma_color: sigmaColor, sigma_space: sigmaSpace } = config.bilateral;
    const steps = stfSteps(scene(inputs.cube_HWB), { bilateral: { sigmaColor, sigmaSpace } });
    const { bands, data } = {
      bands: inputs.cube_HWB.shape[2],
      data: Array.from(inputs.cube_HWB.data as Float32Array),
    };
    const [low, high] = [Math.min(...data), Math.max(...data)];
    const normal = data.map((value) => (value - low) / (high - low));
    return {
      normalized_min: Math.min(...normal),
      normalized_max: Math.max(...normal),
      mu: table(steps.mean, bands),
      cov_unbiased: table(steps.covariance, bands, bands),
      rx_out: mapped(steps.rx),
      rx_scaled_255: mapped(steps.scaled),
      bilateral: mapped(steps.smooth),
      median: steps.median,
      mask: mapped(steps.mask),
    };
  },

  "stad/filters"({ config, inputs }) {
    const [height, width] = inputs.img.shape as [number, number];
    const image = { height, width, data: Float64Array.from(inputs.img.data) };
    const smoothed = ({ sigma_color, sigma_space, border }: Record<string, never>) =>
      bilateral(image, { sigmaColor: sigma_color, sigmaSpace: sigma_space, border });
    const { r: radius, eps, divide_by: unit } = config.guided;
    const [bands, samples] = inputs.Z_bands_by_samples.shape as [number, number];
    const z = inputs.Z_bands_by_samples.data as Float64Array;
    const pixels = Float64Array.from(
      { length: bands * samples },
      (_, i) => z[(i % bands) * samples + Math.floor(i / bands)]!,
    );
    const cube = { height: 1, width: samples, bands, data: pixels };
    return {
      bilateral_numpy: table(smoothed(config.bilateral_numpy), height, width),
      bilateral_opencv: table(smoothed(config.bilateral_opencv), height, width),
      guided: table(
        guidedBySelf({ ...image, data: image.data.map((value) => value / unit) }, { radius, eps }),
        height,
        width,
      ),
      cov: table(backgroundOf(cube).covariance, bands, bands),
    };
  },

  "stad/roc-metrics"({ config, inputs }) {
    const { target, score } = inputs as { target: GoldenTensor; score: GoldenTensor };
    const table30k = metrics.anomalyByThresholds(score.data, target.data, {
      thresholds: config.num_thresholds,
    });
    const exact = metrics.anomaly(score.data, target.data);
    return {
      official: {
        AUC_DF: table30k.aucDF,
        AUC_Ftau: table30k.aucFTau,
        SNPR_dB: table30k.snprDb,
        AUC_Dtau: table30k.aucDTau,
      },
      exact: { AUC_DF: exact.aucDF, AUC_Dtau: exact.aucDTau, AUC_Ftau: exact.aucFTau },
    };
  },

  "stad/student"({ config, inputs, weights }) {
    const network = studentOf(config, weights);
    const x = nhwc(inputs.x);
    const target = x.clone();
    let outputs: Tensor[] = [];
    let total: Tensor | undefined;
    const mode = config.training ? nn.training : nn.evaluating;
    const grad = tf.grad((input: Tensor) => {
      const stages = mode(() => network(input));
      outputs = stages.map((stage) => tf.keep(stage.clone()));
      const loss = stageLoss(stages, target);
      total = tf.keep(loss.clone());
      return loss;
    })(x);
    const answer = {
      out: outputs.map(nchw),
      sum_mse_to_input: (total as Tensor).dataSync()[0],
      grad_x: nchw(grad),
      ...(config.training && { running_stats_after: buffersOf(network) }),
    };
    tf.dispose([x, target, grad, total as Tensor, ...outputs]);
    network.dispose();
    return answer;
  },

  "stad/teacher"({ config, inputs, weights }) {
    const network = teacherOf(config, weights);
    const x = nhwc(inputs.x);
    const answer = tf.tidy(() => {
      const seen = config.masked ? tf.mul(x, tf.add(nhwc(inputs.label_mask), 1)) : x;
      const out = network(seen);
      return { out: out.map(nchw), sum_mse_to_clean_input: stageLoss(out, x) };
    });
    const loss = answer.sum_mse_to_clean_input.dataSync()[0];
    tf.dispose([x, answer.sum_mse_to_clean_input]);
    network.dispose();
    return { out: answer.out, sum_mse_to_clean_input: loss };
  },

  "stad/detect"({ config, inputs, weights }) {
    const { C: in_channels, hidden, stages, heads } = config;
    const network =
      config.network === "student"
        ? studentOf({ in_channels, student_dim: hidden, stages }, weights)
        : teacherOf({ in_channels, teacher_dim: hidden, stages, heads }, weights);
    const raster = scene(inputs.cube_HWB);
    const { saliency, error, mask, loss, gradient } = detection(raster, network, { normalise: false });
    const { rx } = stfSteps(raster);
    const pixels = raster.height * raster.width;
    const planes = Float32Array.from({ length: gradient.length }, (_, i) => {
      return gradient[(i % pixels) * in_channels + Math.floor(i / pixels)]!;
    });
    network.dispose();
    return {
      mask: mapped(mask),
      rx_out: mapped(rx),
      error_map: mapped(error),
      loss,
      grad_x: table(planes, in_channels, raster.height, raster.width),
      saliency: mapped(saliency),
      stad: official(saliency, inputs.label),
      rx: official(rx, inputs.label),
    };
  },

  "stad/distill-steps"({ config, inputs, weights }) {
    const { C: in_channels, student_dim, teacher_dim, stages, heads, optimizer: rule } = config;
    const small = studentOf({ in_channels, student_dim, stages }, weights.student_init);
    const big = teacherOf({ in_channels, teacher_dim, stages, heads }, weights.teacher);
    const { lr, beta1, beta2, eps } = rule;
    const optimizer = nn.adam({ lr, betas: [beta1, beta2], eps }).init(small.params);
    const average = nn.ema(small.params, { decay: config.ema_decay });
    const losses: number[] = [];
    const norms: Record<string, number> = {};
    for (const [step, input] of (inputs.x as GoldenTensor[]).entries()) {
      tf.tidy(() => {
        const x = nhwc(input);
        const { loss, grads } = nn.valueAndGrad(
          () => stageLoss(small(x), nn.evaluating(() => big(x)) as readonly Tensor[]),
          small.params,
        );
        optimizer.apply(grads);
        average.update();
        losses.push(loss.dataSync()[0]!);
        if (step > 0) return;
        for (const [name, grad] of Object.entries(grads))
          norms[`student.${name}`] = tf.norm(grad).dataSync()[0]!;
      });
    }
    const prefixed = (
      values: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: unknown }>>,
    ) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`student.${name}`, value]));
    const after = prefixed(nn.weightsOf(small));
    average.swap();
    const averaged = prefixed(nn.weightsOf(small));
    optimizer.dispose();
    average.dispose();
    small.dispose();
    big.dispose();
    return {
      loss_per_step: table(losses, losses.length),
      grad_l2_norm_step1: norms,
      student_after: after,
      ema_after: averaged,
    };
  },

  async "stad/baselines"({ config, inputs }) {
    const raster = scene(inputs.cube_HWB);
    const { win_in: inner, win_out: outer, AED } = config;
    const steps = aedSteps(raster, {
      area: AED.area,
      components: AED.pcs,
      sigmaS: AED.sigma_s,
      sigmaR: AED.sigma_r,
      iterations: AED.iterations,
    });
    const maps = {
      GRX: rx(raster, { ridge: config.GRX_reg }),
      LRX: await lrx(raster, { inner, outer, ridge: config.LRX_reg }),
      CRD: await crd(raster, { inner, outer, lambda: config.CRD_lambda, sumToOne: config.CRD_sum_to_one }),
      AED: steps.score,
    };
    const family = (map: Raster) => {
      const scores = metrics.anomaly(map.data as Float64Array, inputs.label.data);
      return {
        AUC_DF: scores.aucDF,
        AUC_Dtau: scores.aucDTau,
        AUC_Ftau: scores.aucFTau,
        AUC_TD: scores.aucTD,
        AUC_BS: scores.aucBS,
        AUC_TDBS: scores.aucTDBS,
        AUC_SNPR: scores.aucSNPR,
        AUC_SNPR_dB: scores.snprDb,
        AUC_OA: scores.aucOA,
        AUC_ODP: scores.aucODP,
      };
    };
    return {
      ...Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, mapped(map)])),
      AED_pcs_scaled: table(
        steps.components,
        raster.height,
        raster.width,
        steps.components.length / (raster.height * raster.width),
      ),
      AED_initial: mapped(steps.initial),
      metrics: Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, family(map)])),
    };
  },
};
