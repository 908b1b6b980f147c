import type { Beside, Report, ReportExperiment, ReportJudgement, ReportTable } from "./schema.js";
import { counted, duration, fixed, listed, signed } from "./words.js";

/** Sentences and numbers that Markdown and HTML share. */

type Cell = ReportTable["rows"][number]["cells"][string];
type Metric = ReportExperiment["metrics"][number];

/** `real data` or, always said, `simulated data`. */
export const dataWords = (data: "real" | "simulated"): string =>
  data === "real" ? "real data" : "simulated data";

/** A cell: `0.9733 ± 0.0012`. */
export function cellText(cell: Cell | undefined, { digits, unit }: Metric): string {
  if (!cell) return "–";
  const spread = cell.deviation === undefined ? "" : ` ± ${fixed(cell.deviation, digits)}`;
  return `${fixed(cell.mean, digits)}${spread}${unit ? ` ${unit}` : ""}${leftOut(cell)}`;
}

/** Said wherever a mean leaves runs out. */
export const leftOut = ({ notNumbers = 0 }: Cell): string =>
  notNumbers === 0 ? "" : ` (without ${counted(notNumbers, "run")} of no number)`;

/** What a cell rests on. */
export const cellBasis = ({ items, seeds }: Cell): string =>
  `${counted(items, "item")}, ${counted(seeds, "seed")}`;

/** A published value: a number, or the word. */
export const publishedText = ({ published }: Beside, { digits, unit }: Metric): string =>
  published === "unknown" ? "unknown" : `${fixed(published, digits)}${unit ? ` ${unit}` : ""}`;

/** How sure a published figure is. */
export const evidenceText = ({ evidence, source, note }: Beside): string => {
  const sure = { quoted: "", code: "read in the code: ", recalled: "REMEMBERED, not read: " }[evidence];
  return `${sure}${source}${note ? ` (${note})` : ""}`;
};

/** An effect with its interval: `+0.021 (+0.008 … +0.036)`. */
export function effectText({ effect, low, high }: ReportJudgement): string {
  if (effect === undefined) return "–";
  const digits = Math.abs(effect) >= 10 ? 2 : 4;
  const interval =
    low === undefined || high === undefined
      ? "no interval"
      : `${signed(low, digits)} … ${signed(high, digits)}`;
  return `${signed(effect, digits)} (${interval})`;
}

/** What was counted: "13 items, 3 seeds", "12 items × seeds, 3 seeds", "5 seeds". */
export const unitsText = ({ n, units, seeds }: Pick<ReportJudgement, "n" | "units" | "seeds">): string =>
  units === "seeds" ? counted(n, "seed") : `${n} ${units.replace(" x ", " × ")}, ${counted(seeds, "seed")}`;

/** How the interval was made and what it counts. */
export function basisText({ n, units, seeds, method, p, threshold }: ReportJudgement): string {
  if (n === 0) return "no runs";
  const how =
    method === undefined ? "one value has no interval" : `95 % by ${method === "t" ? "Student's t" : method}`;
  const chance = p === undefined ? "" : p < 0.0001 ? "< 0.0001" : `= ${p.toFixed(p < 0.001 ? 4 : 3)}`;
  const test = p === undefined ? "" : `, sign-flip p ${chance}`;
  const level = threshold === 0 ? "" : `, holds above ${threshold}`;
  return `${unitsText({ n, units, seeds })}; ${how}${test}${level}`;
}

/** One line on the runs of a scale. */
export function runsText(one: Report["runs"][number]): string {
  const { runs, failed, items, seeds, seconds, from, to } = one;
  const when = from === to ? from : `${from} to ${to}`;
  const bad = failed > 0 ? `, ${counted(failed, "run")} failed` : "";
  return `${counted(runs, "run")} on ${counted(items, "item")} with ${counted(seeds, "seed")}, ${duration(seconds)} of computing, ${when}${bad}`;
}

/** What computed them. */
export function machineText({ engines, machines, revisions, unclean, runs }: Report["runs"][number]): string {
  const tree = unclean === 0 ? "" : `, ${unclean} of ${runs} from a tree with uncommitted changes`;
  return `${listed(engines)}; ${listed(machines)}; source ${listed(revisions)}${tree}`;
}

/** The heading of a table. */
export const tableTitle = ({ scale, data }: ReportTable): string => `Scale ${scale}, ${dataWords(data)}`;

/** The place in a Markdown report that names the records of a method in a table, or of one of its items. */
export const recordsAnchor = (
  experiment: string,
  { scale, data }: { readonly scale: string; readonly data: string },
  variant: string,
  item?: number,
): string => `records-${experiment}-${scale}-${data}-${variant}${item === undefined ? "" : `-${item + 1}`}`;

/** The place that names the records of a judgement. */
export const claimAnchor = (id: string, { scale, data }: ReportJudgement): string =>
  `records-claim-${id}-${scale}-${data}`;

/** A curve's label: whose it is and on what, with the word where the data are simulated. */
export const curveText = ({ item, seed, data }: ReportTable["curves"][number], title: string): string =>
  `${title}, ${item}${data === "simulated" ? " (simulated)" : ""}, seed ${seed}`;

/** Whether any cell of a table has a committed figure beside it. */
export const hasReference = ({ rows }: ReportTable): boolean =>
  rows.some(({ cells }) => Object.values(cells).some(({ reference }) => reference !== undefined));
