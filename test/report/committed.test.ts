import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listed } from "../../lib/cli/support/report.js";
import { readLedger } from "../../lib/experiment/index.js";
import { papers } from "../../lib/papers/index.js";
import { checkReports, renderReports } from "../../lib/report/index.js";
import { root } from "../headless/support.js";

const out = join(root, "reports");
const ledgers = readdirSync(join(out, "ledger")).filter((name) => name.endsWith(".jsonl"));
const records = (
  await Promise.all(
    ledgers.map(async (name) => {
      const { records: read, damaged } = await readLedger(join(out, "ledger", name));
      expect(damaged).toEqual([]);
      return read;
    }),
  )
).flat();

describe("the committed reports", () => {
  it("say what their ledger says", async () => {
    expect(await checkReports(out, await renderReports(await listed(), { out }))).toEqual([]);
  });

  it("have a ledger for every paper that is built", async () => {
    const built = (await listed()).flatMap(({ slug, paper }) => (paper ? [`${slug}.jsonl`] : []));
    expect(ledgers.sort()).toEqual(built.sort());
  });

  it("rest on runs of clean checkouts with the native engine", () => {
    const bad = records.filter(
      ({ environment: { clean, engine } }) => clean !== true || engine.name !== "native",
    );
    expect(bad.map(({ id }) => id)).toEqual([]);
  });

  it("give every claim of every paper a verdict that was tested", async () => {
    const { reports } = await renderReports(await listed(), { out });
    const untested = reports.flatMap(({ slug, claims }) =>
      claims
        .filter(({ judgements }) => judgements.every(({ verdict }) => verdict === "not tested"))
        .map(({ id }) => `${slug}: ${id}`),
    );
    expect(untested).toEqual([]);
  });

  it("come with no picture of a real scene", () => {
    const simulated = new Set(
      records
        .filter(({ origin }) => origin.kind === "simulated")
        .flatMap(({ pictures }) => Object.values(pictures).map(({ sha256 }) => `${sha256}.png`)),
    );
    const folder = join(out, "ledger", "pictures");
    const there = existsSync(folder) ? readdirSync(folder) : [];
    expect(there.filter((name) => !simulated.has(name))).toEqual([]);
  });

  it("are what the README's table of papers says", () => {
    const slugs = papers.map(({ slug }) => slug);
    const rows = (text: string) =>
      text.split("\n").filter((line) => slugs.some((slug) => line.startsWith(`| \`${slug}\` |`)));
    const index = rows(readFileSync(join(out, "index.md"), "utf8"));
    expect(index.length).toBe(10);
    const linked = index.map((row) => row.replace(/\]\(([a-z]+\.md)\)/, "](reports/$1)"));
    expect(rows(readFileSync(join(root, "README.md"), "utf8"))).toEqual(linked);
  });
});
