import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetPath, plotlyDist } from "../../lib/figures/assets.js";
import {
  type Figure,
  figureJson,
  figurePng,
  figureSize,
  figureSvg,
  isPicture,
} from "../../lib/figures/index.js";
import { gallery } from "./gallery/index.js";
import { findChromium } from "./support/chromium.js";
import { difference } from "./support/golden.js";

// The pictures drawn without a browser against those of a browser: the same plotly.js, the same fonts.
const executablePath = findChromium();

/** Traces and layouts beyond the gallery, each once drawn wrongly by a light DOM. */
const further: Readonly<Record<string, Figure>> = {
  "a horizontal legend": {
    data: ["short", "a much longer name", "third"].map((name, i) => ({ y: [i, i + 1, i], name })),
    layout: { legend: { orientation: "h" }, title: { text: "Legend below" } },
  },
  "a colour bar with a title": {
    data: [
      {
        type: "heatmap",
        z: [
          [1, 2],
          [3, 4],
        ],
        colorbar: { title: { text: "reflectance" } },
      },
    ],
    layout: {},
  },
  "arrows of annotations": {
    data: [{ y: [1, 3, 2] }],
    layout: { annotations: [{ x: 1, y: 3, text: "the peak", showarrow: true }] },
  },
  "violins and boxes": {
    data: [
      { type: "violin", y: [1, 2, 2, 3, 5, 5, 6], name: "left" },
      { type: "box", y: [1, 2, 2, 3, 5, 9], name: "right" },
    ],
    layout: {},
  },
  "labels on contours": {
    data: [
      {
        type: "contour",
        contours: { showlabels: true },
        z: Array.from({ length: 15 }, (_, i) =>
          Array.from({ length: 20 }, (__, j) => Math.sin(i / 3) * Math.cos(j / 4)),
        ),
      },
    ],
    layout: {},
  },
  "long tick labels": {
    data: [
      {
        type: "bar",
        x: ["permanent snow and ice", "broad-leaved forest", "industrial or commercial"],
        y: [3, 1, 2],
      },
    ],
    layout: { xaxis: { automargin: true, title: { text: "class", standoff: 10 } }, width: 420, height: 400 },
  },
  "indices, exponents and bold": {
    data: [
      { y: [1, 2], name: "<b>CO<sub>2</sub></b> in m<sup>3</sup>" },
      { y: [2, 1], name: "plain" },
    ],
    layout: { showlegend: true },
  },
};

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

const figures: Readonly<Record<string, Figure>> = {
  ...Object.fromEntries(
    Object.entries(gallery).flatMap(([name, make]) => {
      const { still } = make();
      return isPicture(still) ? [] : [[name, still]];
    }),
  ),
  ...further,
};

describe.skipIf(executablePath === null)(
  "a picture drawn without a browser (skipped where no Chromium is on the path)",
  () => {
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
      page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1100, height: 900 } });
      const face = (name: string, weight: number): string => {
        const file = readFileSync(assetPath(`lib/figures/fonts/OpenSans-${name}.ttf`)).toString("base64");
        return `@font-face{font-family:"Open Sans";font-weight:${weight};src:url(data:font/ttf;base64,${file})}`;
      };
      await page.setContent(
        `<!doctype html><style>body{margin:0}svg{display:block}${face("Regular", 400)}${face("Bold", 700)}</style>` +
          `<p style="font-family:'Open Sans'">a<b>b</b></p><div id="here"></div>`,
      );
      await page.addScriptTag({ path: join(plotlyDist(), "plotly-cartesian.min.js") });
      await page.evaluate(() =>
        Promise.all(["12px 'Open Sans'", "bold 12px 'Open Sans'"].map((f) => document.fonts.load(f))),
      );
    });

    afterAll(async () => {
      await browser?.close();
    });

    /** Where the browser sets the texts of an SVG. */
    const textsOf = (svg: string): Promise<readonly Text[]> =>
      page.evaluate((content) => {
        const here = document.getElementById("here")!;
        here.innerHTML = content;
        const origin = here.querySelector("svg")!.getBoundingClientRect();
        return Array.from(here.querySelectorAll("text"), (element) => {
          const box = element.getBoundingClientRect();
          return {
            text: (element.textContent ?? "").replace(/\u200b/g, ""),
            x: (box.left + box.right) / 2 - origin.left,
            y: (box.top + box.bottom) / 2 - origin.top,
          };
        }).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.x + 7 * a.y - b.x - 7 * b.y));
      }, svg);

    const drawnByChromium = async (figure: Figure): Promise<string> => {
      const { width, height } = figureSize(figure);
      return page.evaluate(
        (given) =>
          (
            window as unknown as { Plotly: { toImage(f: object, o: object): Promise<string> } }
          ).Plotly.toImage(
            { data: given.figure.data, layout: given.figure.layout },
            { format: "svg", imageDataOnly: true, width: given.width, height: given.height },
          ),
        { figure: figureJson(figure) as { data: object[]; layout: object }, width, height },
      );
    };

    for (const [name, figure] of Object.entries(figures)) {
      it(`sets the texts of ${name} within a pixel of Chromium's`, async () => {
        const ours = await textsOf(await figureSvg(figure));
        const theirs = await textsOf(await drawnByChromium(figure));
        expect(ours.map(({ text }) => text)).toEqual(theirs.map(({ text }) => text));
        const offsets = ours.map((text, i) => Math.hypot(text.x - theirs[i]!.x, text.y - theirs[i]!.y));
        expect(Math.max(0, ...offsets)).toBeLessThan(1);
      });

      it(`has the pixels of ${name} as Chromium paints them`, async () => {
        await textsOf(await drawnByChromium(figure));
        const theirs = await page.locator("#here svg").first().screenshot({ type: "png" });
        const ours = await figurePng(figure);
        // Two rasterisers: edges and glyphs differ in their grey, areas and places do not.
        const { mean } = difference(ours, theirs);
        // On export a browser's plotly redraws an image at one dot for a CSS pixel, so that 4.5 dots a pixel become 4 or 5.
        const redrawn = figure.data.some((trace) => trace.type === "image");
        expect(mean).toBeLessThan(redrawn ? 2 : 1);
      });
    }
  },
);
