import type { BenchCase } from "./case.js";
import { hrnet } from "./hrnet.js";
import { hyperspectral } from "./hyperspectral.js";
import { mivit } from "./mivit.js";
import { conv, matmul1024, matmul2048 } from "./products.js";
import { resnet18, resnet20, scores } from "./resnet.js";
import { separable } from "./separable.js";
import { small } from "./small.js";
import { unet } from "./unet.js";
import { vgg19 } from "./vgg.js";
import { vit } from "./vit.js";

/** In the order of the table that they are compared with. */
export const cases: readonly BenchCase[] = [
  vit,
  unet,
  resnet18,
  resnet20,
  vgg19,
  hrnet,
  hyperspectral,
  mivit,
  separable,
  scores,
  matmul1024,
  matmul2048,
  conv,
];

export function caseNamed(name: string): BenchCase {
  const found = [...cases, small].find((one) => one.name === name);
  if (found) return found;
  throw new Error(
    `bench: there is no case "${name}"; choose one of ${cases.map((one) => one.name).join(", ")}`,
  );
}
