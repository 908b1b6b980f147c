import type { Experiment, Published } from "../experiment/paper.js";
import type { RunRecord } from "../experiment/record.js";
import { type Cell, cellOf, largestFirst as order, plain, unique } from "./aggregate.js";
import type { Beside } from "./schema.js";

/** What was measured that comes nearest to a published figure, and what differs between both. */
export function beside(row: Published, experiment: Experiment, rows: readonly RunRecord[]): Beside {
  const { dataset, setting, variant, metric, value: published, evidence, source, note, near } = row;
  const facts = { dataset, setting, variant, metric, published, evidence, source, ...(note && { note }) };
  const mine = rows.filter((one) => one.variant === variant && Number.isFinite(one.metrics[metric]));
  if (mine.length === 0) return { ...facts, differs: notRun(variant, experiment) };
  const isNear = ({ item }: RunRecord) =>
    near !== undefined && (item === near || item.startsWith(`${near}/`));
  const best = (list: readonly RunRecord[]) => {
    const scale = order.find((one) => list.some((record) => record.scale === one));
    return list.filter((record) => record.scale === scale);
  };
  const real = mine.filter(({ origin }) => origin.kind === "real");
  const nearest = [mine.filter(isNear), real, mine].find((list) => list.length > 0) ?? [];
  const chosen = best(nearest);
  const [first] = chosen as [RunRecord, ...RunRecord[]];
  const measured = cellOf(chosen, metric) as Cell;
  const same = chosen.every(isNear);
  const items = unique(chosen.map(({ item }) => item));
  const on =
    items.length === 1
      ? (items[0] as string)
      : `${unique(items.map(parent)).join(", ")} (${items.length} items)`;
  const { differs } = experiment.scales[first.scale];
  const data = same ? "" : first.origin.kind === "simulated" ? "simulated data; " : "other data; ";
  return {
    ...facts,
    measured: plain(measured),
    scale: first.scale,
    data: first.origin.kind,
    on: `${on}, scale ${first.scale}`,
    differs: `${data}${differs || (same ? "nothing that is known" : "")}`,
  };
}

const parent = (item: string): string => (item.includes("/") ? item.slice(0, item.lastIndexOf("/")) : item);

const notRun = (variant: string, { variants }: Experiment): string =>
  Object.hasOwn(variants, variant) ? "not run here yet" : "this method is not built here";
