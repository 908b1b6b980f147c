import type { RunRecord } from "../experiment/record.js";
import { type Scale, scales } from "../experiment/scale.js";
import { meanOf } from "../experiment/statistics/summary.js";

/** What was measured of one metric for one variant. */
export interface Cell {
  /** Over items, each averaged over its seeds. */
  readonly mean: number;
  /** Sample standard deviation over seeds of the mean over items; absent with one seed. */
  readonly deviation?: number;
  readonly items: number;
  readonly seeds: number;
  /** Runs whose value is no number (a loss that ran away), which the mean leaves out; absent when there are none. */
  readonly notNumbers?: number;
  /** Ids of the records behind it, in the order of the rows. */
  readonly records: readonly string[];
  /** The committed figure for the same runs, where a reader made them again. */
  readonly reference?: number;
}

/** The cell of some records; undefined when none of them has the metric. */
export function cellOf(rows: readonly RunRecord[], metric: string): Cell | undefined {
  const usable = rows.filter((row) => Number.isFinite(row.metrics[metric]));
  if (usable.length === 0) return undefined;
  const notNumbers = rows.filter((row) => typeof row.metrics[metric] === "string").length;
  const value = (row: RunRecord) => row.metrics[metric] as number;
  const items = [...new Set(usable.map(({ item }) => item))];
  const seeds = [...new Set(usable.map(({ seed }) => seed))];
  const mean = meanOf(items.map((item) => meanOf(usable.filter((row) => row.item === item).map(value))));
  // Only seeds that saw every item can be compared.
  const whole = seeds.filter((seed) => usable.filter((row) => row.seed === seed).length === items.length);
  const bySeed = whole.map((seed) => meanOf(usable.filter((row) => row.seed === seed).map(value)));
  const centre = meanOf(bySeed);
  const squares = bySeed.reduce((sum, one) => sum + (one - centre) ** 2, 0);
  return {
    mean,
    ...(bySeed.length > 1 && { deviation: Math.sqrt(squares / (bySeed.length - 1)) }),
    items: items.length,
    seeds: seeds.length,
    ...(notNumbers > 0 && { notNumbers }),
    records: usable.map(({ id }) => id),
  };
}

/** A cell as the JSON keeps it. */
export const plain = (cell: Cell) => ({ ...cell, records: [...cell.records] });

/** The largest scale first: it says most. */
export const largestFirst: readonly Scale[] = [...scales].reverse();

/** Names, each once and in order. */
export const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();
