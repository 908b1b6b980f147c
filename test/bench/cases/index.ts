import type { BenchCase } from "./case.js";
import { conv, matmul1024, matmul2048 } from "./products.js";
import { resnet18, resnet20, scores } from "./resnet.js";
import { separable } from "./separable.js";

export const cases: readonly BenchCase[] = [
  resnet18,
  resnet20,
  separable,
  scores,
  matmul1024,
  matmul2048,
  conv,
];

export function caseNamed(name: string): BenchCase {
  const found = cases.find((one) => one.name === name);
  if (found) return found;
  throw new Error(
    `bench: there is no case "${name}"; choose one of ${cases.map((one) => one.name).join(", ")}`,
  );
}
