import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type ElementHandle, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../figures/support/chromium.js";
import { root } from "../headless/support.js";
import { pythonWith } from "../support/python.js";
import { absent, installed } from "./support.js";

const executablePath = findChromium();

/** Whoever wants to look: a folder for pictures of what the browser shows. */
const screenshots = process.env["SWATH_SCREENSHOTS"];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What is used of the objects of JupyterLab (Notebook 7 is made of them), shown to scripts when it is told to. */
interface Lab {
  readonly commands: { execute(id: string): Promise<unknown> };
  readonly shell: { readonly currentWidget: NotebookPanel };
}
interface NotebookPanel {
  readonly sessionContext: {
    readonly session: { readonly kernel: { readonly status: string; restart(): Promise<void> } };
    readonly kernelDisplayName: string;
  };
  readonly content: {
    activeCellIndex: number;
    readonly widgets: readonly {
      readonly model: {
        readonly type: string;
        readonly sharedModel: { source: string };
        readonly executionCount: number | null;
        readonly outputs: { toJSON(): readonly Record<string, unknown>[] };
      };
    }[];
  };
}
declare const jupyterapp: Lab;
interface Plot {
  readonly data: readonly { readonly source?: string }[];
}

/** A page in which people work with notebooks. */
interface FrontEnd {
  readonly name: string;
  /** Python's module of its server. */
  readonly module: string;
  /** Shows the application to scripts. */
  readonly expose: string;
  readonly page: string;
}

const frontEnds: readonly FrontEnd[] = [
  {
    name: "JupyterLab",
    module: "jupyterlab",
    expose: "--LabApp.expose_app_in_browser=True",
    page: "lab/tree/tour.ipynb?reset",
  },
  {
    name: "Notebook 7",
    module: "notebook",
    expose: "--JupyterNotebookApp.expose_app_in_browser=True",
    page: "notebooks/tour.ipynb",
  },
];

