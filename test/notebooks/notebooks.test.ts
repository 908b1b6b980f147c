import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Ended,
  type FileCell,
  isBuilt,
  newFolder,
  readCells,
  root,
  swath,
  text,
} from "../headless/support.js";

const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

/** What kinds of outputs a cell has: the types of messages and their forms, and what an error is called. */
const kinds = (cell: FileCell) =>
  cell.outputs.map((output) => {
    if (output.output_type === "stream") return output.name;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    return `${output.output_type} ${Object.keys(output.data).sort().join(" ")}`;
  });

describe.skipIf(!isBuilt).each(notebooks)("notebooks/%s (skipped where the project is not built)", (name) => {
  const file = join(root, "notebooks", name);
  let ended: Ended;
  let cells: readonly FileCell[];
  const committed = readCells(file);

  beforeAll(async () => {
    const out = newFolder();
    ended = await swath("notebook", "run", file, "--set", "scale=smoke", "--out", out);
    cells = readCells(join(out, name)).filter(
      ({ metadata }) => !metadata.tags?.includes("injected-parameters"),
    );
  }, 180_000);

  it("runs to its end", () => {
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
  });

  it("gives outputs of the kinds that are committed", () => {
    for (const [i, cell] of committed.entries()) {
      if (cell.cell_type !== "code") continue;
      expect({ source: cell.source, kinds: kinds(cells[i]!) }).toEqual({
        source: cell.source,
        kinds: kinds(cell),
      });
    }
  });

  it("is committed whole, in the committed form, small enough, and without a path of somebody's machine", async () => {
    expect(await swath("notebook", "format", "--check", file)).toMatchObject({ code: 0 });
    const counts = committed.filter((cell) => cell.cell_type === "code").map((cell) => cell.execution_count);
    expect(counts).toEqual(counts.map((_, i) => i + 1));
    expect(statSync(file).size).toBeLessThan(1_500_000);
    const words = committed
      .flatMap(({ outputs = [] }) => outputs)
      .map((output) => {
        if (output.output_type === "stream") return text(output.text);
        if (output.output_type === "error") return output.traceback.join("\n");
        return text(output.data["text/plain"]);
      });
    for (const said of words)
      expect(said).not.toMatch(/file:\/\/|(?:^|[\s(])\/(?:home|root|tmp|work|Users)\//m);
  });

  it("calls what is simulated so, in every picture's title", () => {
    const pictures = committed
      .flatMap(({ outputs = [] }) => outputs)
      .flatMap((output) =>
        output.output_type === "execute_result" && "image/png" in output.data
          ? [text(output.data["text/plain"])]
          : [],
      );
    const unsaid = pictures.filter((words) => !/simulated/i.test(words));
    // Tensors and the raster itself are named by their shapes, the layers by theirs, the orbits are real.
    expect(unsaid.filter((words) => !/^(Tensor|Raster|First layer|Figure with)/.test(words))).toEqual([]);
  });
});
