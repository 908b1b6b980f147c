import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countingRecords, type RunRecord, readLedger } from "../../lib/experiment/index.js";
import { paper } from "../../lib/papers/stad/index.js";
import { type Report, reportSchema } from "../../lib/report/index.js";
import { essence } from "../experiment/support.js";
import { type Said, swath, type TerminalOptions } from "./terminal.js";

// Plain JavaScript starts fastest, and no data folder of this machine plays in.
const { SWATH_DATA: _, ...outer } = process.env;
const env = { ...outer, SWATH_ENGINE: "cpu", NO_COLOR: "1" };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "swath-reproduce-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In the temporary folder, where there is no committed ledger. */
const run = (args: readonly string[], options: TerminalOptions = {}): Promise<Said> =>
  swath(args, { env, cwd: folder, ...options });

/** The eight parts of STAD on one simulated scene: a teacher, three students, curves and checkpoints. */
const small = [
  "reproduce",
  "stad",
  "--scale",
  "smoke",
  "--data",
  "simulated",
  "--only",
  "parts",
  "--seeds",
  "1",
];
const RUNS = 8;

const text = (...path: readonly string[]): string => readFileSync(join(folder, ...path), "utf8");
const ledgerOf = (out: string): Promise<readonly RunRecord[]> =>
  readLedger(join(folder, out, "ledger/stad.jsonl")).then(({ records }) => records);
const counting = async (out: string) => [...countingRecords(await ledgerOf(out)).values()];

const volatile = new Set(
  Object.values(paper.experiments).flatMap(({ metrics }) =>
    Object.entries(metrics).flatMap(([name, metric]) => (metric.volatile ? [name] : [])),
  ),
);

/** A report without what differs from one reproduction to the next: ids, times, figures of the machine. */
function still(out: string): unknown {
  const report = reportSchema.parse(JSON.parse(text(out, "stad.json")));
  const runOf = new Map(report.records.map(({ id, run: name }) => [id, name]));
  const drop = new Set(["seconds", "from", "to", "id", ...volatile]);
  return JSON.parse(
    JSON.stringify(report, (key, value: unknown) => {
      if (drop.has(key)) return undefined;
      return typeof value === "string" ? (runOf.get(value) ?? value) : value;
    }),
  );
}

/** The claims of a report as Markdown: no figure of them depends on the machine. */
const claimsOf = (out: string): string => {
  const report = text(out, "stad.md");
  return report.slice(report.indexOf("## Claims"), report.indexOf("## What was run"));
};

