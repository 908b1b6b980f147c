import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SwathError } from "../../errors.js";
import { type PaperEntry, papers } from "../../papers/index.js";
import { citation } from "../../report/cite.js";
import {
  checkReports,
  type ListedPaper,
  type Rendered,
  renderReports,
  writeReports,
} from "../../report/files.js";
import { stateText, verdictCounts } from "../../report/overview.js";

/** The entry of a slug, or an error that lists them. */
export function entryOf(slug: string): PaperEntry {
  const entry = papers.find((one) => one.slug === slug);
  if (entry) return entry;
  throw new SwathError("USAGE", "papers", `there is no paper "${slug}"`, {
    mend: `take one of ${papers.map((one) => one.slug).join(", ")}`,
  });
}

/** All papers for an index; built ones with their definition. */
export function listed(): Promise<readonly ListedPaper[]> {
  return Promise.all(
    papers.map(async ({ slug, cite, load }) => ({
      slug,
      title: cite.title,
      citation: citation(cite),
      ...(load && { paper: await load() }),
    })),
  );
}

/** The committed reports, whose figures stand beside those that a reader makes. */
const COMMITTED = "reports";

/** The folder with the committed ledger, for reports in another folder. */
export function referenceFor(out: string): { readonly reference?: string } {
  const other = resolve(out) !== resolve(COMMITTED) && existsSync(join(COMMITTED, "ledger"));
  return other ? { reference: COMMITTED } : {};
}

/** Of all rendered files, those of some papers: the index and the bibliography always belong to all. */
function only(rendered: Rendered, slugs: readonly string[]): Rendered {
  if (slugs.length === 0) return rendered;
  const wanted = Object.entries(rendered.files).filter(([name]) =>
    slugs.some((slug) => name.startsWith(`${slug}.`)),
  );
  const without = rendered.without.filter((slug) => slugs.includes(slug));
  return { ...rendered, without, files: Object.fromEntries(wanted) };
}

/** `swath report [--check]`. */
export async function runReport(
  slugs: readonly string[],
  {
    check = false,
    out,
    json = false,
  }: { readonly check?: boolean; readonly out: string; readonly json?: boolean },
): Promise<void> {
  for (const slug of slugs) entryOf(slug);
  const rendered = only(await renderReports(await listed(), { out, ...referenceFor(out) }), slugs);
  for (const { file, line, problem } of rendered.damaged)
    process.stderr.write(`${file}:${line} ${problem}\n`);
  const [nothing] = slugs.filter((slug) => rendered.without.includes(slug));
  const stale = check ? await checkReports(out, rendered) : [];
  if (nothing !== undefined && stale.length === 0) {
    throw new SwathError("DATA_MISSING", "report", `the ledger in ${out} has no run of ${nothing}`, {
      mend: `make some: swath reproduce ${nothing} --out ${out}, or name another folder with --out`,
    });
  }
  if (!check) {
    const written = await writeReports(out, rendered);
    process.stdout.write(json ? `${JSON.stringify({ written }, undefined, 2)}\n` : `${written.join("\n")}\n`);
    return;
  }
  if (json) process.stdout.write(`${JSON.stringify({ stale }, undefined, 2)}\n`);
  else if (stale.length === 0) {
    process.stdout.write(`${Object.keys(rendered.files).length} files in ${out} are what the ledger says\n`);
  } else {
    for (const { file, line, problem } of stale)
      process.stdout.write(`${file}${line === undefined ? "" : `:${line}`} ${problem}\n`);
    process.stdout.write(`generate them again: swath report --out ${out}\n`);
  }
  if (stale.length > 0) process.exitCode = 1;
}

/** `swath papers`. */
export async function runPapers({
  out,
  json = false,
}: {
  readonly out: string;
  readonly json?: boolean;
}): Promise<void> {
  const all = await listed();
  const { reports } = await renderReports(all, { out, ...referenceFor(out) });
  const states = all.map((one) => {
    const report = reports.find(({ slug }) => slug === one.slug);
    const built = one.paper !== undefined;
    const state = stateText({ ...one, built, ...(report && { report }) });
    return { slug: one.slug, title: one.title, built, state, verdicts: report ? verdictCounts(report) : {} };
  });
  if (json) {
    process.stdout.write(`${JSON.stringify({ papers: states }, undefined, 2)}\n`);
    return;
  }
  const width = process.stdout.columns ?? 100;
  for (const { slug, title, state, verdicts } of states) {
    const short = title.length > width - 12 ? `${title.slice(0, width - 13)}…` : title;
    const said = Object.entries(verdicts).map(([verdict, n]) => `${n} ${verdict}`);
    process.stdout.write(`${slug.padEnd(10)}${short}\n${" ".repeat(10)}${[state, ...said].join(" · ")}\n`);
  }
}
