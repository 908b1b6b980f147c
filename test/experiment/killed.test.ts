import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { findNative } from "../../lib/device/provision/index.js";
import { countingRecords, judge, ledgerFile, paired, readLedger } from "../../lib/experiment/index.js";
import { counts, essence, folder, start } from "./support.js";

const RUNS = 18;

async function ledgerOf(out: string) {
  const { records, damaged } = await readLedger(ledgerFile(out, "tiny"));
  return { records, damaged, counting: [...countingRecords(records).values()] };
}

const claim = {
  id: "full-beats-plain",
  says: "full beats plain",
  source: "us",
  experiment: "main",
  test: paired({ a: "full", b: "plain", metric: "score", units: "items x seeds" }),
};
const judged = (records: Awaited<ReturnType<typeof ledgerOf>>["records"]) =>
  judge(claim, { version: 1 }, records).map(
    ({ verdict, scale, data, effect: { records: _, ...effect } }) => ({
      verdict,
      scale,
      data,
      effect,
    }),
  );

describe("a reproduction", () => {
  it("that was killed at ten random moments comes to the ledger and the verdicts of an undisturbed one", async () => {
    const [calm, harried] = [folder(), folder()];
    await start({ out: calm }).ended;
    let kills = 0;
    for (let i = 0; i < 10; i++) {
      const { child, began, ended } = start({ out: harried }, { TINY_PAUSE: "15" });
      await began;
      await sleep(Math.random() * 140);
      child.kill("SIGKILL");
      const { killed } = await ended;
      if (killed) kills++;
    }
    expect(kills).toBe(10);
    const last = counts(await start({ out: harried }).ended);
    expect(last.made + last.known).toBe(RUNS);
    expect(last.failed).toBe(0);
    const [a, b] = [await ledgerOf(calm), await ledgerOf(harried)];
    expect(b.counting).toHaveLength(RUNS);
    expect(essence(b.counting)).toEqual(essence(a.counting));
    expect(judged(b.records)).toEqual(judged(a.records));
    expect(judged(b.records)[0]?.verdict).toBe("supported");
    // Checkpoints and locks are gone; of a file that was killed half written the half stays for a while.
    const left = readdirSync(join(harried, "work/runs"));
    expect(left.filter((name) => !name.endsWith(".part"))).toEqual([]);
  });

  it("goes on from the checkpoint of the run and of the stage that was killed", async () => {
    const out = folder();
    const { child, began, ended } = start({ out }, { TINY_PAUSE: "60" });
    await began;
    await until(() => has(join(out, "work/stages"), ".checkpoint"));
    child.kill("SIGKILL");
    await ended;
    expect(has(join(out, "work/stages"), ".checkpoint")).toBe(true);
    const again = start({ out, only: { variant: "full", item: "simulated/toy/1" }, seeds: 1 });
    counts(await again.ended);
    const { records } = await ledgerOf(out);
    const calm = folder();
    await start({ out: calm, only: { variant: "full", item: "simulated/toy/1" }, seeds: 1 }).ended;
    expect(essence(records)).toEqual(essence((await ledgerOf(calm)).records));
  });

  it("counts the attempts of a run that was killed", async () => {
    const out = folder();
    const only = { variant: "full", item: "simulated/toy/1" };
    const first = start({ out, only, seeds: 1 }, { TINY_PAUSE: "50" });
    await first.began;
    await until(() => has(join(out, "work/runs"), ".safetensors"));
    first.child.kill("SIGKILL");
    await first.ended;
    counts(await start({ out, only, seeds: 1 }).ended);
    const { records } = await ledgerOf(out);
    expect(records.map(({ attempts }) => attempts)).toEqual([2]);
  });

  it("is not made again when the ledger has it", async () => {
    const out = folder();
    expect(counts(await start({ out }).ended)).toEqual({ made: RUNS, known: 0, failed: 0 });
    const before = readFileSync(ledgerFile(out, "tiny"), "utf8");
    expect(counts(await start({ out }).ended)).toEqual({ made: 0, known: RUNS, failed: 0 });
    expect(readFileSync(ledgerFile(out, "tiny"), "utf8")).toBe(before);
  });

  it.each([
    ["whose work listens", {}, { TINY_PAUSE: "300" }],
    ["whose work does not listen", {}, { TINY_DEAF: "wait" }],
    ["whose workers compute without a pause", { workers: 2 }, { TINY_DEAF: "busy" }],
  ])("%s stops at Ctrl-C, and goes on later", async (_, options, env) => {
    const out = folder();
    const { child, began, ended } = start({ out, ...options }, env);
    await began;
    await sleep(100);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([3, expect.stringContaining("ABORTED reproduce: stopped; run it again")]);
    expect((await ledgerOf(out)).records).toEqual([]); // it did not wait for the work
    expect(counts(await start({ out }).ended)).toEqual({ made: RUNS, known: 0, failed: 0 });
  });
});

