import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  definePaper,
  experiment,
  ledgerFile,
  type Paper,
  type Progress,
  planPaper,
  type Result,
  type Run,
  readLedger,
  reproduce,
  simulatedSource,
} from "../../lib/experiment/index.js";
import { folder } from "./support.js";

/** A paper whose two variants do what a test says. */
function paperThat(run: (run: Run<{ readonly steps: number }, number>) => Promise<Result>): Paper {
  const plan = { data: ["toy"], seeds: [0, 1], setting: { steps: 2 }, differs: "a toy" };
  const main = experiment({
    question: "?",
    variants: { a: { title: "a", means: "a" }, b: { title: "b", means: "b" } },
    metrics: { score: { title: "score", better: "higher" } },
    sources: { toy: simulatedSource("toy", { title: "toy", load: async () => 1 }) },
    scales: { smoke: plan, pilot: plan, lab: plan, paper: plan },
    run,
  });
  const cite = { key: "toy", authors: ["nobody"], title: "Toys", venue: "nowhere", year: 2000 };
  const experiments = { main };
  return definePaper({
    slug: "toy",
    title: "Toys",
    cite,
    summary: "",
    version: 1,
    published: [],
    experiments,
    claims: [],
  });
}

const recordsOf = async (out: string) => (await readLedger(ledgerFile(out, "toy"))).records;

describe("a run that fails", () => {
  it("is recorded with its words, the others go on, and it is tried again", async () => {
    const out = folder();
    let broken = true;
    const paper = paperThat(async ({ variant, seed }) => {
      if (broken && variant === "a") throw new TypeError(`no good at seed ${seed}`);
      return { metrics: { score: 1 } };
    });
    expect(await reproduce(paper, { scale: "smoke", out })).toMatchObject({ made: 4, known: 0, failed: 2 });
    const failed = (await recordsOf(out)).filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ error }) => error)).toEqual([
      "TypeError: no good at seed 0",
      "TypeError: no good at seed 1",
    ]);
    broken = false;
    expect(await reproduce(paper, { scale: "smoke", out })).toMatchObject({ made: 2, known: 2, failed: 0 });
    expect(await recordsOf(out)).toHaveLength(6); // the failures stay
  });

  it.each([
    [
      "gives a metric that is not defined",
      { metrics: { auc: 1 } },
      "VALUE reproduce: the run gave the metric auc, the experiment has score",
    ],
    [
      "gives a metric that is no number",
      { metrics: { score: null } },
      "VALUE reproduce: the metric score is null",
    ],
    [
      "gives a picture of another size",
      { metrics: {}, pictures: { map: { title: "m", width: 2, height: 2, data: new Float32Array(3) } } },
      "SHAPE reproduce: the picture map has 3 values for 2 x 2",
    ],
  ])("because it %s says so", async (_, result, words) => {
    const out = folder();
    await reproduce(
      paperThat(async () => result as unknown as Result),
      { scale: "smoke", out, seeds: 1 },
    );
    expect((await recordsOf(out))[0]?.error).toContain(words);
  });

  it("after it went on from a checkpoint begins anew the next time", async () => {
    const out = folder();
    const seen: boolean[] = [];
    const paper = paperThat(async ({ checkpoint }) => {
      seen.push((await checkpoint.load()) !== undefined);
      await checkpoint.save({ at: { shape: [1], data: Int32Array.of(1) } }, { force: true });
      throw new Error("again");
    });
    const options = { scale: "smoke", out, seeds: 1, only: { variant: "a" } } as const;
    for (let i = 0; i < 3; i++) await reproduce(paper, options);
    expect(seen).toEqual([false, true, false]);
    expect((await recordsOf(out)).map(({ attempts }) => attempts)).toEqual([1, 2, 1]);
  });
});

describe("what a run found", () => {
  it("is written with words for what is no finite number, and with thinned curves", async () => {
    const out = folder();
    const loss = Array.from({ length: 1001 }, (_, i) => (i === 1000 ? Number.POSITIVE_INFINITY : i));
    const paper = paperThat(async () => ({ metrics: { score: Number.NaN }, curves: { loss } }));
    await reproduce(paper, { scale: "smoke", out, seeds: 1 });
    const [first] = await recordsOf(out);
    expect(first?.outcome).toBe("done");
    expect(first?.metrics).toEqual({ score: "NaN" });
    expect(first?.curves["loss"]).toHaveLength(400);
    expect([first?.curves["loss"]?.[0], first?.curves["loss"]?.at(-1)]).toEqual([0, "Infinity"]);
    expect(readFileSync(ledgerFile(out, "toy"), "utf8")).not.toContain("null,");
  });
});

