import { seed } from "../../../lib/device/random/index.js";
import type { Tensor } from "../../../lib/device/tf.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { list, nchw, nhwc, table } from "../layout.js";

const key = seed(1);

export const dianet: GoldenAdapters = {
  "dianet/bottleneck"({ config, inputs, weights }) {
    const { inplanes, planes, expansion, blocks, bn_momentum: momentum, bn_eps: eps } = config;
    const net = nn.sequential(
      Array.from({ length: blocks }, (_, i) =>
        nn.bottleneck({
          in: i === 0 ? inplanes : planes * expansion,
          width: planes,
          stride: 1,
          shortcut: "projection",
          norm: { momentum, eps },
          key,
        }),
      ),
    );
    nn.assignWeights(net, weights);
    const x = nhwc(inputs.x);
    const evaluated = net(x);
    const trained = nn.training(() => net(x));
    return {
      y_eval: nchw(evaluated),
      y_train: nchw(trained),
      running_stats_after_one_train_step: { ...net.buffers },
    };
  },

  "dianet/hr-module"({ config, inputs, weights }) {
    const { channels, blocks_per_branch: blocks, multi_scale_output: all, training, bn_eps: eps } = config;
    const exchange = nn.hrModule({
      widths: channels,
      blocks,
      outputs: all ? "all" : "first",
      norm: { eps },
      key,
    });
    nn.assignWeights(exchange, weights);
    const xs = (inputs.x as readonly GoldenTensor[]).map(nhwc);
    const forward = (): Tensor[] => exchange(xs);
    return { y: (training ? nn.training(forward) : forward()).map(nchw) };
  },

  "dianet/metrics"({ config: { num_classes: classes, ignore }, inputs: { truth, prediction } }) {
    const matrix = metrics.confusion(prediction.data, truth.data, { classes, ignore });
    const scores = metrics.segmentation(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      iou_guarded: table(scores.iouGuarded, classes),
      mean_iou_all_classes: scores.miouAll,
      overall_acc: scores.pixelAccuracy,
      mean_acc_nanmean: scores.meanAccuracy,
      fw_iou: scores.fwIou,
      mean_iou_nanmean: scores.miou,
    };
  },

  "dianet/poly-lr"({ config: { base_lr: base, power, max_iters: over }, inputs: { iteration } }) {
    const rate = nn.poly(base, { over, power });
    return { lr: list(Float64Array.from(iteration.data as Int32Array, (t) => rate(t))) };
  },
};