describe("two reproductions at once", () => {
  it("share the work: each run is made once", async () => {
    const out = folder();
    const both = [start({ out }), start({ out })];
    const [a, b] = await Promise.all(both.map(async ({ ended }) => counts(await ended)));
    expect((a as { made: number }).made + (b as { made: number }).made).toBe(RUNS);
    const { records, damaged } = await ledgerOf(out);
    expect([records.length, damaged.length]).toEqual([RUNS, 0]);
  });
});

describe("worker processes", () => {
  it("come to the same ledger as one process", async () => {
    const [one, three] = [folder(), folder()];
    const [a, b] = await Promise.all([start({ out: one }).ended, start({ out: three, workers: 3 }).ended]);
    expect(counts(b)).toEqual(counts(a));
    expect(essence((await ledgerOf(three)).records)).toEqual(essence((await ledgerOf(one)).records));
  });

  it("that are killed take their run down with them after the second time, and no other", async () => {
    const out = folder();
    const ended = await start({ out, workers: 2, seeds: 1 }, { TINY_DIE: "plain" }).ended;
    expect(counts(ended)).toEqual({ made: 6, known: 0, failed: 2 });
    const { records } = await ledgerOf(out);
    const failed = records.filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ variant, error, attempts }) => [variant, error, attempts])).toEqual([
      ["plain", "its process ended with SIGKILL", 2],
      ["plain", "its process ended with SIGKILL", 2],
    ]);
    expect(counts(await start({ out, workers: 2, seeds: 1 }).ended)).toEqual({
      made: 2,
      known: 4,
      failed: 0,
    });
  });

  it.skipIf(!findNative().found)("share the cores (where the native engine is)", async () => {
    const out = folder();
    counts(await start({ out, workers: 2, seeds: 1 }, { SWATH_ENGINE: "native" }).ended);
    const { records } = await ledgerOf(out);
    const share = Math.max(1, Math.floor(availableParallelism() / 2));
    expect(
      new Set(records.map(({ environment }) => `${environment.engine.name} ${environment.engine.threads}`)),
    ).toEqual(new Set([`native ${share}`]));
  });

  it("end when the process that started them was killed", async () => {
    const out = folder();
    const { child, began, ended } = start({ out, workers: 2 }, { TINY_PAUSE: "40" });
    await began;
    await until(() => has(join(out, "work/stages"), ".checkpoint"));
    const workers = childrenOf(child.pid as number);
    expect(workers.length).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    for (let i = 0; i < 100 && workers.some(isAlive); i++) await sleep(50);
    expect(workers.filter(isAlive)).toEqual([]);
    const { made, known } = counts(await start({ out }).ended);
    expect(made + known).toBe(RUNS);
  });
});

const has = (path: string, ending: string): boolean =>
  existsSync(path) && readdirSync(path).some((name) => name.endsWith(ending));

/** Waits for what another process does. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await sleep(10);
  if (!condition()) throw new Error("it did not happen in 20 s");
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}
