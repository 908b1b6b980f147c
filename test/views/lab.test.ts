import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type ElementHandle, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installLabextension, type View, type ViewFace, view } from "../../kernel-ext/views/index.js";
import { anomalies, cubeOf } from "../figures/gallery/scene.js";
import { findChromium } from "../figures/support/chromium.js";

// A real JupyterLab opens a notebook that nobody has trusted and that no kernel runs: what a reader of a repository sees.
const executablePath = findChromium();
const lab = spawnSync("jupyter", ["lab", "--version"], { encoding: "utf8" });
const absent = executablePath === null || lab.status !== 0;

interface Plot {
  readonly data: readonly { readonly name?: string; readonly source?: string; readonly opacity?: number }[];
  readonly layout: Readonly<Record<string, never>>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function notebook(views: readonly View[]): Promise<string> {
  const cells = await Promise.all(
    views.map(async (shown, i) => {
      const face = await (shown as unknown as Record<symbol, () => Promise<ViewFace>>)[
        Symbol.for("Jupyter.display")
      ]!();
      const output = { output_type: "display_data", data: face.data, metadata: face.metadata };
      return {
        cell_type: "code",
        id: `cell-${i}`,
        metadata: {},
        execution_count: i + 1,
        source: "",
        outputs: [output],
      };
    }),
  );
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

describe.skipIf(absent)("views in JupyterLab (skipped where jupyter or Chromium is not on the path)", () => {
  let folder: string;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  const elsewhere: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "swath-lab-"));
    const share = join(folder, "share", "jupyter");
    await installLabextension(share);
    const cube = cubeOf(32, 24);
    const { truth, score } = anomalies(32);
    await writeFile(
      join(folder, "views.ipynb"),
      await notebook([
        view.bandSlider(cube, { title: "slider" }),
        view.compare(truth, score, { title: "swipe", titles: ["truth", "RX"] }),
        view.compare(truth, score, { title: "blink", how: "blink" }),
        view.spectra(cube, [[2, 2]], { title: "spectra" }),
      ]),
    );
    const port = await freePort();
    server = spawn(
      "jupyter",
      [
        "lab",
        "--no-browser",
        "--allow-root",
        `--ServerApp.port=${port}`,
        "--IdentityProvider.token=",
        `--ServerApp.root_dir=${folder}`,
      ],
      {
        env: {
          ...process.env,
          JUPYTER_PATH: share,
          JUPYTER_CONFIG_DIR: join(folder, "config"),
          JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
          JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
        },
        stdio: "ignore",
      },
    );
    browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1400, height: 3000 } });
    page.setDefaultTimeout(120_000);
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`http://localhost:${port}`) && !/^(data|blob):/.test(url)) elsewhere.push(url);
    });
    for (let attempt = 0; ; attempt++) {
      try {
        await page.goto(`http://localhost:${port}/lab/tree/views.ipynb?reset`);
        break;
      } catch (error) {
        if (attempt > 240) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    // Without a kernel JupyterLab asks for one.
    await page.waitForSelector(".jp-Notebook .jp-Cell, .jp-Dialog", { timeout: 180_000 });
    await page.waitForTimeout(1500);
    const dialog = await page.$(".jp-Dialog button.jp-mod-reject, .jp-Dialog button.jp-mod-accept");
    await dialog?.click();
    await page.waitForFunction(
      // A figure is made of several of JupyterLab's nodes and several SVGs: it is the figures that count.
      () => document.querySelectorAll(".jp-RenderedPlotly .js-plotly-plot:has(.main-svg)").length >= 4,
    );
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    server?.kill("SIGINT");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** The figure with that title, and how to read its state. */
  async function figure(title: string): Promise<{ handle: ElementHandle<Element>; state(): Promise<Plot> }> {
    for (const handle of await page.$$(".jp-RenderedPlotly .js-plotly-plot")) {
      const state = () =>
        handle.evaluate((element) => {
          const { data, layout } = element as unknown as Plot;
          return JSON.parse(JSON.stringify({ data, layout })) as Plot;
        });
      if (JSON.stringify((await state()).layout["title"]).includes(title)) {
        await handle.scrollIntoViewIfNeeded();
        return { handle, state };
      }
    }
    throw new Error(`no figure "${title}"`);
  }

  const slide = async (handle: ElementHandle<Element>, share: number): Promise<void> => {
    const box = await (await handle.$(".slider-rail-touch-rect"))!.boundingBox();
    await page.mouse.click(box!.x + box!.width * share, box!.y + box!.height / 2);
  };

  it("draws them though the notebook is not trusted, with nothing from the network", async () => {
    expect(await page.locator(".jp-RenderedPlotly .js-plotly-plot").count()).toBe(4);
    expect(elsewhere).toEqual([]);
    const label = await page.locator(".jp-RenderedPlotly").first().getAttribute("aria-label");
    expect(label).toContain("Bands of a cube");
  });

  it("shows another band when the slider is moved", async () => {
    const { handle, state } = await figure("slider");
    const before = (await state()).data[0]!.source;
    // The page may still be settling below the pointer: the click is tried again.
    const moved = async () => {
      await slide(handle, 0.95);
      return (await state()).data[0]!.source;
    };
    await expect.poll(moved, { timeout: 10_000, interval: 500 }).not.toBe(before);
  });

  it("moves the swipe's edge", async () => {
    const { handle, state } = await figure("swipe");
    const edge = async () => {
      await slide(handle, 0.8);
      return ((await state()).layout as unknown as { xaxis2: { domain: number[] } }).xaxis2.domain[1];
    };
    await expect.poll(edge, { timeout: 10_000, interval: 500 }).toBeGreaterThan(0.7);
  });

  it("blinks between the two images", async () => {
    const { handle, state } = await figure("blink");
    const buttons = await handle.$$(".updatemenu-button");
    await buttons[0]!.click();
    await expect.poll(async () => (await state()).data[1]!.opacity, { timeout: 10_000 }).toBe(0);
    await buttons[2]!.click();
    const seen = new Set<number | undefined>();
    await expect
      .poll(async () => seen.add((await state()).data[1]!.opacity).size, { timeout: 10_000, interval: 150 })
      .toBe(2);
  });

  it("adds the spectrum of the pixel that is clicked", async () => {
    const { handle, state } = await figure("spectra");
    const box = (await (await handle.$(".nsewdrag"))!.boundingBox())!;
    const [x, y] = [box.x + box.width * 0.7, box.y + box.height * 0.3];
    await page.mouse.move(x, y);
    await page.waitForTimeout(300);
    await page.mouse.click(x, y);
    await expect
      .poll(async () => (await state()).data.filter(({ name }) => name === "(9, 22)").length, {
        timeout: 10_000,
      })
      .toBe(2);
  });
});
