import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  installLabextension,
  LABEXTENSION,
  labextensionFiles,
  uninstallLabextension,
} from "../../kernel-ext/views/index.js";

let share: string;

beforeAll(async () => {
  share = await mkdtemp(join(tmpdir(), "swath-share-"));
});

afterAll(() => rm(share, { recursive: true }));

describe("the JupyterLab extension", () => {
  it("is put where JupyterLab looks, with plotly.js beside it, twice without harm", async () => {
    await installLabextension(share);
    const folder = await installLabextension(share);
    expect(folder).toBe(join(share, "labextensions", LABEXTENSION));
    for (const { path } of labextensionFiles())
      expect((await stat(join(folder, path))).size).toBeGreaterThan(100);
    const { name, jupyterlab } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      name: string;
      jupyterlab: { _build: { load: string; mimeExtension: string } };
    };
    expect(name).toBe(LABEXTENSION);
    await stat(join(folder, jupyterlab._build.load));
  });

  it("answers as JupyterLab's module federation asks: container, module, renderer", async () => {
    const window: {
      _JUPYTERLAB?: Record<string, { init(scope: object): void; get(name: string): Promise<() => object> }>;
    } = {};
    const source = labextensionFiles().find(({ path }) => path.endsWith("remoteEntry.js"))!.source;
    const context = {
      window,
      document: { currentScript: { src: "http://localhost/lab/static/remoteEntry.js" } },
      URL,
    };
    vm.runInNewContext(await readFile(source, "utf8"), context);
    const container = window._JUPYTERLAB![LABEXTENSION]!;
    class Widget {
      readonly node = { style: {} };
      addClass(): void {}
    }
    container.init({ "@lumino/widgets": { "2.0.0": { get: () => Promise.resolve(() => ({ Widget })) } } });
    const { default: plugin } = (await container.get("./mimeExtension"))() as {
      default: {
        rank: number;
        rendererFactory: { safe: boolean; mimeTypes: string[]; createRenderer(): object };
      };
    };
    // Before image/png (90) and text/html (50); safe: untrusted notebooks are drawn as well.
    expect(plugin.rank).toBe(0);
    expect(plugin.rendererFactory.safe).toBe(true);
    expect(plugin.rendererFactory.mimeTypes).toEqual(["application/vnd.plotly.v1+json"]);
    expect(plugin.rendererFactory.createRenderer()).toBeInstanceOf(Widget);
    await expect(container.get("./other")).rejects.toThrow("swath-plotly has no module ./other");
  });

  it("takes nothing from the network", async () => {
    const source = labextensionFiles().find(({ path }) => path.endsWith("remoteEntry.js"))!.source;
    expect(await readFile(source, "utf8")).not.toMatch(/https?:/);
  });

  it("can be taken away, also when it is not there", async () => {
    await uninstallLabextension(share);
    await uninstallLabextension(share);
    expect(await readdir(join(share, "labextensions"))).toEqual([]);
  });

  const lister = spawnSync("jupyter", ["labextension", "--version"], { encoding: "utf8" });
  it.skipIf(lister.status !== 0)(
    "is listed as enabled by JupyterLab (skipped where jupyter is not on the path)",
    async () => {
      await installLabextension(share);
      const { stdout, stderr } = spawnSync("jupyter", ["labextension", "list"], {
        encoding: "utf8",
        env: { ...process.env, JUPYTER_PATH: share },
      });
      expect(`${stdout}${stderr}`).toMatch(/swath-plotly v[\d.]+ .*enabled.*OK/);
    },
  );
});