describe("swath reproduce", () => {
  let first: Said;
  beforeAll(async () => {
    first = await run([...small, "--out", "calm"]);
  });

  it("makes ledger, reports and index, and says what it does and what came out", async () => {
    expect([first.code, first.err]).toEqual([0, expect.not.stringContaining("Error")]);
    expect(first.out).toMatch(/^engine {3}cpu · .* · 1 thread$/m);
    expect(first.out).toContain(
      "data     SIMULATED · simulated scenes of 16 × 16 pixels and 6 bands: 1 item\n" +
        `runs     ${RUNS} · 0 in the ledger · ${RUNS} to do\n`,
    );
    expect(first.out).toContain(`report   ${join("calm", "stad.md")} · ${join("calm", "stad.html")}`);
    expect(first.out).toMatch(/^claim \(stad\) +verdict +effect \(95 %\) +counted$/m);
    expect(first.out).toMatch(/not separable at this scale .*1 items × seeds, 1 seed, simulated data$/m);
    expect(await ledgerOf("calm")).toHaveLength(RUNS);
    const report = reportSchema.parse(JSON.parse(text("calm", "stad.json"))) as Report;
    expect(report.runs).toMatchObject([{ scale: "smoke", data: "simulated", runs: RUNS, failed: 0 }]);
    expect(text("calm", "stad.md")).toContain("### Scale smoke, simulated data");
    expect(text("calm", "stad.html")).toContain("Simulated data");
    expect(text("calm", "index.md")).toContain("[Exploring Hyperspectral Anomaly Detection");
    expect(text("calm", "references.bib").match(/^@/gm)?.length).toBeGreaterThanOrEqual(3);
  });

  it("runs nothing the second time", async () => {
    const before = text("calm", "ledger/stad.jsonl");
    const report = text("calm", "stad.md");
    const { code, out } = await run([...small, "--out", "calm"]);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`runs     ${RUNS} · ${RUNS} in the ledger · 0 to do\n`),
    ]);
    expect(text("calm", "ledger/stad.jsonl")).toBe(before);
    expect(text("calm", "stad.md")).toBe(report);
  });

  it("makes one run again by the name that a report gives it, and keeps the older record", async () => {
    const [one] = await ledgerOf("calm");
    const mine = join(folder, "again");
    await run(["ledger", "merge", "calm/ledger/stad.jsonl", "--into", mine]);
    const args = ["reproduce", "stad", "--scale", "smoke", "--seeds", "1", "--run", one!.run, "--fresh"];
    const { code, out } = await run([...args, "--out", mine, "--json"]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { papers: { slug: string }[] }).papers.map(({ slug }) => slug)).toEqual([
      "stad",
    ]);
    const same = (await ledgerOf("again")).filter((record) => record.run === one!.run);
    expect(same).toHaveLength(2);
    expect(essence([same[1]!])).toEqual(essence([one!]));
  });

  it("killed at random moments and resumed comes to the ledger and the report of an undisturbed run", async () => {
    const args = [...small, "--out", "harried"];
    let kills = 0;
    for (let i = 0; i < 10; i++) {
      const said = run(args, {
        watch: (child) => {
          // From the moment that there is something to lose.
          child.stdout?.on("data", (data) => {
            if (String(data).includes("runs  "))
              void sleep(Math.random() * 500).then(() => child.kill("SIGKILL"));
          });
        },
      });
      if ((await said).code === null) kills++;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await run(args)).code).toBe(0);
    expect(essence(await counting("harried"))).toEqual(essence(await counting("calm")));
    expect(still("harried")).toEqual(still("calm"));
    expect(claimsOf("harried")).toBe(claimsOf("calm"));
  });

  it("stops at Ctrl-C with a clear message and code 130, and goes on later", async () => {
    const args = [...small, "--out", "stopped"];
    const { code, err } = await run(args, { interruptAt: /runs +8/ });
    expect([code, err]).toEqual([130, expect.stringContaining("ABORTED  reproduce: stopped in stad")]);
    expect(err).toContain(join("stopped", "ledger"));
    expect(err).toContain("mend  the same command goes on where it was");
    const done = (await ledgerOf("stopped")).length;
    expect(done).toBeLessThan(RUNS);
    const { out } = await run(args);
    expect(out).toContain(`runs     ${RUNS} · ${done} in the ledger · ${RUNS - done} to do`);
    expect(essence(await counting("stopped"))).toEqual(essence(await counting("calm")));
    expect(still("stopped")).toEqual(still("calm"));
  });

  it("sets the committed figures beside, and the check of such a report passes too", async () => {
    await run(["ledger", "merge", "calm/ledger/stad.jsonl", "--into", "elsewhere/reports"]);
    const cwd = join(folder, "elsewhere");
    const { code } = await run([...small, "--out", "mine"], { cwd });
    expect(code).toBe(0);
    expect(text("elsewhere/mine/stad.md")).toContain("AUC(D,F), committed | difference |");
    expect((await run(["report", "--check", "--out", "mine"], { cwd })).code).toBe(0);
  });

  it("names the line of a damaged ledger, and makes only the run that it lost again", async () => {
    await run(["ledger", "merge", "calm/ledger/stad.jsonl", "--into", "damaged"]);
    const file = join(folder, "damaged/ledger/stad.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], lines[1]?.slice(0, 200), ...lines.slice(2)].join("\n"));
    const { code, out } = await run([...small, "--out", "damaged"]);
    expect(code).toBe(0);
    expect(out).toContain(`runs     ${RUNS} · ${RUNS - 1} in the ledger · 1 to do`);
    expect(out).toMatch(/ledger {3}damaged\/ledger\/stad\.jsonl:2 no JSON/);
    expect(await ledgerOf("damaged")).toHaveLength(RUNS);
    const report = await run(["report", "--out", "damaged"]);
    expect([report.code, report.err]).toEqual([
      0,
      expect.stringMatching(/^damaged\/ledger\/stad\.jsonl:2 no JSON/),
    ]);
  });
});

