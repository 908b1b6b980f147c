import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definePaper } from "../../lib/experiment/index.js";
import { encodePng } from "../../lib/figures/png/encode.js";
import { buildReport, htmlOverview, htmlReport } from "../../lib/report/index.js";
import { findChromium } from "../figures/support/chromium.js";
import { realRows, rows, spec } from "./support.js";

const executablePath = findChromium();
const widths = [1200, 390] as const;
const schemes = ["light", "dark"] as const;

/** What makes a page wide: many metrics, long names, an unbroken error, a deep setting, pictures and curves. */
function longPage(): string {
  const main = spec.experiments["main"]!;
  const more = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `metric${i}`,
      { title: `a metric of its own ${i}`, better: "higher" as const },
    ]),
  );
  const setting = { list: Array.from({ length: 60 }, (_, i) => i), word: "x".repeat(200) };
  const paper = definePaper({
    ...spec,
    title: `Pneumonoultramicroscopicsilicovolcanoconiosis ${spec.title} ${"w".repeat(60)}`,
    published: Array.from({ length: 8 }, (_, i) => ({
      ...spec.published[i % 3]!,
      setting: `${i} bands of many`,
    })),
    experiments: {
      main: {
        ...main,
        metrics: { ...main.metrics, ...more },
        scales: { ...main.scales, pilot: { ...main.scales.pilot, setting } },
      },
    },
  });
  const metrics = Object.fromEntries(Object.keys(more).map((name, i) => [name, 0.123456 * i]));
  const pictures = Object.fromEntries(
    ["a", "b", "c", "d", "e", "f"].map((name) => [
      name,
      { title: name, width: 2, height: 2, sha256: "c".repeat(64) },
    ]),
  );
  const curve = (rate: number) => Array.from({ length: 120 }, (_, i) => 2 * Math.exp(-i * rate) + 0.001);
  const runs = [
    ...rows({ new: [0.91, 0.9], old: [0.8, 0.82] }),
    ...realRows({ new: [0.7, 0.72], old: [0.6, 0.6] }),
  ].map((row) => ({
    ...row,
    metrics: { ...row.metrics, ...metrics },
    pictures,
    curves: { loss: curve(row.variant === "new" ? 0.05 + row.seed / 100 : 0.02) },
  }));
  const failed = rows(
    { new: [0] },
    { seed: 9, outcome: "failed", error: `cannot read ${"/folder".repeat(40)}` },
  );
  const png = encodePng({ width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 90, 180, 255) });
  return htmlReport(buildReport(paper, [...runs, ...failed]), () => png);
}

