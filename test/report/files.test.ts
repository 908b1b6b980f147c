import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manifests } from "../../lib/data/manifest/load.js";
import {
  appendRecord,
  definePaper,
  ledgerFile,
  mergeLedgers,
  type Paper,
  type RunRecord,
} from "../../lib/experiment/index.js";
import { checkReports, renderReports, writeReports } from "../../lib/report/index.js";
import { record } from "../experiment/support.js";
import { better, noise, paper, realRows, rows, spec } from "./support.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swath-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const listed = (...papers: readonly Paper[]) =>
  papers.map((one) => ({ slug: one.slug, title: one.title, citation: "cited", paper: one }));

/** A folder with a ledger of these records, in this order. */
async function ledger(name: string, records: readonly RunRecord[]): Promise<string> {
  const out = join(folder, name);
  for (const one of records) await appendRecord(ledgerFile(out, one.paper), one);
  return out;
}

const filesOf = async (out: string, ...papers: readonly Paper[]) =>
  (await renderReports(listed(...(papers.length > 0 ? papers : [paper])), { out })).files;

const shuffled = <T>(list: readonly T[]): readonly T[] =>
  list
    .map((one, i) => [Math.sin(i + 1), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);

describe("the same ledger gives the same reports", () => {
  // Values whose sum depends on the order of adding, curves, stages, a run that was made twice, a failed one.
  const again = rows({ new: [0.3] }).map((row) => ({ ...row, run: "00000000cafe" }));
  const all = [
    ...rows({ new: [0.1, 0.2, 0.3], old: [0.7, 1e-9, 0.1 + 0.2] }, { curves: { loss: [2, 1] } }),
    ...realRows(noise),
    ...rows({ old: [0] }, { outcome: "failed", error: "broken", seed: 7 }),
    ...rows(better, { version: 1 }),
    ...again,
  ];

  it("byte for byte, written twice", async () => {
    const out = await ledger("one", all);
    const first = await writeReports(out, await renderReports(listed(paper), { out }));
    const texts = first.map((file) => readFileSync(file, "utf8"));
    rmSync(join(out, "toy.md"));
    const second = await writeReports(out, await renderReports(listed(paper), { out }));
    expect(second.map((file) => readFileSync(file, "utf8"))).toEqual(texts);
    expect(readdirSync(out).sort()).toEqual(
      ["index.html", "index.md", "ledger", "references.bib", "toy.html", "toy.json", "toy.md"].sort(),
    );
  });

  it("whatever the order of its lines, even where two records of a run are of the same moment", async () => {
    const files = await filesOf(await ledger("one", all));
    expect(await filesOf(await ledger("backwards", [...all].reverse()))).toEqual(files);
    expect(await filesOf(await ledger("shuffled", shuffled(all)))).toEqual(files);
  });

  it("whether it was made by one machine or merged from two", async () => {
    const files = await filesOf(await ledger("one", all));
    const mixed = shuffled(all);
    const [a, b] = [await ledger("a", mixed.slice(0, 14)), await ledger("b", mixed.slice(10))];
    const merged = join(folder, "merged");
    const { added } = await mergeLedgers([ledgerFile(b, "toy"), ledgerFile(a, "toy")], merged);
    expect(added).toEqual({ toy: all.length });
    expect(await filesOf(merged)).toEqual(files);
  });

  it("but for ids, whichever machine made the runs and when", async () => {
    const one = rows(noise, { curves: { loss: [3, 2] } });
    const other = one.map((row, i) => ({ ...row, id: `toy-other-${(7 * i) % one.length}` }));
    const nameless = (files: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => {
          return [name, text.replace(/toy-(other-)?\d+/g, "ID")];
        }),
      );
    expect(nameless(await filesOf(await ledger("other", other)))).toEqual(
      nameless(await filesOf(await ledger("one", one))),
    );
  });
});

describe("a page", () => {
  it("asks the network for nothing", async () => {
    const files = await filesOf(await ledger("one", rows(better, { curves: { loss: [2, 1] } })));
    for (const name of ["toy.html", "index.html"]) {
      const page = files[name] as string;
      expect(page.startsWith("<!doctype html>")).toBe(true);
      for (const [, tag = "", from = ""] of page.matchAll(
        /<(\w+)[^>]*\s(?:src|href|srcset|data|poster)="([^"]*)"/g,
      )) {
        if (tag === "a") continue; // followed by a reader, not by the page
        expect([tag, from.slice(0, 5)]).toEqual([tag, "data:"]);
      }
      expect(page).not.toMatch(/@import|url\(|fetch\(|XMLHttpRequest|<iframe|<object|<embed/);
    }
  });

  it("links only to places that it or its folder has", async () => {
    const files = await filesOf(await ledger("one", rows(better)));
    const page = files["toy.html"] as string;
    const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    expect(ids.size).toBe([...page.matchAll(/\sid="([^"]+)"/g)].length);
    for (const [, to = ""] of page.matchAll(/href="([^"]+)"/g)) {
      if (/^(https?|data):/.test(to)) continue;
      if (to.startsWith("#")) expect(ids).toContain(to.slice(1));
      else expect(files).toHaveProperty([to]);
    }
  });
});

