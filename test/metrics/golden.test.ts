import { describe, expect, it } from "vitest";
import { casesOf, type GoldenCase } from "../diffusion/cases.js";
import { ADAPTERS, type Tensor } from "./adapters.js";

type Tolerance = GoldenCase["tolerance"];
type Rule = Tolerance["default"];

const isTensor = (value: unknown): value is Tensor & { readonly dtype: string } =>
  typeof value === "object" && value !== null && "shape" in value && "dtype" in value;

/** Compares by the contract's rules: the longest path wins, whole numbers exactly, what is null not at all. */
function compare(got: unknown, want: unknown, tolerance: Tolerance, path: readonly string[]): void {
  if (want === null) return;
  const where = path.join("/");
  if (typeof want === "number" || isTensor(want)) {
    const { abs = 0, rel = 0 } = ruleFor(path, tolerance);
    const exact = isTensor(want) && ["int32", "bool"].includes(want.dtype);
    expect(got, where).toBeAllClose(want, exact ? { atol: 0, rtol: 0 } : { atol: abs, rtol: rel });
    return;
  }
  if (typeof want !== "object") {
    expect(got, where).toBe(want);
    return;
  }
  for (const [key, value] of Object.entries(want)) {
    expect(got, where).toHaveProperty([key]);
    compare((got as Record<string, unknown>)[key], value, tolerance, [...path, key]);
  }
}

function ruleFor(path: readonly string[], { default: fallback, outputs = {} }: Tolerance): Rule {
  const matching = Object.keys(outputs)
    .map((pattern) => pattern.split("/"))
    .filter((keys) => keys.every((key, i) => key === "*" || key === path[i]))
    .sort((a, b) => b.length - a.length);
  return matching[0] ? outputs[matching[0].join("/")]! : fallback;
}

describe.each(Object.keys(ADAPTERS))("golden cases of %s", (kind) => {
  it.each(casesOf(kind).map((one) => [one.file, one] as const))(
    "%s",
    (_, { config, inputs, outputs, tolerance }) => {
      compare(ADAPTERS[kind]!(config, inputs), outputs, tolerance, []);
    },
  );
});
