import { type ResNet, type ResNetOptions, resnet } from "./resnet.js";

const imagenetWidths = [64, 128, 256, 512];

/**
 * ResNet-18: 11.69 M parameters with 1000 classes. `stem: "cifar"` makes it the one for 32x32 images.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.resnet18({ classes: 10, key: seed(1) });
 * net(tf.zeros([1, 64, 64, 3])).shape; // [1, 10]
 * ```
 */
export const resnet18 = (options: ResNetOptions): ResNet =>
  resnet({ kind: "resnet18", block: "basic", layers: [2, 2, 2, 2], widths: imagenetWidths, ...options });

/**
 * ResNet-34: 21.80 M parameters with 1000 classes.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const init = nn.constantInit(0); // quick to make, for this example
 * nn.resnet34({ classes: 10, init, key: seed(1) }).kind; // "resnet34"
 * ```
 */
export const resnet34 = (options: ResNetOptions): ResNet =>
  resnet({ kind: "resnet34", block: "basic", layers: [3, 4, 6, 3], widths: imagenetWidths, ...options });

/**
 * ResNet-50: 25.56 M parameters with 1000 classes.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const init = nn.constantInit(0); // quick to make, for this example
 * nn.resnet50({ classes: 10, init, key: seed(1) }).kind; // "resnet50"
 * ```
 */
export const resnet50 = (options: ResNetOptions): ResNet =>
  resnet({ kind: "resnet50", block: "bottleneck", layers: [3, 4, 6, 3], widths: imagenetWidths, ...options });

/** The 6n + 2 networks of He et al. (2016), section 4.2; their shortcuts have no weights. */
const cifar = (kind: string, n: number, options: ResNetOptions): ResNet =>
  resnet({
    kind,
    block: "basic",
    layers: [n, n, n],
    widths: [16, 32, 64],
    stem: "cifar",
    shortcut: "zeroPad",
    ...options,
  });

/**
 * ResNet-20 for small images: 269,722 parameters with 10 classes. Shortcuts are zero-padded (option A) unless told.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.resnet20({ classes: 10, key: seed(1) });
 * net(tf.zeros([2, 32, 32, 3])).shape; // [2, 10]
 * ```
 */
export const resnet20 = (options: ResNetOptions): ResNet => cifar("resnet20", 3, options);

/**
 * ResNet-56 for small images: 853,018 parameters with 10 classes.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.resnet56({ classes: 10, key: seed(1) }).kind; // "resnet56"
 * ```
 */
export const resnet56 = (options: ResNetOptions): ResNet => cifar("resnet56", 9, options);