describe.skipIf(executablePath === null)(
  "in a browser (skipped where no Chromium is on the path), the page",
  () => {
    let browser: Browser;
    let folder: string;
    const report = () => join(folder, "toy.html");

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "swath-page-"));
      writeFileSync(report(), longPage());
      const states = [{ slug: "toy", title: "T".repeat(80), citation: spec.title.repeat(9), built: true }];
      writeFileSync(join(folder, "index.html"), htmlOverview(states));
      browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Opens a page, does something on it, and sees that nothing was asked of the network and nothing complained. */
    async function on<T>(
      file: string,
      {
        width = 1200,
        colorScheme = "light",
      }: { readonly width?: number; readonly colorScheme?: "light" | "dark" },
      act: (page: Page) => Promise<T>,
    ): Promise<T> {
      const phone = width < 500;
      const context = await browser.newContext({
        viewport: { width, height: 844 },
        colorScheme,
        ...(phone && { isMobile: true, hasTouch: true }),
      });
      try {
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("request", (request) => {
          if (!/^(file|data):/.test(request.url())) complaints.push(request.url());
        });
        await page.goto(pathToFileURL(file).href);
        const answer = await act(page);
        expect(complaints).toEqual([]);
        return answer;
      } finally {
        await context.close();
      }
    }

    const unfold = (page: Page) =>
      page.evaluate(() => {
        for (const fold of Array.from(document.querySelectorAll("details"))) fold.open = true;
      });

    describe.each(widths)("%i pixels wide", (width) => {
      it.each(["toy.html", "index.html"])(
        "does not overflow to the side, folded or not (%s)",
        async (name) => {
          await on(join(folder, name), { width }, async (page) => {
            const sizes = () =>
              page.evaluate(() => [document.scrollingElement!.scrollWidth, window.innerWidth] as const);
            const [folded, inner] = await sizes();
            expect(inner).toBe(width); // a phone zooms out where something is too wide
            expect(folded).toBeLessThanOrEqual(width);
            await unfold(page);
            expect((await sizes())[0]).toBeLessThanOrEqual(width);
          });
        },
      );

      it("sets nothing outside of the page but in boxes that scroll", async () => {
        const outside = await on(report(), { width }, async (page) => {
          await unfold(page);
          return page.evaluate(() =>
            Array.from(document.querySelectorAll("body *"))
              .filter(
                (element) =>
                  !element.closest(".box, pre") && element.getBoundingClientRect().right > innerWidth + 0.5,
              )
              .map(({ outerHTML }) => outerHTML.slice(0, 80)),
          );
        });
        expect(outside).toEqual([]);
      });

      it.each(schemes)("has words that stand out from the paper (%s)", async (colorScheme) => {
        const weak = await on(report(), { width, colorScheme }, async (page) => {
          await unfold(page);
          return page.evaluate(() => {
            const light = (color: string) => {
              const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
                const value = Number(part) / 255;
                return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
              });
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const paper = light(getComputedStyle(document.body).backgroundColor);
            const contrast = (color: string) => {
              const ink = light(color);
              return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            };
            const words = Array.from(document.querySelectorAll("main *")).filter(({ childNodes }) =>
              Array.from(childNodes).some((node) => node.nodeType === 3 && node.textContent?.trim()),
            );
            const lines = Array.from(document.querySelectorAll(".line")).map(
              (line) => getComputedStyle(line).stroke,
            );
            return [
              ...words
                .map((element) => getComputedStyle(element).color)
                .filter((color) => contrast(color) < 4.5),
              ...lines.filter((color) => contrast(color) < 3),
            ];
          });
        });
        expect([...new Set(weak)]).toEqual([]);
      });
    });

    it("gives a finger room: what can be touched is at least 24 pixels high, and what has a row of its own 44", async () => {
      const small = await on(report(), { width: 390 }, async (page) =>
        page.evaluate(() => {
          const heights = (where: string, least: number) =>
            Array.from(document.querySelectorAll(where))
              .map((element) => [element.textContent ?? "", element.getBoundingClientRect().height] as const)
              .filter(([, height]) => height > 0 && height < least);
          return [...heights("a", 24), ...heights("summary, nav a, .keys button, .scroll td.n a", 44)];
        }),
      );
      expect(small).toEqual([]);
    });

    it("keeps a record on a few lines on a phone", async () => {
      const heights = await on(report(), { width: 390 }, async (page) => {
        await unfold(page);
        return page.evaluate(() =>
          Array.from(
            document.querySelectorAll("#ledger tbody tr"),
            (row) => row.getBoundingClientRect().height,
          ),
        );
      });
      expect(Math.max(...heights)).toBeLessThan(70);
    });

    it("keeps the words of its charts as large as on a desk, on a phone", async () => {
      const sizes = (width: number) =>
        on(report(), { width }, (page) =>
          page.evaluate(() =>
            Array.from(document.querySelectorAll(".dots span, .plot span, .plot p"))
              .filter(({ textContent }) => textContent)
              .map((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
          ),
        );
      expect(Math.min(...(await sizes(390)))).toBeGreaterThanOrEqual(12);
    });

    describe("its curves", () => {
      const tip = (page: Page) =>
        page.evaluate(() => {
          const { hidden, textContent } = document.getElementById("tip")!;
          return hidden ? "" : textContent;
        });
      const near = (page: Page) => page.locator(".field").first().locator(".near").getAttribute("data-label");

      it("say the value under the pointer, and mark its line", async () => {
        await on(report(), {}, async (page) => {
          const field = page.locator(".field").first();
          const { width, height } = (await field.boundingBox())!;
          expect(await tip(page)).toBe("");
          await field.hover({ position: { x: 1, y: 1 } });
          expect(await tip(page)).toMatch(/^(New|Old), .*, seed \d · point 1: 2\.001$/);
          await field.hover({ position: { x: width - 2, y: height - 4 } });
          expect(await tip(page)).toMatch(/^New, .*, seed 1 · point 120: 0\.00\d+$/);
          expect(await near(page)).toMatch(/^New, .*, seed 1$/);
          expect(await page.locator(".field").first().locator(".near").count()).toBe(1);
          await page.mouse.move(2, 2);
          expect(await tip(page)).toBe("");
          expect(await page.locator(".near").count()).toBe(0);
        });
      });

      it("can be read with the keys alone", async () => {
        await on(report(), {}, async (page) => {
          await page.locator("summary").last().focus(); // the keyboard was used: focus shows
          await page.keyboard.press("Shift+Tab");
          await page.evaluate(() => document.querySelector<HTMLElement>(".field")!.focus());
          expect(await tip(page)).toMatch(/^New, .*, seed 0 · point 120: /);
          await page.keyboard.press("ArrowLeft");
          expect(await tip(page)).toMatch(/^New, .*, seed 0 · point 119: /);
          await page.keyboard.press("ArrowDown");
          expect(await tip(page)).toMatch(/, seed 1 · point 119: /);
          await page.keyboard.press("Tab");
          expect(await tip(page)).toBe("");
        });
      });

      it("are singled out by their key, with the pointer and for good with a click", async () => {
        await on(report(), {}, async (page) => {
          const figure = page.locator("figure", { has: page.locator(".field") }).first();
          const faint = () =>
            figure
              .locator(".line.faint")
              .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute("data-of")))]);
          expect(await faint()).toEqual([]);
          const old = figure.getByRole("button", { name: "Old" });
          await old.hover();
          expect(await faint()).toEqual(["New"]);
          await page.mouse.move(2, 2);
          expect(await faint()).toEqual([]);
          await old.click();
          await page.mouse.move(2, 2);
          expect([await faint(), await old.getAttribute("aria-pressed")]).toEqual([["New"], "true"]);
        });
      });

      it("answer to a finger", async () => {
        await on(report(), { width: 390 }, async (page) => {
          await page.locator(".field").first().tap();
          expect(await tip(page)).toMatch(/seed \d · point \d+: /);
          await page.locator("h1").tap();
          expect(await tip(page)).toBe("");
        });
      });
    });

    it("leads from a number to all of its records, unfolded and marked", async () => {
      await on(report(), {}, async (page) => {
        const link = page.locator(".scroll td.n a").first();
        const wanted = (await link.getAttribute("data-records"))!.split(" ");
        expect(await page.locator("#ledger").isVisible()).toBe(false);
        await link.click();
        await page.waitForFunction(() => document.querySelector("#ledger")!.checkVisibility());
        const marked = await page
          .locator("#ledger tr.hit")
          .evaluateAll((all) => all.map((row) => row.getAttribute("data-n")));
        expect(marked.sort()).toEqual(wanted.sort());
        expect(await page.locator("#behind").textContent()).toMatch(
          /^Marked: the 4 records behind New, score/,
        );
      });
    });

    it("opens where an address points to a record", async () => {
      await on(report(), {}, async (page) => {
        const id = await page.locator("#ledger tbody tr").last().getAttribute("id");
        await page.goto(`${pathToFileURL(report()).href}#${id}`);
        await page.reload();
        expect(await page.locator(`[id="${id}"]`).isVisible()).toBe(true);
      });
    });

    it("is whole without scripts", async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(pathToFileURL(report()).href);
      expect(await page.locator(".line").count()).toBeGreaterThan(3);
      expect(await page.locator(".field").first().boundingBox()).toMatchObject({ height: 240 });
      expect(await page.locator(".dot .value").first().textContent()).toMatch(/^0\.\d{4} ± /);
      await context.close();
    });
  },
);
