import { escaped } from "./markdown-table.js";
import type { Report, ReportExperiment, ReportTable } from "./schema.js";
import { claimAnchor, dataWords, recordsAnchor, tableTitle } from "./sentences.js";

const ids = (records: readonly string[]): string => records.map((id) => `\`${id}\``).join(" ");
const place = (anchor: string): string => `<a id="${anchor}"></a>`;

/** The ids of the records behind every figure of a Markdown report, at the places that its numbers lead to. */
export function recordSections({ claims, experiments }: Report): string[] {
  const judged = claims.flatMap(({ id, says, judgements }) =>
    judgements
      .filter(({ records }) => records.length > 0)
      .map(
        (one) =>
          `- ${place(claimAnchor(id, one))}${escaped(says)} ${one.scale}, ${dataWords(one.data)}: ${ids(one.records)}`,
      ),
  );
  return [
    ...(judged.length > 0 ? ["### Records of the claims", judged.join("\n")] : []),
    ...experiments.flatMap((one) =>
      one.tables.flatMap((table) => [
        `### Records of ${one.name}: ${tableTitle(table)}`,
        table.rows.map(({ variant }) => ofVariant(one, table, variant)).join("\n"),
      ]),
    ),
  ];
}

function ofVariant({ name, variants }: ReportExperiment, table: ReportTable, variant: string): string {
  const title = variants.find((one) => one.name === variant)?.title ?? variant;
  const items = table.items.flatMap(({ item, variants: cells }, i) => {
    const records = new Set(Object.values(cells[variant] ?? {}).flatMap((cell) => cell.records));
    if (records.size === 0) return [];
    return [`  - ${place(recordsAnchor(name, table, variant, i))}${escaped(item)}: ${ids([...records])}`];
  });
  return [`- ${place(recordsAnchor(name, table, variant))}${escaped(title)}`, ...items].join("\n");
}
