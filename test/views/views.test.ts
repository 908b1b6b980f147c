import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLOTLY_MIME, View, type ViewFace, view } from "../../kernel-ext/views/index.js";
import { Raster } from "../../lib/data/raster/index.js";
import { closeRenderer } from "../../lib/figures/index.js";
import { anomalies, CLASS_NAMES, classesOf, cubeOf } from "../figures/gallery/scene.js";

const face = (shown: View): Promise<ViewFace> =>
  (shown as unknown as Record<symbol, () => Promise<ViewFace>>)[Symbol.for("Jupyter.display")]!();

const cube = cubeOf(32, 12);
const classes = classesOf(32);
const { truth, score } = anomalies(64);

/** One of each kind, and whether it has an interactive form. */
const views: readonly (readonly [string, () => View, boolean])[] = [
  ["raster", () => view.raster(cube), false],
  ["bandSlider", () => view.bandSlider(cube), true],
  ["spectra", () => view.spectra(cube, [[3, 4]]), true],
  ["labels", () => view.labels(classes, { names: CLASS_NAMES }), false],
  ["mask", () => view.mask(cube, classes), false],
  ["change", () => view.change(cube, cube, { change: classes }), true],
  ["compare", () => view.compare(truth, score, { titles: ["truth", "RX"] }), true],
  ["compare, side by side", () => view.compare(truth, score, { how: "side" }), false],
  ["compare, blinking", () => view.compare(truth, score, { how: "blink" }), true],
  ["anomalies", () => view.anomalies(score, truth), true],
  ["roc", () => view.roc({ RX: score.data }, truth.data), true],
  ["boxes", () => view.boxes(cube, [{ x: 1, y: 1, width: 5, height: 5, label: "ship", score: 0.5 }]), false],
  ["featureMaps", () => view.featureMaps(cube), false],
  [
    "confusion",
    () =>
      view.confusion(
        [
          [1, 2],
          [3, 4],
        ],
        ["a", "b"],
      ),
    true,
  ],
  ["curves", () => view.curves({ loss: [3, 2, 1] }), true],
  ["histogram", () => view.histogram([1, 2, 2]), true],
  ["progress", () => view.progress({ done: 1, total: 3, curves: { loss: [2, 1] } }), false],
  ["plot", () => view.plot({ data: [{ y: [1, 2], name: "two points" }], layout: {} }), true],
];

afterAll(closeRenderer);

describe.each(views)("view %s", (_, make, interactive) => {
  it("brings a picture, words and, where it can be touched, plotly's JSON", async () => {
    const { data, metadata } = await face(make());
    const png = decode(Buffer.from(data["image/png"] as string, "base64"));
    const size = metadata["image/png"] as { width: number; height: number; alt: string };
    // Two dots for a CSS pixel: sharp, at the size that the metadata say.
    expect(Math.abs(png.width - 2 * size.width)).toBeLessThanOrEqual(2);
    expect(Math.abs(png.height - 2 * size.height)).toBeLessThanOrEqual(2);
    expect(size.alt.length).toBeGreaterThan(15);
    expect(data["text/plain"]).toContain(make().caption || make().alt);
    expect(PLOTLY_MIME in data).toBe(interactive);
    if (interactive) expect(JSON.parse(JSON.stringify(data[PLOTLY_MIME]))).toEqual(data[PLOTLY_MIME]);
  });

  it("never brings SVG or scripts, which other readers would prefer and break", async () => {
    const { data } = await face(make());
    expect(Object.keys(data)).not.toContain("image/svg+xml");
    expect(JSON.stringify(data)).not.toContain("<script");
  });

  it("shows the same each time", async () => {
    expect(await face(make())).toEqual(await face(make()));
  });
});

describe("a view of a table", () => {
  it("is HTML that can be copied, and text", async () => {
    const { data } = await face(view.table([{ a: 1, b: "x<y" }]));
    expect(Object.keys(data)).toEqual(["text/html", "text/plain"]);
    expect(data["text/html"]).toContain("x&lt;y");
    expect(data["text/plain"]).toContain("x<y");
  });

  it("sums up a model", async () => {
    const { data } = await face(view.model({ params: { "conv.weight": { shape: [3, 3, 4, 8] } } }));
    expect(data["text/plain"]).toContain("288 parameters");
  });
});

describe("a view in a script", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "swath-views-"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("is saved in the form that the file's ending names", async () => {
    const chart = view.curves({ loss: [3, 2, 1] }, { title: "Loss <now>" });
    const starts = {
      png: "\x89PNG",
      svg: "<svg",
      html: "<!doctype html>",
      json: '{"data":',
      txt: "Loss <now>. Line chart",
    };
    for (const [ending, start] of Object.entries(starts)) {
      const path = await chart.save(join(folder, "new", `loss.${ending}`));
      expect((await readFile(path, "latin1")).slice(0, start.length)).toBe(start);
    }
    const page = await readFile(join(folder, "new", "loss.html"), "utf8");
    expect(page).toContain("<title>Loss &lt;now&gt;</title>");
    expect(page).not.toMatch(/<script[^>]+src=|<link/);
  });

  it("says which endings there are", async () => {
    await expect(view.histogram([1]).save(join(folder, "x.gif"))).rejects.toThrow(
      "use .png, .svg, .html, .json or .txt",
    );
    await expect(view.labels(classes).save(join(folder, "x.json"))).rejects.toThrow(
      "view.save: this view has no plotly form; save it as .png or .svg",
    );
  });

  it("has words in its SVG for those who do not see it", async () => {
    expect(await view.labels(classes, { title: "Land" }).toSVG()).toMatch(
      /^<svg role="img"[^>]*><title>Land\. Map of 4 classes/,
    );
  });
});

describe("a figure that only a browser can draw", () => {
  it("is brought for the front ends that can, and the picture's absence is said", async () => {
    const { data } = await face(
      view.plot({
        data: [
          {
            type: "surface",
            z: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
        layout: {},
      }),
    );
    expect(Object.keys(data)).toEqual([PLOTLY_MIME, "text/plain"]);
    expect(data["text/plain"]).toContain('No picture: renderFigure: trace 0 has type "surface"');
  });
});

describe("a view as a string", () => {
  it("is its table where it has one, else what it shows in words", () => {
    expect(String(view.table([{ a: 1 }]))).toBe("a\n─\n1\n1 row.");
    expect(String(view.progress({ done: 1, total: 4 }))).toBe("1 of 4");
    expect(String(view.histogram([1, 2]))).toContain("Histogram of value");
  });
});

describe("a notebook stays small", () => {
  it("since a live figure above three megabytes is left out, and that is said", async () => {
    const y = Array.from({ length: 400_000 }, (_, i) => i / 7);
    const heavy = new View({
      still: { data: [{ y: [1, 2] }], layout: {} },
      live: { data: [{ y }], layout: {} },
      title: "",
      alt: "Heavy.",
      caption: "",
    });
    const { data } = await face(heavy);
    expect(data[PLOTLY_MIME]).toBeUndefined();
    expect(data["text/plain"]).toMatch(/interactive form is left out: \d+\.\d MB/);
  });

  it("since a scene of a hundred million values is reduced before it is drawn", async () => {
    const big = new Raster(
      new Uint8Array(3000 * 2000 * 3).map((_, i) => (i * 31) % 251),
      { height: 3000, width: 2000, bands: 3 },
    );
    const { data } = await face(view.raster(big));
    expect((data["image/png"] as string).length).toBeLessThan(1_500_000);
    expect(data["text/plain"]).toContain("Reduced for display from 3000×2000 to 600×400");
  });
});
