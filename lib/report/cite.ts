import { citationText, bibtex as manifestBibtex } from "../data/manifest/citation.js";
import { manifests } from "../data/manifest/load.js";
import type { Citation, Paper } from "../experiment/paper.js";

/** A citation on one line. */
export function citation({ authors, title, venue, year, doi, arxiv }: Citation): string {
  const named = authors.map((author) => (author === "others" ? "and others" : author)).join(", ");
  const where = [venue, year, doi && `doi:${doi}`, arxiv && `arXiv:${arxiv}`].filter(Boolean);
  return `${named.replace(", and others", " and others")}. ${title}. ${where.join(", ")}.`;
}

/** Where a work can be read. */
export const address = ({ doi, arxiv, url }: Citation): string | undefined =>
  doi ? `https://doi.org/${doi}` : arxiv ? `https://arxiv.org/abs/${arxiv}` : url;

/** Text as a BibTeX field holds it: what LaTeX would read as a command or a comment stands as itself. */
const braced = (text: string): string => text.replace(/[{}\\]/g, "").replace(/[&%$#_]/g, "\\$&");

/** A citation as a BibTeX entry. */
export function bibtexOf({ key, authors, title, venue, year, doi, arxiv, url }: Citation): string {
  const fields = Object.entries({
    author: braced(authors.join(" and ")),
    title: `{${braced(title)}}`,
    howpublished: braced(venue),
    year: String(year),
    doi,
    eprint: arxiv,
    archiveprefix: arxiv && "arXiv",
    url,
  }).filter((field): field is [string, string] => field[1] !== undefined);
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}}`).join(",\n")}\n}`;
}

/** The manifests of the data sets that a paper's experiments name, in their order. */
export function manifestsOf(paper: Paper) {
  const ids = new Set(
    Object.values(paper.experiments).flatMap(({ sources }) =>
      Object.values(sources).flatMap((source) => source.manifests),
    ),
  );
  return manifests().filter(({ id }) => ids.has(id));
}

/** Entries, each key once: where two works share a key, the first stands. */
export function bibliography(entries: readonly string[]): string {
  const byKey = new Map<string, string>();
  for (const entry of entries) {
    const key = /^@\w+\{([^,]+),/.exec(entry)?.[1] ?? entry;
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return byKey.size === 0 ? "" : `${[...byKey.values()].join("\n\n")}\n`;
}

/** Everything that a report cites: the paper, other works, data sets. */
export function references(paper: Paper): readonly { readonly text: string; readonly bibtex: string }[] {
  const works = [paper.cite, ...(paper.alsoCite ?? [])].map((one) => ({
    text: citation(one),
    bibtex: bibtexOf(one),
  }));
  const data = manifestsOf(paper).flatMap((about) => {
    const entry = manifestBibtex(about);
    if (!about.citation || entry === undefined) return [];
    return [{ text: `${about.title}: ${citationText(about.citation, about.doi)}.`, bibtex: entry }];
  });
  return [...works, ...data];
}
