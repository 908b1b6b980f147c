import { describe, expect, it } from "vitest";
import { simulatedOrigin } from "../../lib/data/index.js";
import { seed } from "../../lib/device/index.js";
import { canonical, digest } from "../../lib/experiment/identity.js";
import {
  definePaper,
  environment,
  experiment,
  manifestSource,
  type PaperSpec,
  planPaper,
  simulatedSource,
} from "../../lib/experiment/index.js";
import { folder } from "./support.js";

const toy = simulatedSource("toy", { title: "toy", parts: ["1", "2"], load: async (key) => String(key) });
const measured = {
  title: "measured",
  kind: "real",
  manifests: [],
  find: async () => ({ items: [], missing: "nothing here (swath data where measured)" }),
} as const;
const plan = { data: ["measured", "toy"], seeds: [3, 5], setting: { steps: 4 }, differs: "a toy" };
const main = experiment({
  question: "Which?",
  variants: { a: { title: "a", means: "a" }, b: { title: "b", means: "b", deterministic: true } },
  metrics: { score: { title: "score", better: "higher" } },
  sources: { measured, toy },
  scales: { smoke: plan, pilot: plan, lab: plan, paper: { ...plan, data: ["measured"] } },
  run: async () => ({ metrics: { score: 1 } }),
});
const spec: PaperSpec = {
  slug: "toy",
  title: "Toys",
  cite: { key: "toy", authors: ["nobody"], title: "Toys", venue: "nowhere", year: 2000 },
  summary: "",
  version: 1,
  published: [],
  experiments: { main },
  claims: [],
};
const claim = {
  id: "wins",
  says: "",
  source: "",
  experiment: "main",
  test: () => ({ what: "", threshold: 0, units: "", n: 0, seeds: 0, records: [] }),
};
const row = {
  experiment: "main",
  dataset: "d",
  setting: "s",
  variant: "a",
  metric: "score",
  value: 1,
  source: "t",
  evidence: "quoted",
} as const;

describe("a definition is refused", () => {
  const cases: readonly (readonly [string, Partial<PaperSpec>, RegExp])[] = [
    ["with a slug that is no slug", { slug: "My Paper" }, /slug is not of small letters.*like stad/],
    ["with version 0", { version: 0 }, /version 0; give 1/],
    ["without experiments", { experiments: {} }, /no experiment/],
    [
      "with a figure of no experiment",
      { published: [{ ...row, experiment: "other" }] },
      /other; take one of main/,
    ],
    ["with a figure of no metric", { published: [{ ...row, metric: "auc" }] }, /auc; main has score/],
    ["with a figure that is no number", { published: [{ ...row, value: Number.NaN }] }, /write "unknown"/],
    ["with two claims of a name", { claims: [claim, claim] }, /two claims are called wins/],
    [
      "with a claim of no experiment",
      { claims: [{ ...claim, experiment: "x" }] },
      /claim wins belongs.*take one of main/,
    ],
    [
      "with a plan on no source",
      { experiments: { main: { ...main, sources: { toy } } } },
      /runs on measured; the sources are toy/,
    ],
    ["with a plan of no variant", changed({ variants: ["c"] }), /runs c; the variants are a, b/],
    ["with a seed twice", changed({ seeds: [1, 1] }), /seeds \[1, 1\]/],
    ["without seeds", changed({ seeds: [] }), /seeds \[\]/],
    [
      "without a scale",
      { experiments: { main: { ...main, scales: { smoke: plan } as never } } },
      /no scale pilot/,
    ],
  ];
  it.each(cases)("%s", (_, change, message) => {
    expect(() => definePaper({ ...spec, ...change })).toThrow(message);
    expect(() => definePaper({ ...spec, ...change })).toThrow(/^definePaper: /);
  });

  function changed(change: object): Partial<PaperSpec> {
    return { experiments: { main: { ...main, scales: { ...main.scales, pilot: { ...plan, ...change } } } } };
  }
});

describe("the name of a run", () => {
  it("does not depend on the order in which a setting was written", () => {
    expect(digest({ a: 1, b: [{ c: null, d: "x" }] })).toBe(digest({ b: [{ d: "x", c: null }], a: 1 }));
    expect(digest({ a: 1 })).toMatch(/^[0-9a-f]{12}$/);
    expect(digest({ a: 1, b: undefined })).toBe(digest({ a: 1 }));
    expect(digest({ a: 1 })).not.toBe(digest({ a: "1" }));
  });

  it("refuses what is no plain data", () => {
    for (const [value, words] of [
      [{ rate: Number.NaN }, "setting.rate is NaN"],
      [{ at: [() => 1] }, "setting.at[0] is function"],
      [{ when: new Date() }, "setting.when is object"],
    ] as const) {
      expect(() => canonical(value)).toThrow(words);
    }
  });

  it("is another for every variant, item, seed, scale, setting and version", async () => {
    const names = async (change: Partial<PaperSpec>, scale: "pilot" | "lab" = "pilot") =>
      (await planPaper(definePaper({ ...spec, ...change }), { scale })).runs.map(({ run }) => run);
    const other = { ...main, scales: { ...main.scales, pilot: { ...plan, setting: { steps: 5 } } } };
    const all = [
      ...(await names({})),
      ...(await names({}, "lab")),
      ...(await names({ version: 2 })),
      ...(await names({ slug: "toys" })),
      ...(await names({ experiments: { main: other } })),
    ];
    expect(all).toHaveLength(40);
    expect(new Set(all).size).toBe(40);
    expect(await names({})).toEqual(await names({ title: "other words" }));
  });
});

