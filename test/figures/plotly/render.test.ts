import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { builtFile } from "../../../lib/built.js";
import { SwathError } from "../../../lib/errors.js";
import { assetPath } from "../../../lib/figures/assets.js";
import {
  closeRenderer,
  encodePng,
  type Figure,
  figureJson,
  figurePng,
  figureSvg,
  svgPng,
} from "../../../lib/figures/index.js";
import { leakedGlobals } from "../../../lib/figures/plotly/render.js";
import { rgb } from "../support/golden.js";

const line: Figure = { data: [{ y: [1, 3, 2] }], layout: { width: 300, height: 200 } };

afterAll(closeRenderer);

describe("drawing without a browser", () => {
  it("gives the same bytes for the same figure, whoever was drawn in between", async () => {
    const first = await figurePng(line);
    await figureSvg({ data: [{ type: "violin", y: [1, 2, 2, 3] }], layout: {} });
    expect((await figurePng(line)).equals(first)).toBe(true);
  });

  it("keeps figures apart that are asked for at once", async () => {
    const titles = Array.from({ length: 8 }, (_, i) => `figure number ${i}`);
    const drawn = await Promise.all(
      titles.map((text) => figureSvg({ ...line, layout: { title: { text } } })),
    );
    for (const [i, svg] of drawn.entries()) {
      expect(svg).toContain(titles[i]);
      expect(svg.match(/figure number/g)).toHaveLength(1);
    }
  });

  it("leaves no global behind in its thread, the full bundle included", async () => {
    await figureSvg(line);
    await figureSvg({ data: [{ type: "scatterpolar", r: [1, 2], theta: [0, 90] }], layout: {} });
    expect(await leakedGlobals()).toEqual([]);
  });

  it("ends with the script that used it", async () => {
    const code = `import { figureSvg } from ${JSON.stringify(new URL("../../../dist/lib/figures/plotly/render.js", import.meta.url).href)};
      console.log((await figureSvg(${JSON.stringify(line)})).length > 1000);`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
      timeout: 30_000,
    });
    expect((await run).stdout.trim()).toBe("true");
  });

  it("prints nothing of plotly's own warnings", async () => {
    // A range of one number makes plotly warn.
    const odd = {
      data: [{ y: [1, 2], type: "bar", width: "wide" }],
      layout: { xaxis: { range: [1], type: "log" } },
    };
    const code = `import { figureSvg } from ${JSON.stringify(new URL("../../../dist/lib/figures/plotly/render.js", import.meta.url).href)};
      await figureSvg({ ...${JSON.stringify(odd)}, config: { logging: 2 } });`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
      timeout: 60_000,
    });
    expect(await run).toEqual({ stdout: "", stderr: "" });
  });

  it("writes NaN and infinities as gaps and typed arrays as lists", () => {
    const json = figureJson({
      data: [{ y: Float32Array.from([0.1, Number.NaN, 1]) }],
      layout: { a: Number.POSITIVE_INFINITY },
    });
    expect(json).toEqual({ data: [{ y: [0.1, null, 1] }], layout: { a: null } });
  });
});

describe("traces that would come out blank while plotly reports success", () => {
  it("are redrawn in SVG where they have a twin there", async () => {
    const points = { x: [1, 2, 3], y: [1, 3, 2], mode: "markers" };
    const gl = await figureSvg({ data: [{ type: "scattergl", ...points }], layout: {} });
    const plain = await figureSvg({ data: [{ type: "scatter", ...points }], layout: {} });
    const marks = (svg: string) => svg.match(/class="point"/g)?.length;
    expect(marks(gl)).toBe(3);
    expect(marks(gl)).toBe(marks(plain));
  });

  it.each(["surface", "scatter3d", "splom", "parcoords"])("are refused: %s", async (type) => {
    await expect(figureSvg({ data: [{ type }], layout: {} })).rejects.toThrow(
      `trace 0 has type "${type}", which needs WebGL and would come out blank; use one of bar,`,
    );
  });

  it.each(["scattergeo", "choropleth", "scattermapbox"])(
    "are refused since they fetch maps: %s",
    async (type) => {
      await expect(figureSvg({ data: [{ type }], layout: {} })).rejects.toThrow(
        "fetches maps from the network",
      );
    },
  );

  it("are refused when nobody knows them", async () => {
    await expect(figureSvg({ data: [{ type: "scater" }], layout: {} })).rejects.toThrow(
      "is not a trace that the static renderer knows",
    );
  });
});

describe("a figure that takes too long", () => {
  it("is given up, and the next one is drawn by a new thread", async () => {
    const n = 60_000;
    const slow: Figure = {
      data: [
        {
          mode: "markers",
          x: Array.from({ length: n }, (_, i) => i),
          y: Array.from({ length: n }, (_, i) => i % 97),
        },
      ],
      layout: {},
    };
    const given = figureSvg(slow, { timeout: 50 });
    await expect(given).rejects.toThrow(
      "figureSvg: not drawn within 50 ms; draw fewer points or give a longer timeout",
    );
    await expect(given).rejects.toBeInstanceOf(SwathError);
    expect(await figureSvg(line)).toContain("<svg");
  });
});

