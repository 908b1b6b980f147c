import { ValueError } from "../errors.js";
import type { Experiment, PaperSpec } from "./paper.js";
import { scales } from "./scale.js";

const name = /^[a-z0-9][a-z0-9-]*$/;
const metricName = /^[a-zA-Z][a-zA-Z0-9]*$/;

function fail(slug: string, problem: string, mend: string): never {
  throw new ValueError("definePaper", `${slug}: ${problem}`, { mend });
}

const listed = (names: Iterable<string>): string => [...names].join(", ") || "none";

/** Every name that a definition uses must be one that it defines. */
export function checkPaper(paper: PaperSpec): void {
  const { slug, experiments, published, claims, version } = paper;
  if (!name.test(slug))
    fail(slug, "the slug is not of small letters, digits and dashes", "write it like stad");
  if (!Number.isInteger(version) || version < 1) fail(slug, `version ${version}`, "give 1, 2, 3 …");
  if (Object.keys(experiments).length === 0) fail(slug, "there is no experiment", "define one at least");
  for (const [id, one] of Object.entries(experiments)) checkExperiment(`${slug}, experiment ${id}`, id, one);
  for (const row of published) {
    const one = experiments[row.experiment];
    if (!one) {
      fail(
        slug,
        `a published figure belongs to the experiment ${row.experiment}`,
        `take one of ${listed(Object.keys(experiments))}`,
      );
    }
    if (!Object.hasOwn(one.metrics, row.metric)) {
      fail(
        slug,
        `a published figure has the metric ${row.metric}`,
        `${row.experiment} has ${listed(Object.keys(one.metrics))}`,
      );
    }
    if (typeof row.value === "number" && !Number.isFinite(row.value)) {
      fail(
        slug,
        `the published ${row.metric} of ${row.variant} is ${row.value}`,
        'write "unknown" where it is not known',
      );
    }
  }
  const seen = new Set<string>();
  for (const { id, experiment } of claims) {
    if (!name.test(id)) fail(slug, `the claim's id ${JSON.stringify(id)}`, "write it like beats-rx");
    if (seen.has(id)) fail(slug, `two claims are called ${id}`, "give each a name of its own");
    seen.add(id);
    if (!Object.hasOwn(experiments, experiment)) {
      fail(
        slug,
        `the claim ${id} belongs to the experiment ${experiment}`,
        `take one of ${listed(Object.keys(experiments))}`,
      );
    }
  }
}

function checkExperiment(where: string, id: string, one: Experiment): void {
  const { variants, metrics, sources } = one;
  if (!name.test(id)) fail(where, "its name", "write it in small letters, digits and dashes");
  for (const [kind, given] of Object.entries({ variant: variants, metric: metrics, source: sources })) {
    if (Object.keys(given).length === 0) fail(where, `there is no ${kind}`, "define one at least");
  }
  for (const variant of Object.keys(variants)) {
    if (!name.test(variant)) fail(where, `the variant ${JSON.stringify(variant)}`, "write it like no-mask");
  }
  for (const metric of Object.keys(metrics)) {
    if (!metricName.test(metric)) fail(where, `the metric ${JSON.stringify(metric)}`, "write it like aucF");
  }
  for (const scale of scales) {
    const plan = one.scales[scale];
    if (!plan) fail(where, `there is no scale ${scale}`, "all four are settings of the same code");
    for (const source of plan.data) {
      if (!Object.hasOwn(sources, source)) {
        fail(where, `scale ${scale} runs on ${source}`, `the sources are ${listed(Object.keys(sources))}`);
      }
    }
    for (const variant of plan.variants ?? []) {
      if (!Object.hasOwn(variants, variant)) {
        fail(where, `scale ${scale} runs ${variant}`, `the variants are ${listed(Object.keys(variants))}`);
      }
    }
    if (
      plan.seeds.length === 0 ||
      new Set(plan.seeds).size < plan.seeds.length ||
      !plan.seeds.every(Number.isSafeInteger)
    ) {
      fail(where, `scale ${scale} has the seeds [${plan.seeds.join(", ")}]`, "give whole numbers, each once");
    }
  }
}
