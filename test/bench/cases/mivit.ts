import { tf } from "../../../lib/device/tf.js";
import { mivit as network, objective } from "../../../lib/papers/mivit/index.js";
import { bothSensors } from "../../../lib/papers/mivit/samples.js";
import { type BenchCase, labels, rounding, trained, uniforms } from "./case.js";

const [batch, bands, layers, classes] = [16, 144, 1, 15];

/** Without dropout, whose masks differ between the two; its cost is small beside the convolutions. */
export const mivit: BenchCase = {
  name: "mivit",
  title: "MIVit whole, 144 bands, width 64, all losses, batch 16, Adam with an L2 penalty",
  config: {
    bands,
    layers,
    classes,
    width: 64,
    dim: 32,
    depth: 5,
    heads: 4,
    headWidth: 16,
    hidden: 8,
    optimizer: { kind: "adam", lr: 1e-4, weightDecay: 1e-3 },
  },
  ...rounding,
  build(key) {
    const model = network({ bands, layers, classes, dropout: 0, key: key.fold("model") });
    const inputs = {
      hsi: uniforms(key.fold("hsi"), batch, 24, 24, bands),
      lidar: uniforms(key.fold("lidar"), batch, 24, 24, layers),
      y: labels(key.fold("y"), classes, batch),
      weights: tf.add(1, uniforms(key.fold("weights"), classes)),
    };
    return trained(
      model,
      mivit.config.optimizer!,
      inputs,
      ({ hsi, lidar, y, weights }) => objective(model, bothSensors(hsi!, lidar!), y!, { weights }).loss,
    );
  },
};
