import { describe, expect, it } from "vitest";
import { definePaper } from "../../lib/experiment/index.js";
import {
  buildReport,
  htmlReport,
  markdownReport,
  type Report,
  reportJsonSchema,
  reportSchema,
} from "../../lib/report/index.js";
import { missingPeers, python } from "../data/support/python.js";
import { record } from "../experiment/support.js";
import { better, paper, realRows, rows, spec } from "./support.js";

const build = (
  ...[records, options]: Parameters<typeof buildReport> extends [unknown, ...infer Rest] ? Rest : never
) => buildReport(paper, records, options);

/** The rows of the table that follows a heading in Markdown, as cells. */
function tableUnder(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const from = lines.findIndex((line, i) => i > lines.indexOf(heading) && line.startsWith("|"));
  const to = lines.findIndex((line, i) => i > from && !line.startsWith("|"));
  return lines.slice(from + 2, to).map((line) => line.slice(2, -2).split(" | "));
}

/** The rows of an HTML table with a label, as source. */
function rowsOf(page: string, label: string): readonly string[] {
  const from = page.indexOf(`aria-label="${label}"`);
  if (from < 0) throw new Error(`no table ${label}`);
  const body = page.slice(page.indexOf("<tbody>", from), page.indexOf("</tbody>", from));
  return body.split("<tr").slice(1);
}

describe("published beside measured", () => {
  const report = build(rows(better));
  const markdown = tableUnder(markdownReport(report), "### Published beside measured");
  const page = htmlReport(report);
  const measured = rowsOf(page, "main: published beside measured");

  it("an unknown published value is shown as unknown, in all forms", () => {
    expect(report.experiments[0]?.beside.map(({ published }) => published)).toEqual([0.987, "unknown", 0.5]);
    expect(markdown.map((row) => row[4])).toEqual(["0.9870", "unknown", "0.5000"]);
    expect(measured.map((row) => />([^<]*)<\/td>/.exec(row.slice(row.indexOf('"published"')))?.[1])).toEqual([
      "0.9870",
      "unknown",
    ]);
  });

  it("what differs stands in the same row, with the word simulated", () => {
    const differs = "simulated data; 40 steps instead of 4000";
    const [first] = report.experiments[0]?.beside ?? [];
    expect(first).toMatchObject({ differs, data: "simulated", scale: "pilot" });
    expect(markdown[0]?.slice(6)).toEqual([
      "simulated/toy (2 items), scale pilot, **simulated data**",
      differs,
      "table 3",
    ]);
    expect(measured[0]).toContain(differs);
    expect(measured[0]).toContain('<span class="simulated">simulated data</span>');
  });

  it("real data are taken before simulated ones, and say what they are", () => {
    const both = build([...rows(better), ...realRows({ new: [0.5, 0.6] })]);
    const [first] = both.experiments[0]?.beside ?? [];
    expect(first).toMatchObject({ data: "real", differs: "other data; 40 steps instead of 4000" });
    expect(first?.measured?.mean).toBeAllClose(0.55);
  });

  it("a method that is not built here, and a remembered figure, are called so", () => {
    expect(markdown[2]?.slice(5)).toEqual([
      "–",
      "–",
      "this method is not built here",
      "REMEMBERED, not read: table 3",
    ]);
    expect(rowsOf(page, "main: published, not measured")).toHaveLength(1);
    expect(page).toContain("REMEMBERED, not read");
    expect(build([]).experiments[0]?.beside[0]?.differs).toBe("not run here yet");
  });
});