describe.each(frontEnds.map((frontEnd) => [frontEnd.name, frontEnd] as const))(
  "%s with the tour",
  (name, frontEnd) => {
    describe.skipIf(executablePath === null || absent(frontEnd.module))(
      `(skipped without a build, without Chromium, or without ${frontEnd.module} in SWATH_TEST_PYTHON)`,
      () => {
        let server: ChildProcess;
        let browser: Browser;
        let page: Page;
        let url: string;
        const elsewhere: string[] = [];

        const status = () =>
          page.evaluate(() => jupyterapp.shell.currentWidget?.sessionContext.session?.kernel?.status);
        const idle = () => expect.poll(status, { timeout: 60_000, interval: 200 }).toBe("idle");
        const look = async (scene: string) => {
          if (!screenshots) return;
          mkdirSync(screenshots, { recursive: true });
          await page.screenshot({ path: join(screenshots, `${frontEnd.module}-${scene}.png`) });
        };

        /** Writes code into a new cell at the end, and begins to run it. */
        const begin = (code: string) =>
          page.evaluate(async (source) => {
            const { content } = jupyterapp.shell.currentWidget;
            content.activeCellIndex = content.widgets.length - 1;
            await jupyterapp.commands.execute("notebook:insert-cell-below");
            await jupyterapp.commands.execute("notebook:change-cell-to-code");
            content.widgets[content.activeCellIndex]!.model.sharedModel.source = source;
            void jupyterapp.commands.execute("notebook:run-cell");
          }, code);
        const lastCell = () =>
          page.evaluate(() => {
            const { model } = jupyterapp.shell.currentWidget.content.widgets.at(-1)!;
            return { count: model.executionCount, outputs: JSON.stringify(model.outputs.toJSON()) };
          });

        /** A plot by its title. */
        async function figure(title: string): Promise<ElementHandle<Element>> {
          for (const handle of await page.$$(".jp-RenderedPlotly .js-plotly-plot")) {
            const text = await handle.evaluate((element) =>
              JSON.stringify((element as unknown as { layout: { title?: unknown } }).layout.title ?? ""),
            );
            if (!text.includes(title)) continue;
            await handle.scrollIntoViewIfNeeded();
            return handle;
          }
          throw new Error(`no figure "${title}"`);
        }

        beforeAll(async () => {
          const { folder, env } = installed();
          symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
          cpSync(join(root, "notebooks", "00-tour.ipynb"), join(folder, "tour.ipynb"));
          const setting = (plugin: string, name: string, json: object) => {
            const settings = join(folder, "settings", "@jupyterlab", plugin);
            mkdirSync(settings, { recursive: true });
            writeFileSync(join(settings, `${name}.jupyterlab-settings`), JSON.stringify(json));
          };
          // Cells off the screen are to be there as well, and no question is to stand before them.
          setting("notebook-extension", "tracker", { windowingMode: "none" });
          setting("apputils-extension", "notification", { fetchNews: "false", checkForUpdates: false });
          const port = await freePort();
          server = spawn(
            pythonWith(frontEnd.module) as string,
            [
              ...["-m", frontEnd.module, "--no-browser", "--allow-root", `--ServerApp.port=${port}`],
              ...["--IdentityProvider.token=", `--ServerApp.root_dir=${folder}`, frontEnd.expose],
            ],
            {
              env: {
                ...env,
                JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
                JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
              },
              stdio: "ignore",
            },
          );
          browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
          page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
          page.on("request", (request) => {
            const asked = request.url();
            if (!asked.startsWith(`http://localhost:${port}`) && !/^(data|blob):/.test(asked))
              elsewhere.push(asked);
          });
          url = `http://localhost:${port}/${frontEnd.page}`;
        }, 180_000);

        afterAll(async () => {
          await browser?.close();
          server?.kill("SIGTERM");
        });

        it("picks the kernel TypeScript (Swath), and shows the committed plots before anything runs", async () => {
          const opens = () =>
            page.goto(url).then(
              () => true,
              () => false,
            );
          await expect.poll(opens, { timeout: 60_000, interval: 500 }).toBe(true);
          await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
          if (name === "JupyterLab")
            await page.evaluate(() => jupyterapp.commands.execute("application:toggle-left-area"));
          await idle();
          const kernel = await page.evaluate(
            () => jupyterapp.shell.currentWidget.sessionContext.kernelDisplayName,
          );
          expect(kernel).toBe("TypeScript (Swath)");
          await expect
            .poll(() => page.locator(".jp-RenderedPlotly .js-plotly-plot .main-svg").count(), {
              timeout: 30_000,
            })
            .toBeGreaterThan(8);
          await look("1-opened");
        }, 180_000);

        it("runs all cells and counts them", async () => {
          await page.evaluate(() => jupyterapp.commands.execute("notebook:run-all-cells"));
          const counts = () =>
            page.evaluate(() =>
              jupyterapp.shell.currentWidget.content.widgets
                .filter(({ model }) => model.type === "code")
                .map(({ model }) => model.executionCount),
            );
          const expected = (await counts()).map((_, i) => i + 1);
          await expect.poll(counts, { timeout: 90_000, interval: 250 }).toEqual(expected);
          await (await figure("Simulated truth and prediction")).scrollIntoViewIfNeeded();
          await look("2-ran");
        }, 120_000);

        it("a plot reacts to its slider", async () => {
          const handle = await figure("band by band");
          const band = () => handle.evaluate((element) => (element as unknown as Plot).data[0]!.source);
          const before = await band();
          const moved = async () => {
            const box = (await (await handle.$(".slider-rail-touch-rect"))!.boundingBox())!;
            await page.mouse.click(box.x + box.width * 0.95, box.y + box.height / 2);
            return band();
          };
          await expect.poll(moved, { timeout: 15_000, interval: 500 }).not.toBe(before);
          await look("3-slider");
        });

        it("a plot says what lies under the pointer", async () => {
          const handle = await figure("Five simulated runs");
          const hovered = async () => {
            const box = (await (await handle.$(".nsewdrag"))!.boundingBox())!;
            await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.35);
            await page.mouse.move(box.x + box.width * 0.52, box.y + box.height * 0.36, { steps: 4 });
            await page.waitForTimeout(200);
            return (await handle.$$(".hoverlayer > *")).length;
          };
          await expect.poll(hovered, { timeout: 15_000, interval: 500 }).toBeGreaterThan(0);
          await look("4-hover");
        });

        it("interrupts an endless loop and keeps what the cells have made", async () => {
          await begin("while (true) {}");
          await expect.poll(status, { timeout: 15_000, interval: 100 }).toBe("busy");
          await page.evaluate(() => jupyterapp.commands.execute("notebook:interrupt-kernel"));
          await idle();
          expect((await lastCell()).outputs).toContain("Interrupted");
          await look("5-interrupted");
          await begin("names.length");
          await expect.poll(async () => (await lastCell()).outputs, { timeout: 15_000 }).toContain('"5"');
        });

        it("restarts with nothing left behind", async () => {
          await page.evaluate(() => void jupyterapp.commands.execute("notebook:restart-kernel"));
          await page.click(".jp-Dialog .jp-mod-accept");
          await expect.poll(status, { timeout: 10_000, interval: 20 }).not.toBe("idle");
          await look("6-restarting");
          await expect.poll(status, { timeout: 20_000, interval: 200 }).toBe("idle");
          await begin("typeof globalThis.tf; names");
          await expect
            .poll(async () => (await lastCell()).outputs, { timeout: 30_000 })
            .toContain("Cannot find name 'names'");
          // The number comes with the reply, a moment after the output.
          await expect.poll(async () => (await lastCell()).count, { timeout: 10_000 }).toBe(1);
          await look("6-restarted");
        });

        it("loads nothing from elsewhere", () => {
          expect(elsewhere).toEqual([]);
        });
      },
    );
  },
);
