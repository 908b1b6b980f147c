import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBins } from "../../lib/figures/charts/histogram.js";
import { thin } from "../../lib/figures/charts/points.js";
import {
  anomalyMap,
  bandSlider,
  boxesOnImage,
  changePair,
  compare,
  confusion,
  curves,
  type Figure,
  figureJson,
  formatCount,
  formatDuration,
  formatNumber,
  histogram,
  isPicture,
  modelTable,
  progressLine,
  roc,
  rocPoints,
  spectra,
  tableHtml,
  tableText,
} from "../../lib/figures/index.js";
import { roundTicks } from "../../lib/figures/picture/number.js";

const traces = (drawing: { readonly still: unknown }) => (drawing.still as Figure).data;

describe("curves", () => {
  it("draw the mean of runs with its 95 % interval by Student's t", () => {
    const [band, line] = traces(curves({ loss: { runs: [[1], [2], [3]] } }));
    // scipy.stats.t.interval(0.95, 2, loc=2, scale=1/sqrt(3)) = (-0.48414, 4.48414)
    expect(line!["y"]).toBeAllClose([2]);
    expect(band!["y"]).toBeAllClose([4.48414, -0.48414], { rtol: 1e-3 });
  });

  it("keep every spike when they are thinned", () => {
    const values = new Float64Array(100_000);
    values[54_321] = 9;
    values[77_777] = -9;
    const kept = thin(values, 500);
    expect(kept.length).toBeLessThanOrEqual(500);
    expect(kept).toContain(54_321);
    expect(kept).toContain(77_777);
    expect([kept[0], kept.at(-1)]).toEqual([0, 99_999]);
    expect([...kept].sort((a, b) => a - b)).toEqual(kept);
  });

  it("refuse a band of another length", () => {
    expect(() => curves({ a: { y: [1, 2], low: [1], high: [2, 3] } })).toThrow(
      'curves: "a" has 2 values but 1 of low',
    );
  });
});

describe("a histogram", () => {
  it("counts as NumPy counts, the upper edge in the last bin", () => {
    // numpy.histogram([1, 2, 2, 3, 10], bins=3) = [4, 0, 1], edges [1, 4, 7, 10]
    expect(countBins([1, 2, 2, 3, 10], 3)).toMatchObject({ counts: [4, 0, 1], edges: [1, 4, 7, 10] });
  });

  it("loses no value: counted, below, above or NaN", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 40 }), (values, bins) => {
        const { counts, nan, below, above } = countBins(values, bins, [-5, 5]);
        expect(counts.reduce((a, b) => a + b, 0) + nan + below + above).toBe(values.length);
      }),
    );
  });

  it("carries its counts and never its values", () => {
    const drawing = histogram(new Float32Array(1_000_000).map((_, i) => i));
    expect(JSON.stringify(figureJson(drawing.live!)).length).toBeLessThan(6_000);
  });
});

describe("ROC curves", () => {
  it("have the area that counting pairs gives, ties included", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 60 }),
        (pairs) => {
          const truth = pairs.map(([, t]) => Number(t));
          fc.pre(truth.includes(1) && truth.includes(0));
          const scores = pairs.map(([s]) => s);
          let wins = 0;
          let all = 0;
          for (const [i, a] of scores.entries()) {
            for (const [j, b] of scores.entries()) {
              if (truth[i] !== 1 || truth[j] !== 0) continue;
              all++;
              wins += a > b ? 1 : a === b ? 0.5 : 0;
            }
          }
          expect(rocPoints(scores, truth).auc).toBeCloseTo(wins / all, 9);
        },
      ),
    );
  });

  it("stay small on a million pixels", () => {
    const n = 200_000;
    const truth = Uint8Array.from({ length: n }, (_, i) => Number(i % 97 === 0));
    const scores = Float32Array.from({ length: n }, (_, i) => ((i * 7919) % 1000) / 1000 + truth[i]! * 0.4);
    expect(rocPoints(scores, truth).falseAlarms.length).toBeLessThan(410);
  });

  it("need both kinds of pixel", () => {
    expect(() => roc({ RX: [1, 2] }, [0, 0])).toThrow(
      "roc: the truth has 0 targets and 2 background pixels; give a truth with both",
    );
  });
});