describe("simulated data", () => {
  const curves = { loss: [3, 2, 1] };
  const pictures = { map: { title: "a map", width: 1, height: 1, sha256: "c".repeat(64) } };
  const simulated = build(rows(better, { curves, pictures }));
  const real = build(realRows(better, { curves, pictures }));

  it("are named in every table, curve, picture and claim of the JSON", () => {
    const kinds = ({ claims, experiments, runs }: Report) => [
      ...runs.map(({ data }) => data),
      ...claims.flatMap(({ judgements }) => judgements.map(({ data }) => data)),
      ...experiments.flatMap(({ tables, beside }) => [
        ...tables.flatMap((table) => [
          table.data,
          ...table.curves.map(({ data }) => data),
          ...table.pictures.map(({ data }) => data),
        ]),
        ...beside.filter(({ measured }) => measured).map(({ data }) => data),
      ]),
    ];
    expect(kinds(simulated).length).toBeGreaterThan(8);
    expect(new Set(kinds(simulated))).toEqual(new Set(["simulated"]));
    expect(new Set(kinds(real))).toEqual(new Set(["real"]));
  });

  it("are named in every table, curve and claim row of the Markdown", () => {
    const text = markdownReport(simulated);
    const blocks = text.split(/\n(?=#+ )/).filter((block) => /\n\|/.test(block));
    expect(blocks.map((block) => block.split("\n")[0])).toEqual([
      "## Claims",
      "## What was run",
      "### Scale pilot, simulated data",
      "### Published beside measured",
    ]);
    for (const block of blocks) expect(block).toMatch(/simulated data/i);
    expect(text).toContain("<details><summary>score of each item, simulated data</summary>");
    const folded = text.slice(text.indexOf("<summary>Curves, simulated data</summary>"));
    const [curve] = folded.split("\n").filter((line) => line.startsWith("| loss"));
    expect(curve).toMatch(
      /^\| loss \| New, simulated\/toy\/1 \(simulated\), seed 0 \| 3\.0000 \| 1\.0000 \| 3 \|/,
    );
    expect(markdownReport(real)).not.toMatch(/simulated/i);
  });

  it("are named at every table, figure, curve and claim row of the page", () => {
    const png = Buffer.from("no png, but bytes");
    const page = htmlReport(simulated, () => png);
    const body = page.slice(page.indexOf("<body>"), page.indexOf("<script>"));
    for (const label of ["main, Scale pilot, simulated data", "score of each item, simulated data"])
      expect(rowsOf(page, label)).toHaveLength(2);
    expect(rowsOf(page, "What was run")[0]).toContain('class="simulated">simulated data');
    const captions = [...body.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, text = ""]) => text);
    const charts = captions.filter((text) => /score of each|loss of/.test(text));
    expect(charts).toHaveLength(2);
    for (const text of charts) expect(text).toContain("simulated data");
    const lines = [...body.matchAll(/data-label="([^"]*seed \d)"/g)].map(([, label = ""]) => label);
    expect(lines).toEqual(["New, simulated/toy/1 (simulated), seed 0"]);
    const images = [...body.matchAll(/alt="([^"]*)"/g)].map(([, alt]) => alt);
    expect(images).toHaveLength(12);
    for (const alt of images) expect(alt).toContain("simulated data");
    expect(body.match(/<span class="badge supported">.*?<\/div>/)?.[0]).toContain("simulated data");
    const other = htmlReport(real, () => png);
    expect(other.slice(other.indexOf("<body>"), other.indexOf("<script>"))).not.toMatch(/simulated/i);
  });
});

