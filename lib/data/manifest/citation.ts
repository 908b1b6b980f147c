import type { Manifest } from "./schema.js";

type Citation = NonNullable<Manifest["citation"]>;

/** A citation on one line. */
export function citationText(citation: Citation, doi: string | null): string {
  const { authors, title, venue, year, volume, number, pages } = citation;
  const issue = volume === null ? null : `${volume}${number === null ? "" : `(${number})`}`;
  const parts = [authors.join(", "), title, venue, issue, pages, year, doi === null ? null : `doi:${doi}`];
  return parts.filter((part) => part !== null).join(". ");
}

/** A citation as BibTeX; fields that are not known are left out. */
export function bibtex({ id, citation, doi }: Manifest): string | undefined {
  if (citation === null) return undefined;
  const venue = citation.type === "article" ? "journal" : "booktitle";
  const fields: (readonly [string, string | number | null])[] = [
    ["author", citation.authors.join(" and ")],
    ["title", citation.title],
    [citation.type === "misc" ? "howpublished" : venue, citation.venue],
    ["year", citation.year],
    ["volume", citation.volume],
    ["number", citation.number],
    ["pages", citation.pages?.replace("-", "--") ?? null],
    ["doi", doi],
  ];
  const lines = fields.filter(([, value]) => value !== null).map(([name, value]) => `  ${name} = {${value}}`);
  return `@${citation.type}{${id},\n${lines.join(",\n")}\n}`;
}
