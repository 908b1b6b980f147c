import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { pythonWith } from "../support/python.js";
import {
  type Ended,
  type FileCell,
  isBuilt,
  newFolder,
  readCells,
  shown,
  startSwath,
  swath,
  writeCells,
} from "./support.js";

const python = pythonWith("nbformat");

describe.skipIf(!isBuilt)("swath notebook run (skipped where the project is not built)", () => {
  // A cell's `../data.json` was looked for from where the command was typed; in Jupyter the same cell found it.
  it("sees relative paths from the notebook's folder, as Jupyter does", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "beside.txt"), "here");
    const file = writeCells(join(folder, "relative.ipynb"), [
      "import { readFileSync } from 'node:fs';\nreadFileSync('beside.txt', 'utf8')",
    ]);
    expect(await swath("notebook", "run", file)).toMatchObject({ code: 0 });
    expect(shown(readCells(file)[0]!).join()).toContain("here");
  });

  describe("a notebook that works", () => {
    let file: string;
    let first: string;
    let ended: Ended;
    let cells: readonly FileCell[];

    beforeAll(async () => {
      file = writeCells(join(newFolder(), "works.ipynb"), [
        "let n = 3;",
        { code: "let epochs = 2;\nlet name = 'a';", tags: ["parameters"] },
        "console.log('out'); console.error('err'); console.log('more');",
        "display(view.histogram([1, 2, 2, 3]));\nconsole.log('behind the picture');",
        "setTimeout(() => console.log('late'), 50); epochs",
        "await new Promise((r) => setTimeout(r, 200)); 'waited'",
        { code: "null.x", tags: ["raises-exception"] },
        "const h = display({ a: 1 }); await h.update({ a: 2 });",
        "display('shown once')",
        "",
        "console.log('gone'); display.clear(); console.log('stays')",
      ]);
      ended = await swath("notebook", "run", file);
      first = readFileSync(file, "utf8");
      cells = readCells(file);
    });

    it("ends with 0 and says so", () => {
      expect(ended).toMatchObject({ code: 0 });
      expect(ended.stdout).toMatch(/^done +works\.ipynb/);
      expect(ended.stderr).toContain("works.ipynb · 3/11");
    });

    it("counts the cells from 1, and leaves empty ones out", () => {
      expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, null, 10]);
    });

    it("keeps stdout and stderr apart and in order", () => {
      expect(shown(cells[2]!)).toEqual(["stdout: out\n", "stderr: err\n", "stdout: more\n"]);
    });

    it("puts a picture that draws itself where it was displayed, before what was printed behind it", () => {
      const [picture, print] = cells[3]!.outputs;
      expect(picture).toMatchObject({ output_type: "display_data" });
      expect(Object.keys((picture as { data: object }).data)).toContain("image/png");
      expect(print).toMatchObject({ output_type: "stream", text: ["behind the picture\n"] });
    });

    it("gives what comes late to the cell that caused it", () => {
      expect(shown(cells[4]!)).toEqual(["execute_result: 2", "stdout: late\n"]);
      expect(shown(cells[5]!)).toEqual(["execute_result: 'waited'"]);
    });

    it("goes on behind a cell that is tagged raises-exception, and keeps its error", () => {
      expect(shown(cells[6]!)[0]).toMatch(/^error: /);
    });

    it("keeps a display's latest face only", () => {
      expect(shown(cells[7]!)).toEqual(["display_data: { a: 2 }"]);
    });

    it("shows a display that is a cell's last expression once, without its handle", () => {
      expect(shown(cells[8]!)).toEqual(["display_data: 'shown once'"]);
    });

    it("forgets what a cell clears", () => {
      expect(shown(cells[10]!)).toEqual(["stdout: stays\n"]);
    });

    it("writes the same file again on a second run", async () => {
      await swath("notebook", "run", file);
      expect(readFileSync(file, "utf8")).toBe(first);
    });

    it("writes what `format --check` accepts", async () => {
      expect(await swath("notebook", "format", "--check", file)).toMatchObject({ code: 0, stdout: "" });
    });

    it.skipIf(!python)("writes valid nbformat 4.5 (skipped without Python's nbformat)", () => {
      const script =
        "import nbformat, sys; nb = nbformat.read(sys.argv[1], nbformat.NO_CONVERT); nbformat.validate(nb); print(nb.nbformat, nb.nbformat_minor)";
      expect(execFileSync(python!, ["-W", "error", "-c", script, file], { encoding: "utf8" }).trim()).toBe(
        "4 5",
      );
    });

    it("injects --set behind the tagged cell, replaces it next time, and leaves other folders to --out", async () => {
      const out = newFolder();
      await swath("notebook", "run", file, "--set", "epochs=7", "--set", "name=b c", "--out", out);
      expect(readFileSync(file, "utf8")).toBe(first);
      const written = join(out, "works.ipynb");
      const injected = readCells(written)[2]!;
      expect(injected.metadata.tags).toEqual(["injected-parameters"]);
      expect(injected.source.join("")).toBe('let epochs = 7;\nlet name = "b c";');
      expect(shown(readCells(written)[5]!)[0]).toBe("execute_result: 7");
      await swath("notebook", "run", written, "--set", "epochs=8");
      expect(readCells(written)).toHaveLength(12);
      expect(shown(readCells(written)[5]!)[0]).toBe("execute_result: 8");
    });
  });

  it("refuses a parameter that the notebook does not have, and one that is not name=value", async () => {
    const file = writeCells(join(newFolder(), "p.ipynb"), [
      { code: "let epochs = 2;", tags: ["parameters"] },
    ]);
    const [unknown, malformed, none] = await Promise.all([
      swath("notebook", "run", file, "--set", "epoch=3"),
      swath("notebook", "run", file, "--set", "3"),
      swath("notebook", "run", writeCells(join(newFolder(), "n.ipynb"), ["1"]), "--set", "a=3"),
    ]);
    expect(unknown.code).toBe(1);
    expect(unknown.stdout).toContain("it has epochs");
    expect(malformed).toMatchObject({ code: 2 });
    expect(none.stdout).toContain('no cell tagged "parameters"');
  });

  describe("several at once", () => {
    let ended: Ended;
    const folder = isBuilt ? newFolder() : "";
    const path = (name: string) => join(folder, `${name}.ipynb`);
    const outcomes = () =>
      Object.fromEntries(
        ended.stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as { file: string; status: string; message?: string })
          .map((outcome) => [outcome.file.replace(/^.*\/|\.ipynb$/g, ""), outcome]),
      );

    beforeAll(async () => {
      writeCells(path("works"), ["1 + 1"]);
      writeCells(path("fails"), [
        "const a = 1;",
        "function f() {\n  throw new RangeError('no');\n}\nf()",
        "2",
      ]);
      writeCells(path("crashes"), [
        "1",
        "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => undefined)",
      ]);
      writeCells(path("exits"), ["process.exit(0)"]);
      writeCells(path("loops"), ["1", "while (true) {}"]);
      writeCells(path("loops later"), ["await null; let i = 0; for (;;) i++;"]);
      writeCells(path("waits"), ["await new Promise(() => undefined)"]);
      const names = ["works", "fails", "crashes", "exits", "loops", "loops later", "waits"];
      ended = await swath("notebook", "run", ...names.map(path), "--jobs", "4", "--timeout", "5", "--json");
    });

    it("ends with 1 when one has failed, and runs the others", () => {
      expect(ended.code).toBe(1);
      expect(outcomes()["works"]).toMatchObject({ status: "ok" });
      expect(shown(readCells(path("works"))[0]!)).toEqual(["execute_result: 2"]);
    });

    it("tells error, cell and line, and runs nothing behind them", () => {
      const { failure } = outcomes()["fails"] as unknown as {
        failure: { index: number; error: { traceback: string[] } };
      };
      expect(failure.index).toBe(1);
      expect(failure.error.traceback.slice(0, 2)).toEqual(["RangeError: no", "  Cell [2], line 2"]);
      const cells = readCells(path("fails"));
      expect(shown(cells[1]!)).toEqual(["error: RangeError: no"]);
      expect(cells[2]).toMatchObject({ execution_count: null, outputs: [] });
    });

    it("survives a crash of native code, says in which cell, and leaves the file alone", () => {
      expect(outcomes()["crashes"]).toMatchObject({ status: "broken" });
      expect(outcomes()["crashes"]!.message).toMatch(/in cell 2 .*SIGSEGV/);
      expect(readCells(path("crashes"))[0]!.execution_count).toBeNull();
    });

    it("does not let a cell end the run as if all were well", () => {
      expect(outcomes()["exits"]).toMatchObject({ status: "failed" });
    });

    it.each(["loops", "loops later", "waits"])("stops a cell that %s when its time is up", (name) => {
      expect(outcomes()[name]).toMatchObject({ status: "failed", failure: { error: { name: "Timeout" } } });
      const last = readCells(path(name)).at(-1)!;
      expect(shown(last)).toEqual([
        "error: Timeout: the cell took longer than 5 s; give it more with --timeout, or a smaller --scale",
      ]);
    });
  });

  it("goes on behind a failed cell with --allow-errors", async () => {
    const file = writeCells(join(newFolder(), "e.ipynb"), ["null.x", "const n: number = 'a'", "3"]);
    expect(await swath("notebook", "run", file, "--allow-errors")).toMatchObject({ code: 0 });
    expect(readCells(file).map((cell) => cell.outputs[0]?.output_type)).toEqual([
      "error",
      "error",
      "execute_result",
    ]);
  });

  it.each([
    ["a synchronous endless loop", "console.log('begun'); while (true) {}"],
    ["an endless wait", "console.log('begun'); await new Promise(() => undefined)"],
  ])("Ctrl-C within %s ends it with 130 and leaves the file as it was", async (_, code) => {
    const file = writeCells(join(newFolder(), "c.ipynb"), ["1", code]);
    const before = readFileSync(file, "utf8");
    const running = startSwath(["notebook", "run", file]);
    await expect.poll(running.stderr, { timeout: 30_000, interval: 50 }).toContain("2/2");
    await new Promise((resume) => setTimeout(resume, 300));
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    expect(readFileSync(file, "utf8")).toBe(before);
    // Nothing is left running: the notebook's process would still write, or burn a core.
    const processes = execFileSync("ps", ["-eo", "ppid=,args="], { encoding: "utf8" });
    expect(processes.split("\n").filter((line) => line.trim().startsWith(`${running.child.pid} `))).toEqual(
      [],
    );
  });

  it("refuses broken files before anything runs, and says which and why", async () => {
    const folder = newFolder();
    const good = writeCells(join(folder, "good.ipynb"), ["1"]);
    const write = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const cases = [
      [write("cut.ipynb", '{"cells": ['), /cut\.ipynb.*is not JSON/s],
      [write("old.ipynb", '{"nbformat": 3, "worksheets": []}'), /nbformat 3/],
      [write("none.ipynb", '{"nbformat": 4}'), /no list of cells/],
      [write("odd.ipynb", '{"nbformat": 4, "cells": [{"cell_type": "heading"}]}'), /cell 1 .*heading/s],
      [join(folder, "absent.ipynb"), /absent\.ipynb cannot be read \(ENOENT\)/],
    ] as const;
    const ends = await Promise.all(cases.map(([file]) => swath("notebook", "run", good, file)));
    for (const [i, [, message]] of cases.entries()) {
      expect(ends[i]!.code).toBe(1);
      expect(ends[i]!.stderr).toMatch(message);
    }
    expect(readCells(good)[0]!.execution_count).toBeNull();
  });
});