describe("a confusion matrix", () => {
  it("shows shares of the true class and keeps the counts", () => {
    const [heat] = traces(
      confusion(
        [
          [3, 1],
          [0, 0],
        ],
        ["a", "b"],
      ),
    );
    expect(heat!["z"]).toEqual([
      [0.75, 0.25],
      [0, 0],
    ]);
    expect(heat!["customdata"]).toEqual([
      [3, 1],
      [0, 0],
    ]);
  });

  it("refuses a matrix that does not fit its names", () => {
    expect(() => confusion([[1, 2]], ["a", "b"])).toThrow(
      "confusion: the matrix is not 2×2; give one row and one column a class",
    );
  });
});

describe("spectra", () => {
  const cube = {
    data: Float32Array.from({ length: 4 * 4 * 3 }, (_, i) => i),
    height: 4,
    width: 4,
    bands: 3,
    wavelengths: [450, 550, 650],
  };

  it("are those of the pixel at [row, column]", () => {
    const line = traces(spectra(cube, [[1, 2]])).find((trace) => trace["xaxis"] === "x2");
    expect(line!["y"]).toEqual([18, 19, 20]);
    expect(line!["x"]).toEqual([450, 550, 650]);
  });

  it("of several pixels are their mean with one standard deviation", () => {
    const [band, line] = traces(spectra(cube, [{ row: 0, column: 0, width: 2 }])).filter(
      (t) => t["xaxis"] === "x2",
    );
    expect(line!["y"]).toBeAllClose([1.5, 2.5, 3.5]);
    // numpy.std([0, 3], ddof=1) = 2.1213
    expect((band!["y"] as number[])[0]).toBeCloseTo(1.5 + 2.1213, 3);
  });

  it("of classes are taken from the label map, without the unlabelled", () => {
    const labels = { data: Uint8Array.from({ length: 16 }, (_, i) => Number(i < 4)), height: 4, width: 4 };
    const names = traces(spectra(cube, labels, { names: ["", "water"] })).map((t) => t["name"]);
    expect(names).toContain("water");
    expect(names).not.toContain("unlabelled");
  });

  it("refuse a pixel outside the image", () => {
    expect(() => spectra(cube, [[4, 0]])).toThrow(
      "spectra: row 4, column 0 lies outside 4×4; regions are [row, column]",
    );
  });

  it("carry a copy of the cube within half a grey level, for clicks", () => {
    const big = {
      ...cube,
      height: 32,
      width: 32,
      data: Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => Math.sin(i)),
    };
    const { swath } = spectra(big, [[0, 0]]).live!.layout["meta"] as {
      swath: { cube: string; low: number; step: number };
    };
    const bytes = Buffer.from(swath.cube, "base64");
    const back = Float32Array.from(bytes, (v) => swath.low + v * swath.step);
    expect(back).toBeAllClose(big.data, { atol: swath.step / 2 + 1e-6, rtol: 0 });
  });
});

describe("interactive forms", () => {
  const image = { data: Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => i), height: 8, width: 8, bands: 3 };

  it("are plain JSON: no functions, no NaN, nothing of plotly 4", () => {
    for (const drawing of [
      bandSlider(image),
      compare(image, image),
      compare(image, image, { how: "blink" }),
      changePair(image, image),
    ]) {
      const json = figureJson(drawing.live!);
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      expect(json.data.map((trace) => trace.type)).toEqual(json.data.map(() => "image"));
    }
  });

  it("hold as many bands as their budget allows, and say so", () => {
    const cube = { data: new Uint8Array(40 * 40 * 100), height: 40, width: 40, bands: 100 };
    const drawing = bandSlider(cube, { budget: 16_000 });
    const [slider] = drawing.live!.layout["sliders"] as { steps: unknown[] }[];
    expect(slider!.steps.length).toBe(10);
    expect(drawing.caption).toContain("10 of 100 bands");
  });

  it("bring images of two sizes onto one grid and refuse other shapes", () => {
    const twice = { data: new Uint8Array(16 * 16), height: 16, width: 16, bands: 1 };
    expect(compare(image, twice).live).toBeDefined();
    expect(() => compare(image, { ...twice, data: new Uint8Array(16 * 8), height: 8 })).toThrow(
      "compare: 8×8 and 8×16 differ in shape; cut both to the same ground",
    );
  });
});

