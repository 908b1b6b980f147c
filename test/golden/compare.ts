/** Section 4 of the contract: whether an adapter's outputs are those of the case. */

/** How far a number may be off. A part that is missing is 0, so `{}` means equal. */
export interface Rule {
  readonly abs?: number;
  readonly rel?: number;
  /** Instead of both: of the largest number of the tensor. */
  readonly max_rel?: number;
  /** A share of the elements that may break the rule. */
  readonly max_fraction_off?: number;
}

export interface Tolerance {
  readonly default: Rule;
  /** By path; `*` stands for one key, the longest that matches counts. */
  readonly outputs?: Readonly<Record<string, Rule>>;
  readonly note?: string;
}

/** An array of the case or of the adapter. */
interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | boolean>;
  readonly dtype?: string;
}

const parts = new Set(["abs", "rel", "max_rel", "max_fraction_off"]);

function checked(rule: Rule, where: string): Rule {
  for (const [name, value] of Object.entries(rule)) {
    if (!parts.has(name)) throw new Error(`the tolerance of ${where} has an unknown part "${name}"`);
    if (!(typeof value === "number" && value >= 0)) throw new Error(`the tolerance's ${name} is ${value}`);
  }
  if (rule.max_rel !== undefined && (rule.abs !== undefined || rule.rel !== undefined)) {
    throw new Error(`the tolerance of ${where} has both max_rel and abs or rel`);
  }
  return rule;
}

/** The rule for the value at a path: the longest pattern that matches its beginning, and of equal ones the plainest. */
export function ruleFor(path: readonly string[], { default: otherwise, outputs = {} }: Tolerance): Rule {
  let best: { readonly length: number; readonly plain: number; readonly rule: Rule } | undefined;
  for (const [pattern, rule] of Object.entries(outputs)) {
    const keys = pattern.split("/");
    const matches = keys.length <= path.length && keys.every((key, i) => key === "*" || key === path[i]);
    if (!matches) continue;
    const plain = keys.filter((key) => key !== "*").length;
    if (!best || keys.length > best.length || (keys.length === best.length && plain > best.plain)) {
      best = { length: keys.length, plain, rule };
    }
  }
  return checked(best?.rule ?? otherwise, path.join("/"));
}

const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && "shape" in value && "data" in value;

const names: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** Equal, both NaN, or both finite and no further apart than allowed. */
function agrees(got: number, want: number, allowed: number): boolean {
  if (got === want) return true;
  if (!Number.isFinite(got) || !Number.isFinite(want)) return Number.isNaN(got) && Number.isNaN(want);
  return Math.abs(got - want) <= allowed;
}

function compareNumbers(
  got: ArrayLike<number | boolean>,
  want: ArrayLike<number | boolean>,
  rule: Rule,
): string | undefined {
  const { abs = 0, rel = 0, max_rel: ofMax, max_fraction_off: share = 0 } = rule;
  let top = 0;
  for (let i = 0; i < want.length; i++) {
    const size = Math.abs(Number(want[i]));
    if (size > top && Number.isFinite(size)) top = size;
  }
  let off = 0;
  let [worst, at] = [-1, -1];
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [Number(got[i]), Number(want[i])];
    if (agrees(a, b, ofMax === undefined ? abs + rel * Math.abs(b) : ofMax * top)) continue;
    off++;
    const distance = Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b);
    if (distance > worst) [worst, at] = [distance, i];
  }
  if (off <= share * want.length) return undefined;
  return (
    `${off} of ${want.length} elements are off by more than ${JSON.stringify(rule)}; ` +
    `worst at ${at}: ${got[at]} instead of ${want[at]}`
  );
}

const shown = (value: unknown): string =>
  isValues(value) ? `a tensor of shape [${value.shape}]` : JSON.stringify(value)?.slice(0, 80);

function compareTensor(got: unknown, want: Values, rule: Rule): string | undefined {
  const value: unknown = typeof got === "number" ? { shape: [], data: [got] } : got;
  if (!isValues(value)) return `${shown(got)} instead of a tensor`;
  if (value.shape.join() !== want.shape.join()) return `shape [${value.shape}] instead of [${want.shape}]`;
  if (value.data.length !== want.data.length) {
    return `${value.data.length} elements for the shape [${value.shape}]`;
  }
  const exact = want.dtype === "int32" || want.dtype === "bool";
  return compareNumbers(value.data, want.data, exact ? {} : rule);
}

function compareScalar(got: unknown, want: number, rule: Rule): string | undefined {
  const value: unknown = isValues(got) && got.shape.length === 0 ? Number(got.data[0]) : got;
  if (typeof value !== "number") return `${shown(got)} instead of the number ${want}`;
  return compareNumbers([value], [want], rule);
}

/**
 * What is wrong with an adapter's answer, one line a value, each with its path; nothing when all is as the case wants it.
 * What the case does not list is not looked at.
 */
export function differences(
  got: unknown,
  want: unknown,
  tolerance: Tolerance,
  path: readonly string[] = [],
): string[] {
  const told = (problem: string | undefined) => (problem ? [`${path.join("/")}: ${problem}`] : []);
  if (want === null) return [];
  if (got === undefined) return told("is missing");
  if (typeof want === "number") return told(compareScalar(got, want, ruleFor(path, tolerance)));
  if (typeof want === "string" && Object.hasOwn(names, want) && typeof got === "number") {
    return told(compareScalar(got, names[want]!, ruleFor(path, tolerance)));
  }
  if (typeof want !== "object") return told(got === want ? undefined : `${shown(got)} instead of ${want}`);
  if (isValues(want)) return told(compareTensor(got, want, ruleFor(path, tolerance)));
  if (
    typeof got !== "object" ||
    got === null ||
    isValues(got) ||
    Array.isArray(got) !== Array.isArray(want)
  ) {
    return told(`${shown(got)} instead of ${Array.isArray(want) ? "a list" : "an object"}`);
  }
  if (Array.isArray(want) && (got as readonly unknown[]).length !== want.length) {
    return told(`a list of ${(got as readonly unknown[]).length} instead of ${want.length}`);
  }
  const values = got as Readonly<Record<string, unknown>>;
  return Object.entries(want as object).flatMap(([key, item]) =>
    differences(Object.hasOwn(values, key) ? values[key] : undefined, item, tolerance, [...path, key]),
  );
}