// Each of these was seen to come out wrong, without an error, when a stub was missing.
describe("what a light DOM draws wrongly without its stubs", () => {
  it("legend entries keep their whole width", async () => {
    const names = ["first of them all", "second of them all"];
    const svg = await figureSvg({ data: names.map((name) => ({ y: [1, 2], name })), layout: {} });
    const width = Number(
      /class="legend"[^>]*>.*?<rect[^>]*? width="([\d.]+)"/s.exec(svg)?.[1] ??
        /class="bg"[^>]* width="([\d.]+)"/.exec(svg)?.[1],
    );
    expect(width).toBeGreaterThan(120);
  });

  it("heatmaps hold a picture", async () => {
    const svg = await figureSvg({
      data: [
        {
          type: "heatmap",
          z: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      layout: {},
    });
    expect(svg).toMatch(/<image[^>]*data:image\/png;base64,\w{20}/);
  });

  it("image sources keep their own pixels with hard edges", async () => {
    const data = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0]);
    const source = `data:image/png;base64,${encodePng({ width: 2, height: 2, channels: 3, data }).toString("base64")}`;
    const none = { visible: false };
    const layout = {
      width: 240,
      height: 240,
      margin: { l: 20, r: 20, t: 20, b: 20 },
      xaxis: none,
      yaxis: none,
    };
    const figure: Figure = { data: [{ type: "image", source }], layout };
    expect(await figureSvg(figure)).toContain(source);
    const picture = rgb(await figurePng(figure, { scale: 1 }));
    const at = (x: number, y: number) =>
      Array.from(picture.data.subarray((y * 240 + x) * 3, (y * 240 + x) * 3 + 3));
    expect([at(70, 70), at(118, 118), at(122, 70), at(70, 170), at(170, 170)]).toEqual([
      [255, 0, 0],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
    ]);
  });

  it("arrows keep their heads", async () => {
    const annotations = [{ x: 1, y: 2, text: "here", showarrow: true }];
    const svg = await figureSvg({ data: [{ y: [1, 2] }], layout: { annotations } });
    expect(svg).toMatch(/class="annotation-arrow-g"[^>]*>(?:<path[^>]*>){2}/);
  });

  it("texts with a glyph that Open Sans lacks are set in DejaVu, bold ones stay bold", async () => {
    const svg = await figureSvg({ ...line, layout: { ...line.layout, title: { text: "<b>a → b</b>" } } });
    expect(svg).toMatch(/DejaVu Sans/);
    const dark = async (text: string) => {
      const { data } = rgb(
        await figurePng({
          data: [],
          layout: {
            width: 200,
            height: 120,
            xaxis: { visible: false },
            yaxis: { visible: false },
            title: { text },
          },
        }),
      );
      return data.reduce((sum, v) => sum + 255 - v, 0);
    };
    expect(await dark("<b>aaaa → bbbb</b>")).toBeGreaterThan(1.2 * (await dark("aaaa → bbbb")));
  });

  it("no declaration is empty and no font name is left in plotly's brackets", async () => {
    const svg = await figureSvg({
      data: [{ y: [1, 2], line: { dash: "solid" } }],
      layout: { title: { text: "t" } },
    });
    expect(svg).not.toMatch(/TOBESTRIPPED|[\w-]+:\s*;/);
  });

  it("text is there on a machine without any font", async () => {
    const blank = await svgPng('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"/>', {
      scale: 1,
    });
    const text = await svgPng(
      '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" font-family="Nowhere">abc</text></svg>',
      { scale: 1 },
    );
    expect(text.length).toBeGreaterThan(blank.length + 100);
  });
});

describe("what the package brings with it", () => {
  it("is missed with a word on what to do", () => {
    expect(() => builtFile(import.meta.url, "./nowhere.js")).toThrow(
      "worker: ./nowhere.js is not built; npm run build",
    );
    expect(() => assetPath("lib/figures/fonts/none.ttf")).toThrow(
      "figures: the asset lib/figures/fonts/none.ttf is missing from the package",
    );
  });
});

describe("the bundled fonts", () => {
  it("come with their licences and stay under a megabyte", () => {
    const folder = new URL("../../../lib/figures/fonts/", import.meta.url);
    const files = ["OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
    const total = files.reduce((sum, name) => sum + readFileSync(new URL(name, folder)).length, 0);
    expect(total).toBeLessThan(1_000_000);
    expect(readFileSync(new URL("LICENSE-OpenSans.txt", folder), "utf8")).toContain("SIL Open Font License");
    expect(readFileSync(new URL("LICENSE-DejaVu.txt", folder), "utf8")).toContain("Bitstream Vera");
  });
});
