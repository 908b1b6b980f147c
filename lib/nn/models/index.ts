export { type HrModule, type HrModuleSpec, hrModule } from "./hrModule.js";
export {
  type HyperspectralAutoencoder,
  type HyperspectralAutoencoderSpec,
  hyperspectralAutoencoder,
} from "./hyperspectralAutoencoder.js";
export {
  type BasicBlock,
  type BlockKind,
  type BlockSpec,
  type BlockStyle,
  type Bottleneck,
  basicBlock,
  bottleneck,
  type Shortcut,
} from "./resnet/blocks.js";
export { type ResNet, type ResNetOptions, type ResNetSpec, resnet, type Stem } from "./resnet/resnet.js";
export { resnet18, resnet20, resnet34, resnet50, resnet56 } from "./resnet/variants.js";
export { type Vgg, type VggOptions, type VggSpec, vgg, vgg16, vgg19 } from "./vgg.js";
export {
  type TransformerBlock,
  type TransformerBlockSpec,
  transformerBlock,
  type Vit,
  type VitSpec,
  vit,
} from "./vit.js";
