import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data/write/whole.js";
import { SwathError } from "../errors.js";
import { type DamagedLine, ledgerFile, readLedger } from "../experiment/ledger/ledger.js";
import { pictureFile } from "../experiment/ledger/pictures.js";
import type { Paper } from "../experiment/paper.js";
import { buildReport } from "./build.js";
import { bibliography, citation } from "./cite.js";
import { htmlReport } from "./html/report.js";
import { markdownReport } from "./markdown.js";
import { htmlOverview, markdownOverview, type PaperState } from "./overview.js";
import type { Report } from "./schema.js";

/** A paper of the index: built ones have a definition. */
export interface ListedPaper {
  readonly slug: string;
  readonly title: string;
  readonly citation: string;
  readonly paper?: Paper;
}

/** The forms of a report, by the endings of their files. */
const forms = ["md", "html", "json"] as const;

/** What {@link renderReports} makes. */
export interface Rendered {
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly reports: readonly Report[];
  readonly damaged: readonly DamagedLine[];
  /** Slugs of papers without a record in the ledger: they have no report. */
  readonly without: readonly string[];
}

/** Where the ledgers lie and what their figures are set beside. */
export interface RenderOptions {
  /** The folder of the ledger and the reports. */
  readonly out: string;
  /** A folder with a committed ledger whose figures are set beside. */
  readonly reference?: string;
}

/**
 * Renders the reports of papers, the index and the bibliography from the ledgers in a folder.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/stad";
 * import { renderReports } from "swath/report";
 *
 * const papers = [{ slug: "stad", title: paper.title, citation: "2025", paper }];
 * const { files } = await renderReports(papers, { out: "a-folder-without-a-ledger" });
 * Object.keys(files); // ["index.md", "index.html", "references.bib"]: no paper was run there
 * ```
 */
export async function renderReports(
  papers: readonly ListedPaper[],
  { out, reference }: RenderOptions,
): Promise<Rendered> {
  const files: Record<string, string> = {};
  const states: PaperState[] = [];
  const reports: Report[] = [];
  const damaged: DamagedLine[] = [];
  const entries: string[] = [];
  const without: string[] = [];
  const picture = (sha256: string) => {
    const file = pictureFile(out, sha256);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  for (const { slug, title, citation: cited, paper } of papers) {
    const content = paper ? await readLedger(ledgerFile(out, slug)) : { records: [], damaged: [] };
    damaged.push(...content.damaged);
    if (!paper || content.records.length === 0) {
      states.push({ slug, title, citation: cited, built: paper !== undefined });
      without.push(slug);
      continue;
    }
    const other = reference === undefined ? [] : (await readLedger(ledgerFile(reference, slug))).records;
    const report = buildReport(paper, content.records, { reference: other });
    reports.push(report);
    states.push({ slug, title: paper.title, citation: citation(paper.cite), report, built: true });
    files[`${slug}.md`] = markdownReport(report);
    files[`${slug}.html`] = htmlReport(report, picture);
    files[`${slug}.json`] = `${JSON.stringify(report, undefined, 1)}\n`;
    entries.push(...report.references.map(({ bibtex }) => bibtex));
  }
  files["index.md"] = markdownOverview(states);
  files["index.html"] = htmlOverview(states);
  files["references.bib"] = bibliography(entries);
  return { files, reports, damaged, without };
}

/**
 * Writes rendered files, each whole or not at all.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { paper } from "swath/papers/stad";
 * import { renderReports, writeReports } from "swath/report";
 *
 * const papers = [{ slug: "stad", title: paper.title, citation: "2025", paper }];
 * const out = mkdtempSync(join(tmpdir(), "swath-example-"));
 * const written = await writeReports(out, await renderReports(papers, { out }));
 * written.length; // 3: two forms of the index, and the bibliography
 * ```
 */
export async function writeReports(out: string, { files }: Rendered): Promise<readonly string[]> {
  await mkdir(out, { recursive: true }).catch((cause) => {
    throw new SwathError("IO", "report", `cannot make the folder ${out}`, {
      mend: "give another with --out",
      cause,
    });
  });
  const written: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(out, name);
    if ((await readFile(path, "utf8").catch(() => undefined)) !== text)
      await writeWhole(path, Buffer.from(text));
    written.push(path);
  }
  return written;
}

/** A file that is not what the ledger says. */
export interface Stale {
  readonly file: string;
  /** Where it begins to differ, from 1. */
  readonly line?: number;
  readonly problem: string;
}

/**
 * Compares rendered files with those that lie there: a report that disagrees with its ledger is stale.
 *
 * @example
 * ```ts
 * import { checkReports } from "swath/report";
 *
 * const rendered = { files: { "index.md": "# Reports" }, reports: [], damaged: [], without: [] };
 * const [stale] = await checkReports("a-folder-without-reports", rendered);
 * stale.problem; // "is missing"
 * ```
 */
export async function checkReports(out: string, { files, without }: Rendered): Promise<readonly Stale[]> {
  const stale: Stale[] = [];
  for (const file of without.flatMap((slug) => forms.map((form) => join(out, `${slug}.${form}`)))) {
    if (existsSync(file)) stale.push({ file, problem: "is a report of runs that the ledger does not have" });
  }
  for (const [name, text] of Object.entries(files)) {
    const file = join(out, name);
    const there = await readFile(file, "utf8").catch(() => undefined);
    if (there === undefined) stale.push({ file, problem: "is missing" });
    else if (there !== text) stale.push({ file, ...difference(there, text) });
  }
  return stale;
}

/** Where two texts begin to differ, with the words around. */
function difference(there: string, wanted: string): Omit<Stale, "file"> {
  const [a, b] = [there.split("\n"), wanted.split("\n")];
  const line = a.findIndex((text, i) => text !== b[i]);
  if (line < 0) return { line: a.length, problem: "ends here, the ledger says more" };
  const [was, is] = [a[line] ?? "", b[line] ?? ""];
  let at = 0;
  while (at < was.length && was[at] === is[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 24), at + 24));
  return { line: line + 1, problem: `has ${around(was)}, the ledger says ${around(is)}` };
}
