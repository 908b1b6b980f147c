import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, rounding, trained, uniforms } from "./case.js";

const bands = 200;
const widths = [64, 16];

export const hyperspectral: BenchCase = {
  name: "hyperspectral",
  title: "autoencoder of spectra, a scene of 100x100 pixels and 200 bands, Adam",
  config: { bands, widths, slope: 0.2, optimizer: { kind: "adam", lr: 1e-3 } },
  ...rounding,
  build(key) {
    const model = nn.hyperspectralAutoencoder({ bands, widths, key: key.fold("model") });
    const inputs = { x: uniforms(key.fold("x"), 1, 100, 100, bands) };
    return trained(model, hyperspectral.config.optimizer!, inputs, ({ x }) => nn.mse(model(x!), x!));
  },
};
