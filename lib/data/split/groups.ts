import { normal, uniform } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { ValueError } from "../../errors.js";
import { ascending, byClass, checkedFractions, type LabelOptions, shares, shuffled } from "./classes.js";
import { checkedSplit, type Split } from "./split.js";

/**
 * A split of whole groups: crops of one scene, images of one day, pixels of one field stay together. With labels (one a
 * sample, the same within a group) each class's groups are split by themselves.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { groupSplit } from "swath/data";
 *
 * const scenes = [0, 0, 1, 1, 2, 2, 3, 3];
 * const { parts } = groupSplit(scenes, { parts: { train: 0.5, test: 0.5 }, key: seed(1) });
 * parts.test!.length; // 4: two whole scenes
 * ```
 */
export function groupSplit(
  groups: ArrayLike<number>,
  options: {
    readonly key: Key;
    /** The fraction of the groups of each part. */
    readonly parts: Readonly<Record<string, number>>;
    readonly labels?: ArrayLike<number>;
  },
): Split {
  const { key, labels } = options;
  const wanted = checkedFractions("groupSplit", options.parts);
  if (labels && labels.length !== groups.length) {
    throw new ValueError("groupSplit", `${labels.length} labels for ${groups.length} samples`, {
      mend: "give one label a sample",
    });
  }
  const members = byClass(groups);
  const labelOf = [...members].map(([group, indices]) => {
    const label = labels?.[indices[0]!] ?? 0;
    if (labels && indices.some((i) => labels[i] !== label)) {
      throw new ValueError("groupSplit", `group ${group} has samples of several classes`, {
        mend: "leave labels out",
      });
    }
    return label;
  });
  const names = [...members.keys()];
  const taken = wanted.map((): number[] => []);
  for (const [label, positions] of byClass(labelOf)) {
    const order = shuffled(key.fold(label), positions);
    let from = 0;
    shares(
      order.length,
      wanted.map(([, fraction]) => fraction),
    ).forEach((count, part) => {
      for (const position of order.slice(from, from + count)) {
        taken[part]!.push(...members.get(names[position]!)!);
      }
      from += count;
    });
  }
  return checkedSplit("groupSplit", {
    method: "groups",
    seed: String(key),
    count: groups.length,
    settings: { ...options.parts },
    parts: Object.fromEntries(wanted.map(([name], part) => [name, ascending(taken[part]!)])),
  });
}

/**
 * Samples dealt out to clients, class by class in shares drawn from a Dirichlet distribution: a large `alpha` gives every
 * client all classes alike, a small one gives each its own few. Parts are `client-0`, `client-1`, …
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { dirichletClients } from "swath/data";
 *
 * const labels = Uint8Array.from({ length: 600 }, (_, i) => i % 6);
 * const { parts } = dirichletClients(labels, { clients: 4, alpha: 0.3, key: seed(1) });
 * Object.values(parts).map((indices) => indices.length); // four very different numbers, in sum 600
 * ```
 */
export function dirichletClients(
  labels: ArrayLike<number>,
  options: LabelOptions & {
    readonly clients: number;
    /** Concentration; 1 unless told. */
    readonly alpha?: number;
  },
): Split {
  const { key, ignore, clients, alpha = 1 } = options;
  if (!Number.isSafeInteger(clients) || clients < 1 || !(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new ValueError("dirichletClients", `${clients} clients with alpha ${alpha}`, {
      mend: "give at least one client and a finite alpha above 0",
    });
  }
  const taken = Array.from({ length: clients }, (): number[] => []);
  for (const [label, members] of byClass(labels, ignore)) {
    const own = key.fold(label);
    const order = shuffled(own.fold("order"), members);
    let from = 0;
    shares(members.length, dirichlet(own.fold("shares"), clients, alpha)).forEach((count, client) => {
      taken[client]!.push(...order.slice(from, from + count));
      from += count;
    });
  }
  return checkedSplit("dirichletClients", {
    method: "dirichlet clients",
    seed: String(key),
    count: labels.length,
    settings: { clients, alpha, ...(ignore ? { ignore } : {}) },
    parts: Object.fromEntries(taken.map((indices, client) => [`client-${client}`, ascending(indices)])),
  });
}

/** Shares that sum to 1. Logarithms keep tiny alphas from giving 0 / 0. */
function dirichlet(key: Key, count: number, alpha: number): number[] {
  const logs = Array.from({ length: count }, (_, i) => logGamma(key.fold(i), alpha));
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The logarithm of a Gamma(alpha) variable: Marsaglia and Tsang's squeeze, with the boost for alpha below 1. */
function logGamma(key: Key, alpha: number): number {
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  for (let attempt = 0; ; attempt++) {
    const x = normal(key.fold(2 * attempt), 1)[0]!;
    const [u = 0, w = 0] = uniform(key.fold(2 * attempt + 1), 2);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v <= 0 || Math.log(1 - u) > 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    return Math.log(d * v) + (alpha < 1 ? Math.log(1 - w) / alpha : 0);
  }
}
