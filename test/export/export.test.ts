import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { highlight } from "../../kernel-ext/export/highlight.js";
import { toHtml } from "../../kernel-ext/export/html.js";
import { toScript } from "../../kernel-ext/export/script.js";
import type { Cell, Notebook, Output } from "../../kernel-ext/headless/nbformat.js";
import { findChromium } from "../figures/support/chromium.js";
import { isBuilt, newFolder, root, swath } from "../headless/support.js";

const executablePath = findChromium();
const tour = join(root, "notebooks", "00-tour.ipynb");

const code = (
  source: string,
  options: { outputs?: readonly Output[]; tags?: readonly string[] } = {},
): Cell => ({
  cell_type: "code",
  id: "c",
  metadata: options.tags ? { tags: options.tags } : {},
  source,
  outputs: options.outputs ?? [],
  execution_count: 1,
});
const notebook = (...cells: readonly Cell[]): Notebook => ({ metadata: {}, cells });
const display = (data: Readonly<Record<string, unknown>>): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});

/** A folder in which `swath` is installed as a dependency. */
function project(): string {
  const folder = newFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "swath"));
  symlinkSync(join(root, "node_modules", "arquero"), join(folder, "node_modules", "arquero"));
  symlinkSync(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

describe("as a script", () => {
  it("imports what cells see without an import, and only that", () => {
    expect(toScript(notebook(code("display(tf.scalar(1))")))).toContain(
      'import { display, tf } from "swath/notebook";',
    );
    expect(toScript(notebook(code("const view = 1;\nconsole.log(view);")))).not.toContain("import");
  });

  it("shows a cell's last expression, but neither a statement nor an assignment nor what shows itself", () => {
    expect(toScript(notebook(code("const a = 1;\na + 1")))).toContain("display(a + 1);");
    for (const source of ["let a; a = 1", "console.log(1)", "display(1)", "1;"])
      expect(toScript(notebook(code(source)))).not.toContain(`display(${source}`);
  });

  it("declares names once that several cells declare", () => {
    const script = toScript(
      notebook(
        code("const a = 1, b = 2;"),
        code("const { a, c } = { a: 3, c: 4 };"),
        code("function a() {}"),
      ),
    );
    expect(script).toContain("let a: any;");
    const run = new Function(`${ts.transpile(script)}; return [typeof a, b, c];`) as () => unknown;
    expect(run()).toEqual(["function", 2, 4]);
  });

  it("moves imports to the top, each once", () => {
    const script = toScript(
      notebook(code('import { a } from "x";\na();'), code('import { a } from "x";\na();')),
    );
    expect(script.match(/import/g)).toHaveLength(1);
    expect(script.startsWith('import { a } from "x";')).toBe(true);
  });

  it("keeps cells that fail on purpose as comments", () => {
    expect(toScript(notebook(code("null.x", { tags: ["raises-exception"] })))).toContain("// null.x");
  });

  it.skipIf(!isBuilt)(
    "the tour type-checks and runs in a project that depends on swath (skipped without a build)",
    async () => {
      const folder = project();
      const file = join(folder, "tour.ts");
      const short = readFileSync(tour, "utf8").replace('let scale = \\"pilot\\"', 'let scale = \\"smoke\\"');
      writeFileSync(join(folder, "tour.ipynb"), short);
      expect(await swath("notebook", "export", join(folder, "tour.ipynb"), "--to", "ts")).toMatchObject({
        code: 0,
      });
      const program = ts.createProgram([file], {
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        target: ts.ScriptTarget.ES2022,
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
      });
      const complaints = ts.getPreEmitDiagnostics(program).map(({ messageText, start, file: where }) => {
        const at = where && start !== undefined ? where.getLineAndCharacterOfPosition(start).line + 1 : 0;
        return `${at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      });
      expect(complaints).toEqual([]);
      writeFileSync(
        join(folder, "tour.js"),
        ts.transpileModule(readFileSync(file, "utf8"), {
          compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
        }).outputText,
      );
      const { status, stdout, stderr } = spawnSync(process.execPath, ["tour.js"], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(stderr + stdout).toMatch(/overall accuracy [\d.]+ %/);
      expect(status).toBe(0);
      expect(existsSync(join(folder, "swath-output"))).toBe(true);
    },
    120_000,
  );
});

describe("as Markdown", () => {
  it.skipIf(!isBuilt)(
    "writes the text, the code in fences and the pictures beside it (skipped without a build)",
    async () => {
      const folder = newFolder();
      cpSync(tour, join(folder, "tour.ipynb"));
      const { stdout } = await swath("notebook", "export", join(folder, "tour.ipynb"), "--to", "md");
      const markdown = readFileSync(join(folder, "tour.md"), "utf8");
      expect(markdown).toMatch(/^# A tour of Swath\n/);
      expect(markdown).toContain("```ts\nconst passes");
      expect(markdown).toContain('the table has no column "lable"');
      const pictures = [...markdown.matchAll(/!\[((?:\\.|[^\]])*)\]\(([^)]*)\)/g)];
      expect(pictures.length).toBeGreaterThan(12);
      for (const [, alt, path] of pictures) {
        expect(alt).not.toBe("");
        const bytes = readFileSync(join(folder, path!));
        expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      }
      expect(stdout.trim().split("\n")).toHaveLength(pictures.length + 1);
    },
  );
});

describe("as a page", () => {
  const attack = '<img src="x" onerror="globalThis.attacked=1"><script>globalThis.attacked=1</script>';

  it("colours comments, keywords, strings and numbers, templates within templates too", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is shown
    const html = highlight("const a = `x${`y${1}`}z`; // <b>");
    expect(html).toContain('<span class="k">const</span>');
    expect(html).toContain('<span class="n">1</span>');
    expect(html).toContain('<span class="c">// &lt;b&gt;</span>');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    expect(html.replace(/<[^>]*>/g, "")).toBe("const a = `x${`y${1}`}z`; // &lt;b&gt;");
  });

  it("escapes what cells and outputs hold", () => {
    const page = toHtml(
      notebook(
        { cell_type: "markdown", id: "m", metadata: {}, source: attack },
        code(attack, {
          outputs: [
            { output_type: "stream", name: "stdout", text: attack },
            { output_type: "error", ename: "E", evalue: "", traceback: [attack] },
          ],
        }),
      ),
      "x.html",
    );
    expect(page).not.toContain("<img");
    expect(page.match(/<script/g)).toBeNull();
  });

  describe.skipIf(!isBuilt || executablePath === null)(
    "in a browser that is offline (skipped without a build or Chromium)",
    () => {
      const folder = isBuilt ? newFolder() : "";
      beforeAll(async () => {
        cpSync(tour, join(folder, "tour.ipynb"));
        await swath("notebook", "export", join(folder, "tour.ipynb"), "--to", "html");
        writeFileSync(
          join(folder, "attack.html"),
          toHtml(notebook(code("1", { outputs: [display({ "text/html": attack })] })), "attack.html"),
        );
      });

      it("draws every interactive plot, reacts to the pointer, and asks for nothing", async () => {
        const browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
        try {
          const context = await browser.newContext({ offline: true, viewport: { width: 1000, height: 800 } });
          const page = await context.newPage();
          const asked: string[] = [];
          const wrong: string[] = [];
          page.on("request", (request) => asked.push(request.url()));
          page.on("pageerror", (error) => wrong.push(error.message));
          const url = pathToFileURL(join(folder, "tour.html")).href;
          await page.goto(url);
          const cells = JSON.parse(readFileSync(tour, "utf8")) as {
            cells: { outputs?: { data?: object }[] }[];
          };
          const live = cells.cells
            .flatMap(({ outputs = [] }) => outputs)
            .filter(({ data = {} }) => "application/vnd.plotly.v1+json" in data);
          await expect
            .poll(() => page.locator(".js-plotly-plot .main-svg .cartesianlayer").count())
            .toBeGreaterThanOrEqual(live.length);
          expect(await page.title()).toBe("A tour of Swath");
          const runs = page.locator(".js-plotly-plot", { hasText: "Five simulated runs" }).first();
          await runs.scrollIntoViewIfNeeded();
          const box = (await runs.locator(".nsewdrag").first().boundingBox())!;
          await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
          await expect.poll(() => runs.locator(".hoverlayer > *").count()).toBeGreaterThan(0);
          if (process.env["SWATH_SCREENSHOTS"])
            await page.screenshot({ path: join(process.env["SWATH_SCREENSHOTS"], "page.png") });
          expect(asked.filter((address) => address !== url && !/^(data|blob):/.test(address))).toEqual([]);
          expect(wrong).toEqual([]);
          await page.goto(pathToFileURL(join(folder, "attack.html")).href);
          await page.waitForTimeout(200);
          expect(await page.evaluate(() => (globalThis as { attacked?: number }).attacked)).toBeUndefined();
        } finally {
          await browser.close();
        }
      });
    },
  );
});

it.skipIf(!isBuilt)(
  "refuses a form that there is not, and a notebook that is none (skipped without a build)",
  async () => {
    expect(await swath("notebook", "export", tour, "--to", "pdf")).toMatchObject({ code: 2 });
    const file = join(newFolder(), "no.ipynb");
    writeFileSync(file, "{");
    expect((await swath("notebook", "export", file, "--to", "md")).stderr).toContain("is not JSON");
    expect(execFileSync("ls", [join(file, "..")], { encoding: "utf8" }).trim()).toBe("no.ipynb");
  },
);
