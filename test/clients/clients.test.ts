import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Output } from "../../kernel-ext/headless/nbformat.js";
import {
  type Ended,
  type FileCell,
  newFolder,
  readCells,
  root,
  shown,
  swath,
  text,
  writeCells,
} from "../headless/support.js";
import { absent, type Installed, installed, python } from "./support.js";

const CLIENT = `
import nbformat, sys
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], 4)
NotebookClient(nb, kernel_name="swath", timeout=120).execute()
nbformat.write(nb, sys.argv[2])
`;

/** An output without what differs from run to run: times in the training's picture, and what is alive in memory. */
function normalised(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: text(output.text) };
  if (output.output_type === "error") return output;
  const words = text(output.data["text/plain"]);
  const volatile = /steps\/s|alive; .* freed/.test(words);
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    volatile ? "…" : typeof value === "string" || Array.isArray(value) ? text(value).trim() : value,
  ]);
  return { type: output.output_type, data: Object.fromEntries(data) };
}

const codeCells = (path: string): readonly FileCell[] =>
  readCells(path).filter((cell) => cell.cell_type === "code");

// One at a time would take minutes: two tools run side by side.
describe.skipIf(absent("nbclient", "nbconvert", "papermill", "nbmake"))(
  "real clients run the tour (skipped without a build or without nbclient, nbconvert, papermill and nbmake in SWATH_TEST_PYTHON)",
  () => {
    let jupyter: Installed;
    let cwd: string;
    let headless: readonly FileCell[];
    let ended: Readonly<Record<"nbclient" | "nbconvert" | "papermill" | "nbmake", Ended>>;
    const file = (name: string) => join(cwd, `${name}.ipynb`);
    const run = (...args: readonly string[]) => python(args, { env: jupyter.env, cwd });

    beforeAll(async () => {
      jupyter = installed();
      cwd = newFolder();
      symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
      cpSync(join(root, "notebooks", "00-tour.ipynb"), file("tour"));
      // papermill and its kin know no TypeScript: parameters are set by our own runner.
      const made = await swath("notebook", "run", file("tour"), "--set", "scale=smoke");
      expect(made, made.stderr).toMatchObject({ code: 0 });
      headless = codeCells(file("tour"));
      const first = Promise.all([
        run("-c", CLIENT, file("tour"), file("nbclient")),
        run("-m", "nbconvert", "--execute", "--to", "notebook", "--output", file("nbconvert"), file("tour")),
      ]);
      const [nbclient, nbconvert] = await first;
      const [papermill, nbmake] = await Promise.all([
        run("-m", "papermill", "--no-progress-bar", "-k", "swath", file("tour"), file("papermill")),
        run(
          "-m",
          "pytest",
          "-q",
          "-p",
          "no:cacheprovider",
          "--nbmake",
          "--nbmake-kernel=swath",
          file("tour"),
        ),
      ]);
      ended = { nbclient, nbconvert, papermill, nbmake };
    }, 600_000);

    it.each(["nbclient", "nbconvert", "nbmake"] as const)("%s runs it to its end", (tool) => {
      expect(ended[tool], ended[tool].stderr + ended[tool].stdout).toMatchObject({ code: 0 });
    });

    it("papermill runs it to its end, and then minds the errors that are meant (it does not know raises-exception)", () => {
      expect(ended.papermill.code).toBe(1);
      expect(ended.papermill.stderr).toMatch(/PapermillExecutionError[\s\S]*lable/);
      expect(headless.at(-1)!.outputs[0]).toMatchObject({ output_type: "error" });
    });

    it.each(["nbclient", "nbconvert", "papermill"])(
      "%s counts the cells as the headless runner does",
      (tool) => {
        const counts = headless.map((cell) => cell.execution_count);
        expect(counts).toEqual(counts.map((_, i) => i + 1));
        expect(codeCells(file(tool)).map((cell) => cell.execution_count)).toEqual(counts);
      },
    );

    it.each(["nbclient", "nbconvert", "papermill"])(
      "%s gets the headless runner's outputs, one by one",
      (tool) => {
        const cells = codeCells(file(tool));
        for (const [i, cell] of headless.entries())
          expect({ cell: i + 1, outputs: cells[i]!.outputs.map(normalised) }).toEqual({
            cell: i + 1,
            outputs: cell.outputs.map(normalised),
          });
      },
    );

    it("stops all of them at a cell that fails, with its error", async () => {
      writeCells(file("fails"), ["const a = 1;", "throw new RangeError('out of orbit')"]);
      const [nbconvert, nbmake] = await Promise.all([
        run("-m", "nbconvert", "--execute", "--to", "notebook", "--stdout", file("fails")),
        run(
          "-m",
          "pytest",
          "-q",
          "-p",
          "no:cacheprovider",
          "--nbmake",
          "--nbmake-kernel=swath",
          file("fails"),
        ),
      ]);
      expect(nbconvert.code).not.toBe(0);
      expect(nbconvert.stderr).toContain("out of orbit");
      expect(nbmake.code).not.toBe(0);
      expect(nbmake.stdout).toContain("out of orbit");
    });

    it("papermill refuses -p for TypeScript, as it does for every language it has no translator for", async () => {
      writeCells(file("set"), [{ code: "let a = 1;", tags: ["parameters"] }, "a"]);
      const refused = await run(
        "-m",
        "papermill",
        "--no-progress-bar",
        file("set"),
        file("set-out"),
        "-k",
        "swath",
        "-p",
        "a",
        "3",
      );
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toMatch(/translator/);
      await swath("notebook", "run", file("set"), "--set", "a=3");
      const ours = await run(
        "-m",
        "papermill",
        "--no-progress-bar",
        file("set"),
        file("set-out"),
        "-k",
        "swath",
      );
      expect(ours.code, ours.stderr).toBe(0);
      expect(shown(readCells(file("set-out")).at(-1)!)).toEqual(["execute_result: 3"]);
    });
  },
);
