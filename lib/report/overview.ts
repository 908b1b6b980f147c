import { html } from "./html/escape.js";
import { boxed, page, verdictClass } from "./html/page.js";
import type { Report } from "./schema.js";
import { dataWords } from "./sentences.js";
import { counted } from "./words.js";

/** What the index says of a paper. */
export interface PaperState {
  readonly slug: string;
  readonly title: string;
  readonly citation: string;
  /** Its report; absent where the paper is not built or has none. */
  readonly report?: Report;
  readonly built: boolean;
}

const verdicts = ["supported", "not separable at this scale", "contradicted", "not tested"] as const;

/**
 * Verdicts of a report by count, on the judgements of the largest scale of each claim.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/stad";
 * import { buildReport, verdictCounts } from "swath/report";
 *
 * verdictCounts(buildReport(paper, [])); // { "not tested": 8 }
 * ```
 */
export function verdictCounts({ claims }: Report): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { judgements } of claims) {
    const verdict = judgements[0]?.verdict ?? "not tested";
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

const scalesOf = ({ runs }: Report): string[] =>
  runs.map(({ scale, data, runs: n }) => `${scale}, ${dataWords(data)}: ${counted(n, "run")}`);

/** The state of a paper in a few words. */
export const stateText = ({ built, report }: PaperState): string =>
  report && report.runs.length > 0 ? scalesOf(report).join("; ") : built ? "built, not run" : "not built yet";

/**
 * The index of all papers as Markdown.
 *
 * @example
 * ```ts
 * import { markdownOverview } from "swath/report";
 *
 * const state = { slug: "mdfl", title: "MDFL", citation: "2024", built: false };
 * markdownOverview([state]).includes("not built yet"); // true
 * ```
 */
export function markdownOverview(papers: readonly PaperState[]): string {
  const rows = papers.map((one) => {
    const { slug, title, report } = one;
    const name = report ? `[${title}](${slug}.md)` : title;
    const counts = report && report.runs.length > 0 ? verdictCounts(report) : {};
    const said = verdicts
      .flatMap((verdict) => (counts[verdict] ? [`${counts[verdict]} ${verdict}`] : []))
      .join(", ");
    return `| \`${slug}\` | ${name.replace(/\|/g, "\\|")} | ${stateText(one)} | ${said || "–"} |`;
  });
  return `# Reports\n\nGenerated from the ledger alone. A verdict is of the largest scale that a claim was tested at.\n\n| paper | title | runs | claims |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

/**
 * The index of all papers as a page.
 *
 * @example
 * ```ts
 * import { htmlOverview } from "swath/report";
 *
 * const state = { slug: "mdfl", title: "MDFL", citation: "2024", built: false };
 * htmlOverview([state]).startsWith("<!doctype html>"); // true
 * ```
 */
export function htmlOverview(papers: readonly PaperState[]): string {
  const rows = papers.map((one) => {
    const { slug, title, citation, report } = one;
    const name = report ? `<a href="${html(slug)}.html">${html(title)}</a>` : html(title);
    const counts = report && report.runs.length > 0 ? verdictCounts(report) : {};
    const badges = verdicts.flatMap((verdict) =>
      counts[verdict]
        ? [`<span class="badge ${verdictClass(verdict)}">${counts[verdict]} ${verdict}</span>`]
        : [],
    );
    return `<tr><th scope="row"><span>${name}<br><span class="note">${html(citation)}</span></span></th><td data-label="runs"><span>${html(stateText(one))}</span></td><td data-label="claims"><span>${badges.join(" ") || "–"}</span></td></tr>`;
  });
  const body = `<header><h1>Ten papers, run again</h1><p>What was published, what was measured here, on which data, and what became of each claim. Everything on these pages is generated from the ledger of runs.</p></header><main>${boxed("<tr><th>paper</th><th>runs</th><th>claims</th></tr>", rows, { label: "All papers", kind: "cards" })}</main><footer><p class="note">A verdict is of the largest scale that a claim was tested at. <a href="references.bib">BibTeX</a> of everything cited.</p></footer>`;
  return page("Swath: ten papers, run again", body);
}
