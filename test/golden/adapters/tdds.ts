import { seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { aum, dynUnc, el2n, entropy, forgetting, lastLoss } from "../../../lib/papers/tdds/baselines.js";
import { ccs } from "../../../lib/papers/tdds/ccs.js";
import { moderate } from "../../../lib/papers/tdds/moderate.js";
import { tddsScore } from "../../../lib/papers/tdds/score.js";
import { ascending, keepLargest, scoreWeights } from "../../../lib/papers/tdds/select.js";
import { batchLoss, meanWeight } from "../../../lib/papers/tdds/train.js";
import { softmaxRows, trajectory } from "../../../lib/papers/tdds/trajectory.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { asTorch, list, nhwc, plain, table } from "../layout.js";

/** The rows of a tensor's first axis. */
function rows({ shape, data }: GoldenTensor): Float32Array[] {
  const size = data.length / (shape[0] as number);
  return Array.from({ length: shape[0] as number }, (_, i) =>
    Float32Array.from(data.subarray(i * size, (i + 1) * size)),
  );
}

export const tdds: GoldenAdapters = {
  "tdds/score"({ config, inputs }) {
    const { window_size_J: window, decay, C: classes, N: samples } = config;
    const recorded = trajectory(rows(inputs.recorded_logits), rows(inputs.indexes), classes);
    const { score, windowNorms } = tddsScore(recorded, { window, decay });
    const order = ascending(score);
    return {
      window_norms: table(
        windowNorms.flatMap((norm) => Array.from(norm)),
        windowNorms.length,
        samples,
      ),
      score_by_dataset_index: list(score),
      order_ascending: list(order),
      sorted_scores: list(Float64Array.from(order, (n) => score[n]!)),
    };
  },

  "tdds/subset-select"({ config, inputs }) {
    const order = Int32Array.from(inputs.order_ascending.data);
    const scores = new Float64Array(order.length);
    order.forEach((n, i) => {
      scores[n] = inputs.sorted_scores.data[i];
    });
    return {
      normalised_weight_by_dataset_index: list(scoreWeights(scores)),
      kept_dataset_indices: config.pruning_rates.map((rate: number) => list(keepLargest(order, rate))),
    };
  },

  "tdds/baseline-scores"({ config, inputs }) {
    const { C: classes, N: samples, T: epochs, el2n_max_epoch } = config;
    const labels = inputs.labels.data;
    const probabilities = softmaxRows(inputs.logits.data, classes);
    const recorded = { epochs, samples, classes, probabilities };
    const { events, correctness } = forgetting(recorded, labels, { never: 0 });
    return {
      forgetting: list(events),
      correctness: list(correctness),
      aum_accumulated_margin: list(aum(recorded, labels)),
      el2n_sum: list(el2n(recorded, labels, { epochs: el2n_max_epoch })),
      entropy_last: list(entropy(recorded)),
      ce_last: list(lastLoss(recorded, labels)),
    };
  },

  "tdds/ccs-selection"({ config, inputs }) {
    const { coreset_ratio: ratio, mis_ratio_beta: beta, strata, N: count } = config;
    const found = ccs(inputs.aum.data, { ratio, beta, strata, order: inputs.strata_order.data });
    return {
      kept_after_beta_cut_in_order: list(found.candidates),
      stratum_counts: list(found.counts),
      stratum_selected: list(found.selected),
      selected_dataset_indices: list(found.kept),
      monotonic_keep_lowest_aum: list(ascending(inputs.aum.data).slice(0, Math.floor(ratio * count))),
    };
  },

  "tdds/dyn-unc"({ config, inputs }) {
    const { window, fraction_kept, N: samples } = config;
    const { data } = inputs.true_class_probability as GoldenTensor;
    const epochs = Array.from({ length: config.T }, (_, t) =>
      Float64Array.from(data.subarray(t * samples, (t + 1) * samples)),
    );
    const score = dynUnc(epochs, { window });
    const rank = ascending(score);
    return {
      dynamic_uncertainty: list(score),
      rank_ascending: list(rank),
      kept_sorted: list(rank.slice(samples - Math.floor(fraction_kept * samples)).sort()),
    };
  },

  "tdds/moderate"({ config, inputs }) {
    const { C: classes, D: width, rate_kept: rate } = config;
    const features = Float32Array.from(inputs.features.data);
    const found = moderate(features, inputs.labels.data, { classes, rate });
    return {
      class_medians: table(found.medians, classes, width),
      distances: list(found.distances),
      pruned_indices: list(found.pruned),
      kept_indices_sorted: list(found.kept),
    };
  },

  "tdds/resnet"({ config, inputs, weights }) {
    const { layers, widths, num_classes: classes, bn_eps: eps, bn_momentum_pytorch: momentum } = config;
    const net = nn.resnet({
      block: config.block === "Bottleneck" ? "bottleneck" : "basic",
      layers,
      widths,
      classes,
      stem: "cifar",
      norm: { eps, momentum },
      key: seed(1),
    });
    nn.assignWeights(net, weights);
    const x = nhwc(inputs.x);
    const evaluated = net(x);
    const { loss, logits, grads } = nn.valueAndGrad(() => {
      const logits = net(x);
      return { loss: nn.crossEntropy(logits, plain(inputs.y)), logits };
    }, net.params);
    const lying = asTorch(net, grads);
    return {
      logits_eval: evaluated,
      logits_train: logits,
      ce_loss_train: loss,
      grad_fc_weight: lying["fc.weight"],
      grad_conv1_weight: lying["conv1.weight"],
      bn1_running_after_one_train_forward: {
        "bn1.running_mean": net.buffers["bn1.running_mean"],
        "bn1.running_var": net.buffers["bn1.running_var"],
      },
    };
  },

  "tdds/weighted-train-loop"({ config, inputs, weights }) {
    const {
      batch_size: batch,
      epochs,
      lr0,
      weight_decay: weightDecay,
      momentum,
      nesterov,
      T_max,
      eta_min,
    } = config;
    const [count, width] = inputs.x.shape as [number, number];
    const [classes] = weights.weight.shape as [number];
    const model = nn.linear({ in: width, out: classes, key: seed(1) });
    nn.assignWeights(model, weights);
    const optimizer = nn.sgd({ lr: lr0, momentum, nesterov, weightDecay }).init(model.params);
    const rate = nn.cosine(lr0, { over: T_max, end: eta_min });
    const rates: number[] = [];
    const losses: number[] = [];
    const after: Record<string, unknown>[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      let sum = 0;
      for (let from = 0; from < count; from += batch) {
        const size = Math.min(batch, count - from);
        const indices = Int32Array.from({ length: size }, (_, i) => from + i);
        const lr = rate(rates.length);
        tf.tidy(() => {
          const x = tf.slice(plain(inputs.x), [from, 0], [size, width]);
          const y = tf.slice(plain(inputs.y), [from], [size]);
          const weight = meanWeight(inputs.score_weight.data, indices);
          const { loss, grads } = nn.valueAndGrad(() => batchLoss(model(x), y, weight), model.params);
          optimizer.apply(grads, { lr });
          sum += loss.dataSync()[0]! * size;
        });
        rates.push(lr);
        after.push(nn.weightsOf(model));
      }
      losses.push(sum / count);
    }
    optimizer.dispose();
    return {
      lr_used_at_each_step: list(rates),
      weight_after_step_1: after[0]?.["weight"],
      bias_after_step_1: after[0]?.["bias"],
      weight_after_step_2: after[1]?.["weight"],
      weight_final: after.at(-1)?.["weight"],
      bias_final: after.at(-1)?.["bias"],
      epoch_mean_weighted_loss: list(losses),
    };
  },
};