describe("a pair of images before and after", () => {
  it("is stretched together: what did not change looks the same in both", () => {
    const before = {
      data: Float32Array.from({ length: 100 }, (_, i) => i / 100),
      height: 10,
      width: 10,
      bands: 1,
    };
    const after = { ...before, data: before.data.map((v, i) => (i > 90 ? 5 : v)) };
    const { still } = changePair(before, after);
    const [first, second] = isPicture(still) ? still.tiles : [];
    const unchanged = 90 * 4;
    expect(second!.pixels.data.subarray(0, unchanged)).toEqual(first!.pixels.data.subarray(0, unchanged));
  });
});

describe("boxes on an image", () => {
  it("leave the least certain out when there are too many, and say so", () => {
    const image = { data: new Uint8Array(64), height: 8, width: 8, bands: 1 };
    const boxes = Array.from({ length: 5 }, (_, i) => ({ x: i, y: 0, width: 1, height: 1, score: i / 10 }));
    expect(boxesOnImage(image, boxes, { maxBoxes: 2 }).caption).toContain("The 2 most certain of 5 boxes.");
  });
});

describe("an anomaly map", () => {
  it("refuses a truth of another size", () => {
    const grid = (n: number) => ({ data: new Float32Array(n), height: 1, width: n });
    expect(() => anomalyMap(grid(3), grid(4))).toThrow("anomalyMap: 1×4 does not lie on 1×3");
  });
});

describe("tables", () => {
  const rows = [
    { name: "<script>alert(1)</script>", n: 12345, share: 0.123456 },
    { name: "b", n: null, share: Number.NaN },
  ];

  it("escape what they show", () => {
    expect(tableHtml(rows)).toContain("&lt;script&gt;");
    expect(tableHtml(rows)).not.toContain("<script");
  });

  it("take rows, columns and Arquero's tables alike", async () => {
    const { table } = await import("arquero");
    const columns = { a: [1, 2], b: ["x", "y"] };
    const text = tableText(columns);
    expect(tableText(table(columns))).toBe(text);
    expect(
      tableText([
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ]),
    ).toBe(text);
  });

  it("show the first rows of many and say how many there are", () => {
    const many = Array.from({ length: 1234 }, (_, i) => ({ i }));
    expect(tableText(many, { rows: 3 })).toContain("First 3 of 1\u2009234 rows.");
  });

  it("sum a model's parameters by layer", () => {
    const model = { params: { "fc.weight": { shape: [10, 3] }, "fc.bias": { shape: [3] } } };
    const { table, options } = modelTable(model);
    expect(table).toEqual([{ layer: "fc", tensors: "weight 10×3, bias 3", parameters: 33 }]);
    expect(options.caption).toContain("33 parameters");
  });
});

describe("progress", () => {
  it("says rate, time left and the last values", () => {
    expect(progressLine({ done: 50, total: 200, seconds: 10, curves: { loss: [1, 0.5] } })).toBe(
      "50 of 200 · 5 steps/s · 30 s left · loss 0.5",
    );
    expect(progressLine({ done: 7, seconds: 3, outcome: "stopped" })).toBe(
      "7 steps · 2.33 steps/s · stopped after 3.0 s",
    );
  });
});

describe("numbers in words", () => {
  it("have about three figures and a true minus", () => {
    expect([0.123456, -1.5, 1234.5678, 1e-7, 2e9, 0, 100].map((v) => formatNumber(v))).toEqual([
      "0.123",
      "−1.5",
      "1235",
      "1e−7",
      "2e9",
      "0",
      "100",
    ]);
    expect(formatCount(1234567)).toBe("1\u2009234\u2009567");
    expect([3.21, 75, 4000].map(formatDuration)).toEqual(["3.2 s", "1 min 15 s", "1 h 06 min"]);
  });

  it("make round ticks within the range", () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundTicks(-3, 7, 5)).toEqual([-2, 0, 2, 4, 6]);
  });
});
