/** Section 6 of the contract: tensors that follow from a formula, computed in doubles and rounded once to float32. */

type Fill = (u: number, fanIn: number) => number;

const mod10007Fills: Readonly<Record<string, Fill>> = {
  matrix: (u, fanIn) => u * Math.sqrt(1 / fanIn),
  normw: (u) => 1 + 0.2 * u,
  bias: (u) => 0.1 * u,
  rmean: (u) => 0.2 * u,
  rvar: (u) => 1 + 0.4 * u,
  input: (u) => u,
};

const fnvFills: Readonly<Record<string, Fill>> = {
  weight: (u, fanIn) => Math.sqrt(3 / fanIn) * u,
  bias: (u) => 0.1 * u,
  norm_w: (u) => 1 + 0.2 * u,
  norm_b: (u) => 0.2 * u,
  running_mean: (u) => 0.2 * u,
  running_var: (u) => 1 + 0.5 * u,
  scalar: (u) => 0.5 + 0.1 * u,
  embed: (u) => 0.5 * u,
};

function whole(formula: Readonly<Record<string, unknown>>, key: string): number {
  const value = formula[key];
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new Error(`the formula's ${key} is ${JSON.stringify(value)}, no whole number`);
}

function fillOf(fills: Readonly<Record<string, Fill>>, { rule, fill }: Readonly<Record<string, unknown>>) {
  const known = typeof fill === "string" && Object.hasOwn(fills, fill) ? fills[fill] : undefined;
  if (known) return known;
  throw new Error(`the formula ${rule} has no fill ${JSON.stringify(fill)}`);
}

function* mod10007(formula: Readonly<Record<string, unknown>>, count: number): Generator<number> {
  const [seed, p] = [whole(formula, "seed"), whole(formula, "p")];
  for (let i = 0; i < count; i++) {
    const r = i % 10007;
    const q = (7919 * i + 31 * r * r + 104729 * (p + 1) + 15485863 * seed) % 10007;
    yield (2 * q) / 10007 - 1;
  }
}

function* fnv1aLcg(
  formula: Readonly<Record<string, unknown>>,
  count: number,
  name: string,
): Generator<number> {
  let h = 2166136261;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 16777619) >>> 0;
  let x = (h ^ whole(formula, "seed")) >>> 0;
  for (let i = 0; i < count; i++) {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    yield (x / 2 ** 32) * 2 - 1;
  }
}

/**
 * The values of a formula tensor.
 *
 * @param name the tensor's key inside its object, from which one of the rules draws
 */
export function byFormula(
  formula: Readonly<Record<string, unknown>>,
  shape: readonly number[],
  name: string,
): Float32Array {
  const { rule } = formula;
  const count = shape.reduce((a, b) => a * b, 1);
  const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
  const [draws, fills] =
    rule === "mod10007"
      ? [mod10007(formula, count), mod10007Fills]
      : rule === "fnv1a-lcg"
        ? [fnv1aLcg(formula, count, name), fnvFills]
        : [undefined, undefined];
  if (!draws) throw new Error(`the formula's rule ${JSON.stringify(rule)} is none of mod10007, fnv1a-lcg`);
  const fill = fillOf(fills, formula);
  return Float32Array.from(draws, (u) => fill(u, fanIn));
}