describe("swath reproduce refuses with exit code 2", () => {
  it.each([
    ["a paper that there is not", ["nope"], /there is no paper "nope"\n {2}mend {2}take one of .*stad/],
    [
      "a scale that there is not",
      ["stad", "--scale", "huge"],
      /--scale huge\n {2}mend {2}take one of smoke, pilot, lab, paper/,
    ],
    [
      "data that there are not",
      ["stad", "--data", "some"],
      /--data some\n {2}mend {2}take one of auto, real, simulated/,
    ],
    ["no seed at all", ["stad", "--seeds", "0"], /--seeds 0\n {2}mend {2}give a whole number, 1 or more/],
    [
      "an experiment that there is not",
      ["stad", "--only", "nope"],
      /stad has no experiment nope\n.*it has detectors, parts/,
    ],
    [
      "a variant that there is not",
      ["stad", "--scale", "smoke", "--only", "parts/nope"],
      /variants +stad, untrained/,
    ],
    ["both --fresh and --resume", ["stad", "--fresh", "--resume"], /give one of both/],
  ])("%s", async (_words, args, message) => {
    const { code, out, err } = await run(["reproduce", ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(err).toMatch(/^SwathError USAGE/);
    expect(out).not.toContain("report   ");
  });
});

it("swath reproduce says at once that a folder cannot be written", async () => {
  writeFileSync(join(folder, "file"), "");
  const { code, err } = await run([...small, "--out", "file/inside"]);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("IO  reproduce: cannot write in file/inside (ENOTDIR)"),
  ]);
  expect(err).toContain("--out");
});