describe("made afresh", () => {
  it("runs and stages are made again, once each, and older records stay", async () => {
    const out = folder();
    let [runs, stages] = [0, 0];
    const paper = paperThat(async ({ stage }) => {
      runs++;
      await stage("net", async () => {
        stages++;
        return { w: { shape: [1], data: Float32Array.of(1) } };
      });
      return { metrics: { score: 1 } };
    });
    await reproduce(paper, { scale: "smoke", out });
    expect([runs, stages]).toEqual([4, 2]); // one a seed
    expect(await reproduce(paper, { scale: "smoke", out, fresh: true })).toMatchObject({ made: 4, known: 0 });
    expect([runs, stages]).toEqual([8, 4]);
    expect(await recordsOf(out)).toHaveLength(8);
  });
});

describe("stages", () => {
  it("are named in every record that used them, with what they took, and shared where nothing differs", async () => {
    const out = folder();
    let made = 0;
    const paper = paperThat(async ({ stage, variant }) => {
      const make = async () => {
        made++;
        return { w: { shape: [1], data: Float32Array.of(made) } };
      };
      await stage("seedless", make, { seedless: true });
      await stage("of data", make, { inputs: [variant] });
      return { metrics: { score: 1 } };
    });
    await reproduce(paper, { scale: "smoke", out });
    expect(made).toBe(1 + 4);
    const records = await recordsOf(out);
    expect(new Set(records.map(({ stages }) => stages[0]?.id)).size).toBe(1);
    expect(new Set(records.map(({ stages }) => stages[1]?.id)).size).toBe(4);
    expect(records.every(({ stages }) => stages.map(({ name }) => name).join() === "seedless,of data")).toBe(
      true,
    );
  });

  it("that are damaged on disk are made again", async () => {
    const out = folder();
    const paper = paperThat(async ({ stage }) => {
      const { w } = await stage("net", async () => ({ w: { shape: [1], data: Float32Array.of(7) } }), {
        seedless: true,
      });
      return { metrics: { score: w?.data[0] as number } };
    });
    await reproduce(paper, { scale: "smoke", out, seeds: 1 });
    const [file] = readdirSync(join(out, "work/stages"));
    writeFileSync(join(out, "work/stages", file as string), "half a fi");
    await reproduce(paper, { scale: "smoke", out });
    expect((await recordsOf(out)).map(({ metrics }) => metrics["score"])).toEqual([7, 7, 7, 7]);
  });
});

describe("progress", () => {
  it("tells the plan, each run, and how long the rest takes as soon as that is known", async () => {
    const out = folder();
    const heard: Progress[] = [];
    const paper = paperThat(async ({ report }) => {
      report(0.5, "half way");
      return { metrics: { score: 1 } };
    });
    await reproduce(paper, { scale: "smoke", out, onProgress: (one) => heard.push(one) });
    expect(heard[0]).toMatchObject({
      type: "plan",
      total: 4,
      known: 0,
      todo: 4,
      seconds: undefined,
      damaged: [],
    });
    expect(heard.filter(({ type }) => type === "begin")).toHaveLength(4);
    const ends = heard.flatMap((one) =>
      one.type === "end" ? [[one.done, one.todo, typeof one.seconds]] : [],
    );
    expect(ends).toEqual([1, 2, 3, 4].map((done) => [done, 4, "number"]));
    expect(heard.find(({ type }) => type === "work")).toMatchObject({ fraction: 0.5, words: "half way" });
    heard.length = 0;
    await reproduce(paper, { scale: "smoke", out, seeds: 3, onProgress: (one) => heard.push(one) });
    expect(heard[0]).toMatchObject({
      type: "plan",
      total: 6,
      known: 4,
      todo: 2,
      seconds: expect.any(Number),
    });
  });
});