describe("a plan", () => {
  const paper = definePaper(spec);
  const scenes = {
    ...measured,
    find: async () => ({
      items: [item("measured/x")],
      missing: "measured 1 of 2 files (swath data where measured)",
    }),
  };
  const item = (name: string) => ({
    name,
    origin: () => ({ kind: "real", dataset: "measured", sha256: "a".repeat(64) }) as never,
    load: async () => 1,
  });
  const withReal = definePaper({
    ...spec,
    experiments: { main: { ...main, sources: { measured: scenes, toy } } },
  });

  it("takes simulated data only where no real ones are, and says what is missing", async () => {
    const { runs, sources } = await planPaper(paper, { scale: "pilot" });
    expect(new Set(runs.map(({ source }) => source))).toEqual(new Set(["toy"]));
    expect(sources.map(({ source, used, missing }) => [source, used, missing])).toEqual([
      ["measured", false, "nothing here (swath data where measured)"],
      ["toy", true, undefined],
    ]);
    const real = await planPaper(withReal, { scale: "pilot" });
    expect(new Set(real.runs.map(({ source }) => source))).toEqual(new Set(["measured"]));
    expect(real.sources[0]?.missing).toContain("1 of 2");
    const asked = await planPaper(withReal, { scale: "pilot", data: "simulated" });
    expect(new Set(asked.runs.map(({ source }) => source))).toEqual(new Set(["toy"]));
    expect((await planPaper(paper, { scale: "pilot", data: "real" })).runs).toEqual([]);
    expect((await planPaper(paper, { scale: "paper" })).runs).toEqual([]);
  });

  it("runs a deterministic variant once on real data, and on each seed's simulated data", async () => {
    const count = async (which: typeof paper) => {
      const { runs } = await planPaper(which, { scale: "pilot" });
      return [
        runs.filter(({ variant }) => variant === "a").length,
        runs.filter(({ variant }) => variant === "b").length,
      ];
    };
    expect(await count(withReal)).toEqual([2, 1]);
    expect(await count(paper)).toEqual([4, 4]);
  });

  it("takes fewer seeds, or more than the scale names", async () => {
    const seeds = async (n: number) => [
      ...new Set((await planPaper(paper, { scale: "pilot", seeds: n })).runs.map(({ seed }) => seed)),
    ];
    expect([await seeds(1), await seeds(4)]).toEqual([[3], [3, 5, 6, 7]]);
    await expect(planPaper(paper, { scale: "pilot", seeds: 0 })).rejects.toThrow("0 seeds; give 1 or more");
  });

  it("can be narrowed, and says what there is when nothing is left", async () => {
    const { runs } = await planPaper(paper, {
      scale: "pilot",
      only: { variant: "a", item: "simulated/toy/2" },
    });
    expect(runs.map(({ seed }) => seed)).toEqual([3, 5]);
    const first = runs[0]?.run as string;
    expect((await planPaper(paper, { scale: "pilot", only: { run: first.slice(0, 8) } })).runs).toHaveLength(
      1,
    );
    await expect(planPaper(paper, { scale: "pilot", only: { variant: "z" } })).rejects.toThrow(
      /variants\s+a, b/,
    );
    await expect(planPaper(paper, { scale: "pilot", only: { experiment: "z" } })).rejects.toThrow(
      "toy has no experiment z; it has main",
    );
  });
});

describe("sources", () => {
  it("of simulated data name the simulator and the key", async () => {
    const { items } = await toy.find();
    expect(items.map(({ name }) => name)).toEqual(["simulated/toy/1", "simulated/toy/2"]);
    expect(items[0]?.origin(seed(4))).toEqual(simulatedOrigin("toy", seed(4)));
    expect(await items[0]?.load(seed(4))).toBe("seed(4n)");
  });

  const abu = manifestSource<string>("abu", {
    parts: ({ names, file }) =>
      names.map((name) => ({ part: name, files: [name], load: async () => file(name) })),
  });

  it("of real data that are not there say so, and how to mend it", async () => {
    const before = process.env["SWATH_DATA"];
    process.env["SWATH_DATA"] = folder();
    try {
      expect(await abu.find()).toEqual({ items: [], missing: "abu missing (swath data where abu)" });
    } finally {
      if (before === undefined) delete process.env["SWATH_DATA"];
      else process.env["SWATH_DATA"] = before;
    }
  });

  it.skipIf(!process.env["SWATH_DATA"])("of real data have a checksum a part (with SWATH_DATA)", async () => {
    const { items, missing } = await abu.find();
    expect(items.length).toBeGreaterThan(0);
    const origins = items.map(({ origin }) => origin(seed(0)));
    expect(origins.every(({ kind }) => kind === "real")).toBe(true);
    expect(new Set(origins.map((origin) => (origin.kind === "real" ? origin.sha256 : ""))).size).toBe(
      items.length,
    );
    if (items.length < 13) expect(missing).toBe(`abu ${items.length} of 13 files (swath data where abu)`);
  });
});

it("the circumstances of a run are told whole", async () => {
  const { swath, engine, node, cores, memoryGiB, clean, revision } = await environment();
  expect(swath).toMatch(/^\d+\.\d+\.\d+/);
  expect(engine.threads).toBeGreaterThan(0);
  expect([node, cores > 0, memoryGiB > 0]).toEqual([process.version, true, true]);
  expect(clean === null).toBe(revision === null);
});

it("without git there is no revision, and no error", async () => {
  const before = process.env["PATH"];
  process.env["PATH"] = folder();
  try {
    expect(await environment()).toMatchObject({ revision: null, clean: null });
  } finally {
    process.env["PATH"] = before;
  }
});