describe("swath report", () => {
  beforeAll(async () => {
    await run([...small, "--out", "kept"]);
  });
  const check = () => run(["report", "--check", "--out", "kept"]);
  const file = () => join(folder, "kept/stad.md");

  it("--check passes where reports are what the ledger says", async () => {
    expect(await check()).toEqual({ code: 0, out: "6 files in kept are what the ledger says\n", err: "" });
  });

  it("--check fails with file and line after a figure was edited, and report mends it", async () => {
    const before = readFileSync(file(), "utf8");
    const lines = before.split("\n");
    const line = lines.findIndex((one) => one.startsWith("| STAD |"));
    lines[line] = (lines[line] as string).replace(/0\.\d/, "0.0");
    writeFileSync(file(), lines.join("\n"));
    const { code, out } = await check();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^kept/stad\\.md:${line + 1} has ".*", the ledger says ".*"$`, "m"));
    expect(out).toContain("generate them again: swath report --out kept");
    const stale = await run(["report", "stad", "--check", "--json", "--out", "kept"]);
    expect([stale.code, JSON.parse(stale.out)]).toMatchObject([
      1,
      { stale: [{ file: "kept/stad.md", line: line + 1 }] },
    ]);
    expect((await run(["report", "--out", "kept"])).out.split("\n")).toContain("kept/stad.md");
    expect(readFileSync(file(), "utf8")).toBe(before);
    expect((await check()).code).toBe(0);
  });

  it("--check fails after a line of the ledger was taken away, and after one was added", async () => {
    const ledger = join(folder, "kept/ledger/stad.jsonl");
    const all = readFileSync(ledger, "utf8");
    writeFileSync(ledger, all.split("\n").slice(1).join("\n"));
    const less = await check();
    expect([less.code, less.out]).toEqual([1, expect.stringMatching(/^kept\/stad\.md:\d+ has /m)]);
    writeFileSync(ledger, all);
    expect((await check()).code).toBe(0);
    const [one] = await ledgerOf("kept");
    appendFileSync(ledger, `${JSON.stringify({ ...one, id: "another", run: "0123456789ab", seed: 99 })}\n`);
    expect((await check()).code).toBe(1);
    writeFileSync(ledger, all);
  });

  it("of a paper that was not run says how to run it", async () => {
    for (const args of [
      ["report", "stad"],
      ["report", "stad", "--check"],
    ]) {
      const { code, err } = await run([...args, "--out", "empty"]);
      expect([code, err]).toEqual([1, expect.stringContaining("the ledger in empty has no run of stad")]);
      expect(err).toContain("swath reproduce stad --out empty");
    }
    expect((await run(["report", "nope"])).code).toBe(2);
  });
});

describe("swath papers", () => {
  it("names the ten with their state, in words and as JSON", async () => {
    const words = await run(["papers", "--out", "calm"]);
    expect(words.code).toBe(0);
    const slugs = [...words.out.matchAll(/^([a-z]+) +\S/gm)].map(([, slug]) => slug);
    expect(slugs).toHaveLength(10);
    expect(words.out).toMatch(
      /^stad .*\n {10}smoke, simulated data: 8 runs · .*not separable at this scale/m,
    );
    const { code, out } = await run(["papers", "--out", "calm", "--json"]);
    const { papers } = JSON.parse(out) as { papers: { slug: string; built: boolean; verdicts: object }[] };
    expect([code, papers.map(({ slug }) => slug)]).toEqual([0, slugs]);
    expect(papers.find(({ slug }) => slug === "stad")).toMatchObject({
      built: true,
      state: "smoke, simulated data: 8 runs",
      verdicts: { "not tested": 4, "not separable at this scale": 4 },
    });
  });
});

describe("swath ledger", () => {
  it("show prints a record in words, with the command that makes it again, or whole as JSON", async () => {
    const [one] = await ledgerOf("calm");
    const words = await run(["ledger", "show", one!.id, "--out", "calm"]);
    expect([words.code, words.err]).toEqual([0, ""]);
    expect(words.out).toMatch(new RegExp(`^record +${one!.id}$`, "m"));
    expect(words.out).toMatch(/^data +simulated\/anomalies\/1 · SIMULATED by /m);
    expect(words.out).toContain(`auc ${one!.metrics["auc"]}`);
    expect(words.out).toContain(`swath reproduce stad --scale smoke --run ${one!.run} --fresh`);
    const json = await run(["ledger", "show", one!.run, "--out", "calm", "--json"]);
    expect(JSON.parse(json.out)).toEqual({ records: [one] });
  });

  it("show lists many records by a line each, and knows when there is none", async () => {
    const many = await run(["ledger", "show", "stad-", "--out", "calm"]);
    expect(many.out.trim().split("\n")).toHaveLength(RUNS);
    expect(many.out).toMatch(
      /^stad-\w+-\d+-\w+ {2}smoke · parts · .* · simulated\/anomalies\/1 · seed 1 · done$/m,
    );
    const none = await run(["ledger", "show", "zzz", "--out", "calm"]);
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringContaining("no record in calm/ledger begins with zzz"),
    ]);
  });

  it("merge adds what is new, and gives the same report", async () => {
    const lines = text("calm", "ledger/stad.jsonl").trim().split("\n");
    const [a, b] = ["a.jsonl", "b.jsonl"].map((name) => join(folder, name)) as [string, string];
    writeFileSync(a, `${lines.slice(0, 5).join("\n")}\n`);
    writeFileSync(b, `${lines.slice(3).reverse().join("\n")}\n`);
    const words = await run(["ledger", "merge", a, b, "--into", "merged"]);
    expect(words).toEqual({
      code: 0,
      out: "stad      8 records added\n2 records were there already\n",
      err: "",
    });
    const again = await run(["ledger", "merge", b, "--into", "merged", "--json"]);
    expect(JSON.parse(again.out)).toEqual({ added: {}, known: 5, damaged: [] });
    await run(["report", "--out", "merged"]);
    for (const name of ["stad.md", "stad.json"]) expect(text("merged", name)).toBe(text("calm", name));
  });

  it("merge refuses a file that is not there, and names the line of one that is damaged", async () => {
    const gone = await run(["ledger", "merge", "gone.jsonl", "--into", "merged"]);
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining("there is no file gone.jsonl")]);
    writeFileSync(join(folder, "bad.jsonl"), "no record\n");
    const bad = await run(["ledger", "merge", "bad.jsonl", "--into", "merged"]);
    expect(bad.err).toMatch(/^bad\.jsonl:1 no JSON/);
  });
});
