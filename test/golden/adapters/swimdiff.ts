import type { Tensor } from "../../../lib/device/tf.js";
import * as diffusion from "../../../lib/diffusion/index.js";
import * as metrics from "../../../lib/metrics/index.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { numbersOf, plain } from "../layout.js";
import { entries, scheduleOf } from "./schedules.js";

const sigmoid = ({ data }: GoldenTensor) => Float64Array.from(data, (z) => 1 / (1 + Math.exp(-z)));

/** Of each row. */
function softmax({ shape, data }: GoldenTensor): Float64Array {
  const width = shape[1] as number;
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    const logits = Array.from(data.slice(start, start + width));
    const top = Math.max(...logits);
    const sum = logits.reduce((all, z) => all + Math.exp(z - top), 0);
    logits.forEach((z, k) => {
      result[start + k] = Math.exp(z - top) / sum;
    });
  }
  return result;
}

export const swimdiff: GoldenAdapters = {
  "swimdiff/ddpm"({ config, inputs }) {
    const schedule = scheduleOf(config);
    const t = numbersOf(inputs.t);
    const [x0, eps, guess, z] = [inputs.x0, inputs.eps, inputs.eps_hat, inputs.z].map(plain) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const { time_embedding_dim: dim, max_period: maxPeriod } = config;
    const xt = diffusion.addNoise(schedule, x0, t, eps);
    const estimate = diffusion.estimateX0(schedule, xt, t, guess);
    return {
      x_t: xt,
      x0_hat: estimate,
      posterior_mean: diffusion.posteriorMean(schedule, estimate, xt, t),
      x_prev: diffusion.ancestralStep(schedule, xt, t, guess, { noise: z }),
      loss: diffusion.noiseLoss(eps, guess),
      per_sample_loss: diffusion.noiseLoss(eps, guess, { perSample: true }),
      time_embedding: diffusion.timeEmbedding(t, dim, { maxPeriod }),
      schedule: entries(
        {
          beta: schedule.beta,
          alpha: schedule.alpha,
          alpha_bar: schedule.alphaBar,
          alpha_bar_prev: schedule.alphaBarPrev,
          sqrt_ab: schedule.signal,
          sqrt_1mab: schedule.noise,
          post_var: schedule.posteriorVariance,
          post_c1: schedule.posteriorX0,
          post_c2: schedule.posteriorXt,
        },
        inputs.schedule_index,
      ),
    };
  },

  "swimdiff/downstream-metrics"({ config: { threshold }, inputs }) {
    const change = new metrics.ChangeScores({ threshold });
    for (const { logits, mask } of inputs.change) change.add(sigmoid(logits), mask.data);
    const { multilabel_logits, multilabel_targets, class_logits, class_labels } = inputs;
    const ap = metrics.multiLabel(multilabel_logits.data, multilabel_targets.data, {
      labels: multilabel_logits.shape[1],
    });
    const classes = class_logits.shape[1];
    return {
      change_global: { ...change.total() },
      change_mean_of_batches: { ...change.meanOfBatches() },
      multilabel: {
        micro_ap: ap.micro,
        macro_ap: ap.macro,
        multilabel_soft_margin: metrics.logLoss(sigmoid(multilabel_logits), multilabel_targets.data),
      },
      classification: {
        oa: metrics.topK(class_logits.data, class_labels.data, { classes }),
        cross_entropy: metrics.logLoss(softmax(class_logits), class_labels.data, { classes }),
      },
    };
  },
};
