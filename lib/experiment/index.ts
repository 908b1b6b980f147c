import "../device/autostart.js";

/** Defining papers, running their experiments, the ledger, and judging claims. */
export type {
  Claim,
  Effect,
  Evidence,
  Interval,
  Verdict,
} from "./claim.js";
export {
  effectOf,
  type Judgement,
  judge,
  type LevelOptions,
  level,
  type Observations,
  type PairedOptions,
  paired,
  type Units,
  verdictOf,
} from "./claims.js";
export { environment } from "./environment.js";
export {
  appendRecord,
  countingRecords,
  type DamagedLine,
  type LedgerContent,
  ledgerFile,
  readLedger,
} from "./ledger/ledger.js";
export { type Merged, mergeLedgers } from "./ledger/merge.js";
export { pictureFile } from "./ledger/pictures.js";
export {
  type Arrays,
  type Checkpoint,
  type Citation,
  type DataSource,
  definePaper,
  type Experiment,
  experiment,
  type Found,
  type HowSure,
  type Item,
  type Metric,
  type NamedArray,
  type Paper,
  type PaperSpec,
  type Picture,
  type Published,
  type Result,
  type Run,
  type ScalePlan,
  type StageOptions,
  type Variant,
  type Work,
} from "./paper.js";
export { type Environment, type RunRecord, recordJsonSchema, recordSchema } from "./record.js";
export {
  type DataChoice,
  type Only,
  type Plan,
  type PlannedRun,
  type PlannedSource,
  type PlanOptions,
  planPaper,
} from "./run/plan.js";
export { type Progress, type ReproduceOptions, type Reproduction, reproduce } from "./run/reproduce.js";
export { type Scale, scales } from "./scale.js";
export { restore, snapshot, type VariableGroups } from "./snapshot.js";
export {
  type ManifestSourceOptions,
  manifestSource,
  type Part,
  type SimulatedSourceOptions,
  simulatedSource,
} from "./sources.js";
export { differenceInterval, meanInterval } from "./statistics/interval.js";
export { permutationTest, signFlip } from "./statistics/permutation.js";
export { type Summary, summary } from "./statistics/summary.js";
