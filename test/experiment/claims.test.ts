import { describe, expect, it } from "vitest";
import { effectOf, judge, level, paired, type RunRecord } from "../../lib/experiment/index.js";
import { record } from "./support.js";

const test = paired({ a: "new", b: "old", metric: "score", units: "seeds" });
const claim = { id: "new-beats-old", says: "new beats old", source: "abstract", experiment: "main", test };
const real = { kind: "real", dataset: "toy", sha256: "a".repeat(64) } as const;

/** One run a seed of each variant, with these scores. */
const rows = (scores: Readonly<Record<string, readonly number[]>>, facts: Partial<RunRecord> = {}) =>
  Object.entries(scores).flatMap(([variant, list]) =>
    list.map((score, seed) => record({ variant, seed, metrics: { score }, ...facts })),
  );
const verdicts = (records: readonly RunRecord[], paper: Parameters<typeof judge>[1] = { version: 1 }) =>
  judge(claim, paper, records).map(({ scale, data, verdict }) => `${scale} ${data}: ${verdict}`);

describe("a claim is", () => {
  it("supported by rows in which it is true", () => {
    const [one] = judge(claim, { version: 1 }, rows({ new: [0.9, 0.92, 0.91], old: [0.8, 0.81, 0.82] }));
    expect(one?.verdict).toBe("supported");
    expect(one?.effect).toMatchObject({
      what: "score: new minus old",
      n: 3,
      seeds: 3,
      units: "seeds",
      p: 0.25,
    });
    expect(one?.effect.effect).toBeAllClose(0.1);
    expect(one?.effect.interval?.method).toBe("t");
    expect(one?.effect.records).toHaveLength(6);
  });

  it("told in the titles of the experiment, where they are known", () => {
    const experiments = {
      main: {
        variants: { new: { title: "the new way", means: "" }, old: { title: "the old way", means: "" } },
        metrics: { score: { title: "Score", better: "higher" } },
      },
    };
    const paper = { version: 1, experiments } as unknown as Parameters<typeof judge>[1];
    const [one] = judge(claim, paper, rows({ new: [0.9], old: [0.8] }));
    expect(one?.effect.what).toBe("Score: the new way minus the old way");
    const bounded = { ...claim, test: level({ variant: "new", metric: "score", below: 5, units: "seeds" }) };
    expect(judge(bounded, paper, [])[0]?.effect.what).toBe("5 minus Score of the new way");
  });

  it("contradicted by rows in which it is false", () => {
    expect(verdicts(rows({ new: [0.8, 0.81, 0.82], old: [0.9, 0.92, 0.91] }))).toEqual([
      "pilot simulated: contradicted",
    ]);
  });

  it("not separable by rows that lie on both sides, nor by a single one", () => {
    expect(verdicts(rows({ new: [0.9, 0.7, 0.8], old: [0.8, 0.8, 0.8] }))).toEqual([
      "pilot simulated: not separable at this scale",
    ]);
    expect(verdicts(rows({ new: [0.9], old: [0.1] }))).toEqual([
      "pilot simulated: not separable at this scale",
    ]);
  });

  it("not tested without runs, and without pairs", () => {
    expect(judge(claim, { version: 1 }, [])[0]?.verdict).toBe("not tested");
    expect(verdicts(rows({ new: [0.9, 0.9] }))).toEqual(["pilot simulated: not tested"]);
    expect(
      verdicts([...rows({ new: [0.9] }), record({ variant: "old", seed: 1, metrics: { score: 0.1 } })]),
    ).toEqual(["pilot simulated: not tested"]);
  });

  it("judged apart on real and simulated data, on each scale, and never on runs of another version or experiment", () => {
    const good = { new: [0.9, 0.92], old: [0.8, 0.82] };
    const bad = { new: [0.8, 0.82], old: [0.9, 0.92] };
    const all = [
      ...rows(good, { origin: real, item: "toy/1" }),
      ...rows(bad),
      ...rows(bad, { scale: "lab", origin: real, item: "toy/1" }),
      ...rows(bad, { version: 2, origin: real, item: "toy/1" }),
      ...rows(bad, { experiment: "other", origin: real, item: "toy/1" }),
      ...rows(bad, { outcome: "failed", origin: real, item: "toy/2" }),
    ];
    expect(verdicts(all)).toEqual([
      "lab real: contradicted",
      "pilot real: supported",
      "pilot simulated: contradicted",
    ]);
  });

  it("not surer of a run that was made several times", () => {
    const once = rows({ new: [0.9, 0.7, 0.8], old: [0.8, 0.79, 0.81] });
    const again = once.map((row) => ({ ...row, id: `${row.id}-again` }));
    const strip = (records: readonly RunRecord[]) => {
      const { records: _, ...effect } = judge(claim, { version: 1 }, records)[0]!.effect;
      return effect;
    };
    expect(strip([...once, ...again])).toEqual(strip(once));
    const above = level({ variant: "new", metric: "score", above: 0.5, units: "seeds" });
    const counted = judge({ ...claim, test: above }, { version: 1 }, [...once, ...again]);
    expect(counted[0]?.effect.records).toHaveLength(3);
  });
});

