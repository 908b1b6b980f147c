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

/** The next number of [-1, 1]: called once an element, in order. */
type Draws = () => number;

function mod10007(formula: Readonly<Record<string, unknown>>): Draws {
  // Every part is taken mod 10007 on the way; below 2^53 that changes nothing.
  const shift = (104729 * (whole(formula, "p") + 1) + 15485863 * whole(formula, "seed")) % 10007;
  let r = -1;
  return () => {
    r = r === 10006 ? 0 : r + 1;
    return (2 * ((7919 * r + 31 * r * r + shift) % 10007)) / 10007 - 1;
  };
}

function fnv1aLcg(formula: Readonly<Record<string, unknown>>, name: string): Draws {
  let h = 2166136261;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 16777619) >>> 0;
  let x = (h ^ whole(formula, "seed")) >>> 0;
  return () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return (x / 2 ** 32) * 2 - 1;
  };
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
      ? [mod10007(formula), mod10007Fills]
      : rule === "fnv1a-lcg"
        ? [fnv1aLcg(formula, name), fnvFills]
        : [undefined, undefined];
  if (!draws) throw new Error(`the formula's rule ${JSON.stringify(rule)} is none of mod10007, fnv1a-lcg`);
  const fill = fillOf(fills, formula);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = fill(draws(), fanIn);
  return values;
}
