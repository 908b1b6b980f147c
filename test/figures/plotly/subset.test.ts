import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { assetPath } from "../../../lib/figures/assets.js";
import { drawingSvg, labelMap } from "../../../lib/figures/index.js";
import { embedFonts } from "../../../lib/figures/plotly/embed-fonts.js";
import { subsetWoff } from "../../../lib/figures/plotly/subset.js";
import { measureText } from "../../../lib/figures/plotly/typeface.js";
import { findChromium } from "../support/chromium.js";

const file = readFileSync(assetPath("lib/figures/fonts/OpenSans-Regular.ttf"));

/** The tables of a WOFF, unpacked. */
function tablesOf(woff: Buffer): ReadonlyMap<string, Buffer> {
  return new Map(
    Array.from({ length: woff.readUInt16BE(12) }, (_, i) => {
      const entry = 44 + i * 20;
      const [offset, packed, whole] = [4, 8, 12].map((k) => woff.readUInt32BE(entry + k)) as [
        number,
        number,
        number,
      ];
      const body = woff.subarray(offset, offset + packed);
      return [woff.toString("latin1", entry, entry + 4), packed < whole ? inflateSync(body) : body] as const;
    }),
  );
}

/** How many glyphs have an outline. */
function outlines(woff: Buffer): number {
  const loca = tablesOf(woff).get("loca")!;
  let count = 0;
  for (let i = 4; i < loca.length; i += 4) if (loca.readUInt32BE(i) > loca.readUInt32BE(i - 4)) count++;
  return count;
}

describe("a font with few glyphs", () => {
  it("is a tenth of the whole one, and grows with the glyphs", () => {
    const small = subsetWoff(file, "abc");
    expect(small.length).toBeLessThan(file.length / 8);
    expect(subsetWoff(file, "abcdefghijklmnopqrstuvwxyz").length).toBeGreaterThan(small.length);
    expect(small.readUInt32BE(8)).toBe(small.length);
  });

  it("has the outlines asked for and no others; spaces have none", () => {
    // This font's .notdef is empty.
    expect(outlines(subsetWoff(file, "ab c"))).toBe(3);
  });

  it("keeps the parts of a composed letter", () => {
    expect(outlines(subsetWoff(file, "é"))).toBeGreaterThanOrEqual(2);
  });
});

describe("an SVG with its glyphs", () => {
  it("brings bold and fallback faces only where a text uses them", () => {
    const svg = (style: string, text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg"><text ${style}>${text}</text></svg>`;
    const faces = (text: string) =>
      [...text.matchAll(/font-family:"([^"]+)";font-weight:(\d+)/g)].map(([, f, w]) => `${f} ${w}`);
    expect(faces(embedFonts(svg("", "a")))).toEqual(["Open Sans 400"]);
    expect(faces(embedFonts(svg('font-weight="700"', "a")))).toEqual(["Open Sans 400", "Open Sans 700"]);
    expect(faces(embedFonts(svg(`font-family="'DejaVu Sans'"`, "→")))).toEqual(["DejaVu Sans 400"]);
    expect(faces(embedFonts("<svg></svg>"))).toEqual([]);
  });

  it("claims only its own characters, so that several pictures in one page do not blank each other", () => {
    const text = (content: string) => embedFonts(`<svg><text>${content}</text></svg>`);
    expect(text("abcx&amp;")).toContain("unicode-range:U+26,U+61-63,U+78}");
  });

  const executablePath = findChromium();
  it.skipIf(executablePath === null)(
    "is set in them by a browser that has not got the font (skipped where no Chromium is on the path)",
    async () => {
      const svg = await drawingSvg(
        labelMap(
          { data: [1, 2], width: 2, height: 1 },
          { title: "Wide and bold", names: ["", "été", "water"] },
        ),
      );
      const browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
      try {
        const page = await browser.newPage();
        await page.setContent(svg);
        await page.evaluate(() => document.fonts.ready);
        const width = (text: string) =>
          page.evaluate(
            (wanted) =>
              Array.from(document.querySelectorAll("text"))
                .find(({ textContent }) => textContent === wanted)!
                .getBBox().width,
            text,
          );
        expect(await width("Wide and bold")).toBeCloseTo(
          measureText("Wide and bold", { size: 15, bold: true }).width,
          0,
        );
        expect(await width("été")).toBeCloseTo(measureText("été", { size: 12 }).width, 0);
      } finally {
        await browser.close();
      }
    },
  );
});