describe("a folder", () => {
  const paper = paperThat(async () => ({ metrics: { score: 1 } }));

  it("that cannot be written is an error before any work", async () => {
    const out = join(folder(), "file");
    writeFileSync(out, "");
    await expect(reproduce(paper, { scale: "smoke", out })).rejects.toThrow(
      /^reproduce: cannot write in .*ENOTDIR.*--out/s,
    );
  });

  it("keeps unfinished work out of git by itself", async () => {
    const out = folder();
    await reproduce(paper, { scale: "smoke", out });
    expect(readFileSync(join(out, "work/.gitignore"), "utf8")).toContain("*");
  });

  it("with the lock of a process that is gone is no hindrance", async () => {
    const out = folder();
    await reproduce(paper, { scale: "smoke", out, only: { variant: "b" } });
    const { runs } = await planPaper(paper, { scale: "smoke", only: { variant: "a" } });
    const host = hostname();
    const gone = [
      { pid: 999_999_999, host, since: "1" },
      { pid: 1, host, since: "of another process that had the number" },
    ];
    for (const [i, holder] of gone.entries()) {
      writeFileSync(join(out, `work/runs/toy-${runs[i]?.run}.safetensors.lock`), JSON.stringify(holder));
    }
    expect(await reproduce(paper, { scale: "smoke", out })).toMatchObject({ made: 2, known: 2 });
    expect(readdirSync(join(out, "work/runs"))).toEqual([]);
  });
});

it("stopped before it begins, it makes nothing", async () => {
  const paper = paperThat(async () => ({ metrics: { score: 1 } }));
  const out = folder();
  const signal = AbortSignal.abort();
  await expect(reproduce(paper, { scale: "smoke", out, signal })).rejects.toMatchObject({ code: "ABORTED" });
  expect(await recordsOf(out)).toEqual([]);
});

it("worker processes need to know where a paper's definition is", async () => {
  const paper = paperThat(async () => ({ metrics: { score: 1 } }));
  await expect(reproduce(paper, { scale: "smoke", out: folder(), workers: 2 })).rejects.toThrow(
    /give module, the URL/,
  );
  await expect(reproduce(paper, { scale: "smoke", out: folder(), workers: 1.5 })).rejects.toThrow(
    "1.5 workers",
  );
});

it("what a process left that was killed between its record and tidying up goes at the next start", async () => {
  const out = folder();
  const paper = paperThat(async () => ({ metrics: { score: 1 } }));
  const { records } = await reproduce(paper, { scale: "smoke", out });
  const file = join(out, `work/runs/toy-${records[0]?.run}.safetensors`);
  writeFileSync(file, "a checkpoint");
  writeFileSync(`${file}.lock`, JSON.stringify({ pid: 999_999_999, host: hostname(), since: "1" }));
  const half = join(out, "work/runs/.toy.safetensors.1.0.part");
  writeFileSync(half, "");
  utimesSync(half, 0, 0);
  await reproduce(paper, { scale: "smoke", out });
  expect(readdirSync(join(out, "work/runs"))).toEqual([]);
});

describe("a stage that is made from another", () => {
  const number = (value: number) => ({ value: { shape: [1], data: Float64Array.of(value) } });
  const paper = paperThat(async ({ stage }) => {
    const inner = () => stage("inner", async () => sleep(300).then(() => number(1)));
    const outer = await stage("outer", async () => {
      const from = await inner();
      return number(1 + (from["value"]?.data[0] as number));
    });
    return { metrics: { score: outer["value"]?.data[0] as number } };
  });

  it("is not counted twice: no run took less than no time (it did: -6.4 s)", async () => {
    const { records } = await reproduce(paper, { scale: "smoke", out: folder() });
    expect(records).toHaveLength(4);
    for (const { seconds, stages } of records) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      const [inner, outer] = stages;
      expect(inner?.seconds).toBeGreaterThan(0.29);
      expect(outer?.seconds).toBeLessThan(inner?.seconds as number);
    }
  });

  it("is named with it by every run that used it, not only by the one that made it", async () => {
    const out = folder();
    await reproduce(paper, { scale: "smoke", out, only: { variant: "a" } });
    const { records } = await reproduce(paper, { scale: "smoke", out });
    const named = records.map(({ stages }) => stages.map(({ name }) => name));
    expect(named).toEqual(records.map(() => ["inner", "outer"]));
  });
});