describe("pairs", () => {
  const evidence = (records: readonly RunRecord[]) =>
    ({ rows: records, scale: "pilot", data: "real" }) as const;
  const variants = { new: {}, old: { deterministic: true } };

  it("take a deterministic variant's one run for every seed, but no other's", () => {
    const all = rows({ new: [0.9, 0.8, 0.7], old: [0.5] }, { origin: real });
    expect(test({ ...evidence(all), variants }).n).toBe(3);
    expect(test({ ...evidence(all), variants: { new: {}, old: {} } }).n).toBe(1);
  });

  it("on simulated data are of the same seed: each seed makes other data", () => {
    const all = rows({ new: [0.9, 0.8, 0.7], old: [0.5] });
    expect(test({ ...evidence(all), data: "simulated", variants }).n).toBe(1);
  });

  it("average over the other dimension first", () => {
    const all = ["x", "y"].flatMap((item, i) =>
      rows({ new: [1 + i, 2 + i, 3 + i], old: [0, 0, 0] }, { origin: real, item: `toy/${item}` }),
    );
    const of = (units: "items" | "seeds" | "items x seeds") => {
      const { n, effect } = paired({ a: "new", b: "old", metric: "score", units })(evidence(all));
      return [n, effect];
    };
    expect([of("items"), of("seeds"), of("items x seeds")]).toEqual([
      [2, 2.5],
      [3, 2.5],
      [6, 2.5],
    ]);
  });

  it("count only where both have a number", () => {
    const all = [
      ...rows({ new: [0.9, 0.8], old: [0.5, 0.6] }, { origin: real }),
      record({ origin: real, variant: "new", seed: 2, metrics: { score: "NaN" } }),
      record({ origin: real, variant: "old", seed: 2, metrics: { score: 0.1 } }),
    ];
    expect(test(evidence(all)).n).toBe(2);
  });

  it("of a metric that is better when lower have their sign turned", () => {
    const lower = paired({ a: "new", b: "old", metric: "score", better: "lower", units: "seeds" });
    expect(lower(evidence(rows({ new: [1, 1.1], old: [2, 2.1] }))).effect).toBeAllClose(1);
  });

  it("can ask for a lead, or allow for one", () => {
    const all = rows({ new: [0.85, 0.86, 0.87], old: [0.8, 0.81, 0.82] });
    const by = (lead: number) =>
      judge(
        { ...claim, test: paired({ a: "new", b: "old", metric: "score", units: "seeds", by: lead }) },
        { version: 1 },
        all,
      );
    expect([0.1, 0.01, -0.1].map((lead) => by(lead)[0]?.verdict)).toEqual([
      "contradicted",
      "supported",
      "supported",
    ]);
    const worse = rows({ new: [0.79, 0.8, 0.81], old: [0.8, 0.81, 0.82] });
    const noWorse = paired({ a: "new", b: "old", metric: "score", units: "seeds", by: -0.05 });
    expect(judge({ ...claim, test: noWorse }, { version: 1 }, worse)[0]?.verdict).toBe("supported");
  });
});

describe("a level", () => {
  it("is above or below a bound", () => {
    const all = rows({ new: [0.9, 0.92, 0.94] });
    const judged = (test: ReturnType<typeof level>) =>
      judge({ ...claim, test }, { version: 1 }, all)[0]?.verdict;
    expect(judged(level({ variant: "new", metric: "score", above: 0.5, units: "seeds" }))).toBe("supported");
    expect(judged(level({ variant: "new", metric: "score", below: 0.5, units: "seeds" }))).toBe(
      "contradicted",
    );
    expect(() => level({ variant: "new", metric: "score", units: "seeds" })).toThrow("one bound is needed");
  });
});

it("a test of one's own ends with the same statistics", () => {
  const values = [0.1, 0.2, 0.3].map((value, seed) => ({ item: "x", seed, value }));
  expect(effectOf({ what: "a", values, units: "seeds", records: [] })).toMatchObject({
    n: 3,
    seeds: 3,
    p: 0.25,
  });
});
