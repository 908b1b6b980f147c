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

/** Of all rendered files, those of some papers: the index and the bibliography always belong to all. */
function only(rendered: Rendered, slugs: readonly string[]): Rendered {
  if (slugs.length === 0) return rendered;
  const wanted = Object.entries(rendered.files).filter(([name]) =>
    slugs.some((slug) => name.startsWith(`${slug}.`)),
  );
  return { ...rendered, files: Object.fromEntries(wanted) };
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
  const rendered = only(await renderReports(await listed(), { out }), slugs);
  for (const { file, line, problem } of rendered.damaged)
    process.stderr.write(`${file}:${line} ${problem}\n`);
  if (!check) {
    const written = await writeReports(out, rendered);
    process.stdout.write(json ? `${JSON.stringify({ written }, undefined, 2)}\n` : `${written.join("\n")}\n`);
    return;
  }
  const stale = await checkReports(out, rendered);
  if (json) process.stdout.write(`${JSON.stringify({ stale }, undefined, 2)}\n`);
  else if (stale.length === 0) {
    process.stdout.write(`${Object.keys(rendered.files).length} files in ${out} are what the ledger says\n`);
  } else {
    for (const { file, problem } of stale) process.stdout.write(`${file} ${problem}\n`);
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
  const { reports } = await renderReports(all, { out });
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
