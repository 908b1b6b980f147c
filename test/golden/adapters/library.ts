/** Kinds of papers that are not built yet and that the library covers by itself; each moves to its paper's file. */
import { seed } from "../../../lib/device/random/index.js";
import * as metrics from "../../../lib/metrics/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { GoldenAdapters } from "../contract.js";
import { asTorch, nhwc, plain, table } from "../layout.js";

export const mivit: GoldenAdapters = {
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

export const tdds: GoldenAdapters = {
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
};