describe("every measured figure", () => {
  const report = build([...rows(better), ...realRows(better, { scale: "smoke" })]);

  it("names the ids of its records in the JSON", () => {
    const ids = new Set(report.records.map(({ id }) => id));
    const cells = report.experiments.flatMap(({ tables, beside }) => [
      ...tables.flatMap((table) => table.rows.flatMap(({ cells: own }) => Object.values(own))),
      ...tables.flatMap(({ items }) =>
        items.flatMap(({ variants }) => Object.values(variants).flatMap((own) => Object.values(own))),
      ),
      ...beside.flatMap(({ measured }) => measured ?? []),
    ]);
    expect(cells).toHaveLength(2 * (2 * 2 + 2 * 2 * 2) + 2);
    for (const { records, items, seeds } of cells) {
      expect(records).toHaveLength(items * seeds);
      for (const id of records) expect(ids).toContain(id);
    }
  });

  it("leads to the ids of its records in the Markdown", () => {
    const text = markdownReport(report);
    const links = [...text.matchAll(/\[([^\]]+)\]\(#(records-[^)]+)\)/g)];
    // Two judgements; two tables of 2 x 2, of which each has one of 2 x 2 by item; two published rows that were measured.
    expect(links).toHaveLength(2 + 2 * (4 + 4) + 2);
    const tables = Object.fromEntries(
      report.experiments.flatMap(({ tables: all }) => all.map((one) => [`${one.scale}-${one.data}`, one])),
    );
    for (const [, , anchor = ""] of links) {
      expect(text.split(`<a id="${anchor}"></a>`)).toHaveLength(2);
      const [, where = "", variant = "", item] =
        /^records-main-(\w+-\w+)-(new|old)(?:-(\d))?$/.exec(anchor) ?? [];
      if (where === "") continue; // a claim's, below
      const table = tables[where] as Report["experiments"][number]["tables"][number];
      const cells = item
        ? table.items[Number(item) - 1]?.variants[variant]
        : table.rows.find((row) => row.variant === variant)?.cells;
      const after = text.slice(text.indexOf(`<a id="${anchor}"></a>`));
      const block = item ? after.split("\n")[0] : after.split(/\n(?! {2}-)/)[0];
      const named = [...(block ?? "").matchAll(/`(toy-\d+)`/g)].map(([, id]) => id);
      expect(new Set(named)).toEqual(new Set(cells?.["score"]?.records));
    }
    const [judgement] = report.claims[0]?.judgements ?? [];
    const line = text
      .split("\n")
      .find((one) => one.includes('id="records-claim-new-beats-old-pilot-simulated"'));
    expect([...(line ?? "").matchAll(/`(toy-\d+)`/g)].map(([, id]) => id)).toEqual(judgement?.records);
  });

  it("leads to the rows of its records on the page", () => {
    const page = htmlReport(report);
    const rowById = new Map(
      [...page.matchAll(/<tr id="([^"]+)" data-n="(\d+)">/g)].map(([, id, n]) => [n as string, id as string]),
    );
    expect(rowById.size).toBe(24);
    const links = [...page.matchAll(/<a[^>]* href="#([^"]+)" data-records="([^"]+)" data-what="([^"]+)"/g)];
    expect(links).toHaveLength(2 + 2 * (4 + 4) + 2);
    const [table] = report.experiments[0]?.tables ?? [];
    const cell = table?.rows[0]?.cells["score"];
    const mine = links.find(([, , , what]) => what?.startsWith("New, score, Scale pilot"));
    expect(mine?.[2]?.split(" ").map((n) => rowById.get(n))).toEqual(cell?.records);
    for (const [, first, numbers = ""] of links) {
      const named = numbers.split(" ").map((n) => rowById.get(n));
      expect(named).toContain(first);
      expect(named).not.toContain(undefined);
    }
  });

  it("stands with the command that makes it again, and each record with its own", () => {
    const commands = ["pilot --data simulated", "smoke --data real"].map(
      (what) => `swath reproduce toy --scale ${what} --only main --fresh`,
    );
    expect(report.experiments[0]?.tables.map(({ command }) => command)).toEqual(commands);
    const [text, page] = [markdownReport(report), htmlReport(report)];
    for (const command of commands) {
      expect(text).toContain(`Again: \`${command}\``);
      expect(page).toContain(`<code>${command}</code>`);
    }
    for (const { run, scale } of report.records)
      expect(page).toContain(`<code>swath reproduce toy --scale ${scale} --run ${run} --fresh</code>`);
  });
});

describe("a mean", () => {
  it("is over items, each over its seeds, with the deviation of the seeds' means", () => {
    const of = (item: string, seed: number, score: number) =>
      record({ version: 2, variant: "new", item: `simulated/toy/${item}`, seed, metrics: { score } });
    // Item 2 was not run with seed 1: it counts as much as item 1, and that seed has no mean of its own.
    const { experiments } = build([of("1", 0, 1), of("1", 1, 3), of("2", 0, 6)]);
    const cell = experiments[0]?.tables[0]?.rows[0]?.cells["score"];
    expect(cell).toMatchObject({ mean: 4, items: 2, seeds: 2 });
    expect(cell).not.toHaveProperty("deviation");
  });

  it("says in all forms how many runs it leaves out because they gave no number", () => {
    const report = build(rows({ new: [0.9, "NaN", 0.7], old: [0.5, 0.5, 0.5] }));
    const cell = report.experiments[0]?.tables[0]?.rows[0]?.cells["score"];
    expect(cell).toMatchObject({ seeds: 2, notNumbers: 2 });
    expect(cell?.mean).toBeAllClose(0.8);
    const words = "(without 2 runs of no number)";
    expect(markdownReport(report)).toContain(words);
    expect(htmlReport(report)).toContain(words);
  });
});

describe("runs that do not count", () => {
  it("failed ones are listed with their error, and give no figure", () => {
    const failed = rows({ new: [1] }, { outcome: "failed", error: "the disk | is full", metrics: {} });
    const report = build([...failed, ...rows({ old: [0.5] })]);
    expect(report.failures.map(({ id, error }) => [id, error])).toEqual(
      failed.map(({ id }) => [id, "the disk | is full"]),
    );
    expect(report.runs[0]).toMatchObject({ runs: 4, failed: 2 });
    expect(report.experiments[0]?.tables[0]?.rows.map(({ variant }) => variant)).toEqual(["old"]);
    const line = `- \`${failed[0]?.id}\` main, new on simulated/toy/1, seed 0: the disk \\| is full`;
    expect(markdownReport(report)).toContain(line);
    expect(htmlReport(report)).toContain(
      `<a href="#${failed[0]?.id}">main, new on simulated/toy/1, seed 0</a>`,
    );
  });

  it("a run that failed and was done later is no failure", () => {
    const [one] = rows({ new: [0.5] });
    const failed = { ...one!, id: "toy-failed", outcome: "failed", error: "x", metrics: {} } as const;
    const later = { ...one!, started: "2026-02-01T00:00:00.000Z" };
    expect(build([later, failed]).failures).toEqual([]);
  });

  it("those of another version of the definition are counted as outdated and give no figure", () => {
    const report = build([...rows({ new: [0.1] }, { version: 1 }), ...rows({ new: [0.9] })]);
    expect(report.outdated).toBe(2);
    expect(report.experiments[0]?.tables[0]?.rows[0]?.cells["score"]).toMatchObject({ mean: 0.9, seeds: 1 });
    expect(report.records).toHaveLength(2);
    expect(markdownReport(report)).toContain("2 records of older versions");
    expect(htmlReport(report)).toContain("2 records of older versions");
    expect(build(rows(better, { version: 1 })).claims[0]?.judgements[0]?.verdict).toBe("not tested");
  });

  it("those of another paper are nobody's", () => {
    expect(build(rows(better, { paper: "other" }))).toEqual(build([]));
  });
});

describe("the committed ledger beside a reader's own", () => {
  it("gives the committed figure of the same runs and the difference, in all forms", () => {
    const mine = rows({ new: [0.5], old: [0.4] });
    const theirs = mine.map((row, i) => ({ ...row, id: `theirs-${i}`, metrics: { score: 0.25 } }));
    const report = build(mine, { reference: [...theirs, ...rows({ new: [9] })] });
    const cell = report.experiments[0]?.tables[0]?.rows[0]?.cells["score"];
    expect(cell).toMatchObject({ mean: 0.5, reference: 0.25 });
    expect(tableUnder(markdownReport(report), "### Scale pilot, simulated data")[0]?.slice(3)).toEqual([
      "0.2500",
      "+0.2500",
    ]);
    expect(rowsOf(htmlReport(report), "main, Scale pilot, simulated data")[0]).toContain(
      '<td class="n">0.2500</td><td class="n">+0.2500</td>',
    );
  });
});

describe("a report as JSON", () => {
  it("validates against its JSON Schema's shape, though curves and metrics ran away", () => {
    const curves = { loss: [1, "Infinity", "NaN" as const] as (number | "NaN" | "Infinity")[] };
    const report = build([...rows(better, { curves }), ...rows({ new: ["NaN"] }, { scale: "lab" })]);
    const read = JSON.parse(JSON.stringify(report)) as unknown;
    expect(reportSchema.parse(read)).toEqual(report);
    expect(report.experiments[0]?.tables[1]?.curves[0]?.values).toEqual([1, "Infinity", "NaN"]);
    expect(() => htmlReport(report)).not.toThrow();
    const { properties, required } = reportJsonSchema() as { properties: object; required: string[] };
    expect(Object.keys(read as object).every((name) => name in properties)).toBe(true);
    expect(required).toContain("records");
  });
});

const noJsonSchema = missingPeers("jsonschema");

describe("the JSON Schema of reports", () => {
  it.skipIf(noJsonSchema !== undefined)(
    `is obeyed in the eyes of another validator${noJsonSchema ? ` (skipped: ${noJsonSchema})` : ""}`,
    () => {
      const curves = { loss: [1, "NaN" as const] };
      const report = build([
        ...rows(better, { curves }),
        ...rows({ old: [0] }, { outcome: "failed", error: "x" }),
      ]);
      const broken = { ...report, slug: 3, more: true };
      const problems = python<readonly string[]>(
        `
import json, sys
from jsonschema import Draft202012Validator
given = json.load(sys.stdin)
Draft202012Validator.check_schema(given["schema"])
check = Draft202012Validator(given["schema"])
found = [f"{e.json_path}: {e.message}" for e in check.iter_errors(given["report"])]
found.append(f"broken: {len(list(check.iter_errors(given['broken'])))}")
json.dump(found, sys.stdout)`,
        { schema: reportJsonSchema(), report, broken },
      );
      expect(problems).toEqual(["broken: 2"]);
    },
  );
});

describe("words of definitions and ledgers", () => {
  it("are never taken for HTML", () => {
    const bad = '<script>alert("x")</script><img src=x onerror=alert(1)>';
    const nasty = definePaper({
      ...spec,
      title: bad,
      summary: bad,
      cite: { ...spec.cite, title: bad, url: "javascript:alert(1)" },
      claims: spec.claims.map((claim) => ({ ...claim, says: bad, source: bad })),
    });
    const failed = rows({ new: [0.5] }, { outcome: "failed", error: bad });
    const curves = { [bad]: [1, 2] };
    const report = buildReport(nasty, [
      ...failed,
      ...rows({ old: [0.5] }, { curves, item: `simulated/${bad}` }),
    ]);
    const page = htmlReport(report);
    expect(page.match(/<script>/g)).toHaveLength(1); // our own
    expect(page).not.toContain("<img");
    expect(page).not.toContain('href="javascript:');
    const text = markdownReport(report);
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;script>");
  });
});