describe("the bibliography", () => {
  const keys = (text: string) => [...text.matchAll(/^@\w+\{([^,]+),$/gm)].map(([, key]) => key);

  it("has each work once, though two papers cite it, and even with other words", async () => {
    const twin = definePaper({
      ...spec,
      slug: "twin",
      cite: { ...spec.cite, key: "twin2001" },
      alsoCite: [{ ...spec.alsoCite![0]!, venue: "in other words" }],
    });
    const out = await ledger("one", [...rows(better), ...rows(better, { paper: "twin" })]);
    const files = await filesOf(out, paper, twin);
    expect(keys(files["references.bib"] as string)).toEqual(["toy2000", "other1999", "twin2001"]);
  });

  it("cites the data sets that an experiment runs on", async () => {
    const about = manifests().find(({ citation }) => citation?.title)!;
    const main = spec.experiments["main"]!;
    const sources = { ...main.sources, toy: { ...main.sources["toy"]!, manifests: [about.id] } };
    const with_ = definePaper({ ...spec, experiments: { main: { ...main, sources } } });
    const files = await filesOf(await ledger("one", rows(better)), with_);
    expect(keys(files["references.bib"] as string)).toContain(about.id);
    expect(files["toy.md"]).toContain(about.citation?.title);
  });

  it("holds what LaTeX would read as commands as text", async () => {
    const files = await filesOf(await ledger("one", rows(better)));
    expect(files["references.bib"]).toContain("title = {{Toys \\& scenes}}");
  });
});

describe("a check", () => {
  async function written() {
    const out = await ledger("one", rows(better));
    await writeReports(out, await renderReports(listed(paper), { out }));
    return out;
  }
  const check = async (out: string) => checkReports(out, await renderReports(listed(paper), { out }));

  it("passes where reports are what the ledger says", async () => {
    expect(await check(await written())).toEqual([]);
  });

  it.each(["toy.md", "toy.html", "toy.json", "index.md", "index.html", "references.bib"])(
    "names file and line where %s was edited",
    async (name) => {
      const file = join(await written(), name);
      const lines = readFileSync(file, "utf8").split("\n");
      const line = lines.findIndex((text) => /\d/.test(text));
      const edited = lines.map((text, i) =>
        i === line ? text.replace(/\d/, (digit) => `${9 - Number(digit)}`) : text,
      );
      writeFileSync(file, edited.join("\n"));
      const [stale, ...others] = await check(join(folder, "one"));
      expect(others).toEqual([]);
      expect(stale).toMatchObject({
        file,
        line: line + 1,
        problem: expect.stringMatching(/^has ".*", the ledger says "/),
      });
    },
  );

  it("names a report that is missing, cut short, or of runs that are gone", async () => {
    const out = await written();
    const text = readFileSync(join(out, "toy.md"), "utf8");
    writeFileSync(join(out, "toy.md"), text.slice(0, text.lastIndexOf("## References")).trimEnd());
    rmSync(join(out, "toy.html"));
    expect((await check(out)).map(({ file, problem }) => [file, problem])).toEqual([
      [join(out, "toy.md"), "ends here, the ledger says more"],
      [join(out, "toy.html"), "is missing"],
    ]);
    rmSync(join(out, "ledger"), { recursive: true });
    expect((await check(out)).map(({ file }) => file)).toContain(join(out, "toy.json"));
  });

  it("fails when the ledger lost a line, or has one more", async () => {
    const out = await written();
    const file = ledgerFile(out, "toy");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, lines.slice(1).join("\n"));
    expect((await check(out)).map(({ file: name }) => name)).toContain(join(out, "toy.md"));
    writeFileSync(file, lines.join("\n"));
    expect(await check(out)).toEqual([]);
    await appendRecord(file, record({ version: 2, variant: "new", metrics: { score: 0.1 }, seed: 9 }));
    expect((await check(out)).length).toBeGreaterThan(0);
  });
});

describe("the index", () => {
  it("has a line for each paper, built or not, run or not, with its verdicts", async () => {
    const out = await ledger("one", rows(better));
    const idle = {
      slug: "idle",
      title: "Idle",
      citation: "nobody",
      paper: definePaper({ ...spec, slug: "idle" }),
    };
    const later = { slug: "later", title: "Later", citation: "nobody" };
    const { files, without } = await renderReports([...listed(paper), idle, later], { out });
    const lines = (files["index.md"] as string).split("\n").filter((line) => line.startsWith("| `"));
    expect(lines).toEqual([
      "| `toy` | [Toys and scenes](toy.md) | pilot, simulated data: 12 runs | 1 supported |",
      "| `idle` | Idle | built, not run | – |",
      "| `later` | Later | not built yet | – |",
    ]);
    expect(files["index.html"]).toContain('<a href="toy.html">Toys and scenes</a>');
    expect(without).toEqual(["idle", "later"]);
    expect(existsSync(join(out, "index.md"))).toBe(false); // rendering writes nothing
  });
});

describe("reports that cannot be written", () => {
  it("are a clear error", async () => {
    writeFileSync(join(folder, "file"), "");
    const rendered = await renderReports(listed(paper), { out: folder });
    await expect(writeReports(join(folder, "file"), rendered)).rejects.toThrow(
      /cannot make the folder .*--out/s,
    );
  });
});
