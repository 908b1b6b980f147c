import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Ended,
  type FileCell,
  isBuilt,
  newFolder,
  readCells,
  root,
  shown,
  swath,
  text,
  writeCells,
} from "../../headless/support.js";

const SETUP = `import { desc, escape, not, op, table } from "arquero";
const t = table({ name: ["a", "b"], value: [1, 5], score: [2, 3] });
const u = table({ name: ["a"], zone: [1] });
const limit = 3;`;

const NAM = 'the table has no column "nam"; nearest first, it has "name", "value", "score"; write "name"';
const VALU = 'the table has no column "valu"; nearest first, it has "value", "name", "score"; write "value"';
const OTHER = 'the other table has no column "zon"; nearest first, it has "zone", "name"; write "zone"';

/** A cell with a mistake, and what it is told. */
const mistakes: readonly (readonly [code: string, words: string])[] = [
  ["t.filter(d => d.nam > 3)", `filter: ${NAM}`],
  ["t.filter(({ nam }) => nam > 3)", `filter: ${NAM}`],
  ["t.filter(d => d['nam'] > 3)", `filter: ${NAM}`],
  ["t.derive({ double: d => d.valu * 2 })", `derive: ${VALU}`],
  ["t.rollup({ mean: op.mean('valu') })", `rollup: ${VALU}`],
  ["t.rollup({ mean: d => op.mean(d.valu) })", `rollup: ${VALU}`],
  ["t.select('nam')", `select: ${NAM}`],
  ["t.rename({ nam: 'id' })", `rename: ${NAM}`],
  // Arquero: `Invalid column reference: ""`.
  ["t.orderby('nam')", `orderby: ${NAM}`],
  ["t.orderby(desc('nam'))", `orderby: ${NAM}`],
  ["t.groupby('name', 'nam')", `groupby: ${NAM}`],
  ["t.dedupe('nam')", `dedupe: ${NAM}`],
  ["t.fold(['value', 'nam'])", `fold: ${NAM}`],
  ["t.pivot('name', 'valu')", `pivot: ${VALU}`],
  ["t.impute({ nam: () => 0 })", `impute: ${NAM}`],
  ["t.join(u, 'nam')", `join: ${NAM}`],
  ["t.join(u, ['name', 'zon'])", `join: ${OTHER}`],
  ["t.join(u, (a, b) => a.name === b.zon)", `join: ${OTHER}`],
  ["t.lookup(u, ['name', 'name'], 'zon')", `lookup: ${OTHER}`],
  // Arquero: `Cannot read properties of undefined (reading 'at')`.
  ["t.array('nam')", `array: ${NAM}`],
  ["t.get('nam', 0)", `get: ${NAM}`],
  ["t.objects({ columns: ['nam'] })", `objects: ${NAM}`],
  ["t.toCSV({ columns: ['nam'] })", `toCSV: ${NAM}`],
  // Arquero says nothing: no row is left, a column of undefined, a column gone.
  ["t.filter(escape((d: any) => d.nam > 3))", `filter: ${NAM}`],
  ["t.derive({ double: escape((d: any) => d.valu * 2) })", `derive: ${VALU}`],
  ["t.relocate('value', { before: 'nam' })", `relocate: ${NAM}`],
  // A name that is near to none, a table without columns, a column that is only being made.
  ["t.select('quality')", 'it has "value", "name", "score"; take one of these'],
  ["table({}).select('x')", "it has none at all; fill it first"],
  ["t.derive({ a: d => 1, b: d => d.a })", 'make "a" in a derive of its own before'],
  // Variables of cells, which Arquero calls `exports`.
  ["t.filter(d => d.value > limit)", "does not see limit; write escape(d => …)"],
];

/** What is right stays right: code and result. */
const right: readonly (readonly [code: string, result: string])[] = [
  ["t.filter(d => d.value > 3).numRows()", "1"],
  ["t.filter(escape((d: any) => d.value > limit)).numRows()", "1"],
  ["t.params({ limit }).filter((d, $) => d.value > $.limit).numRows()", "1"],
  ["t.derive({ q: escape((d: any) => d.value + limit) }).array('q')", "[ 4, 8 ]"],
  ["t.groupby('name').rollup({ m: d => op.mean(d.value) }).orderby(desc('m')).array('m')", "[ 5, 1 ]"],
  ["t.join_left(u, 'name').array('zone')", "[ 1, undefined ]"],
  ["t.relocate('score', { before: 'value' }).columnNames()", "[ 'name', 'score', 'value' ]"],
  ["t.select(not('name')).objects()", "[ { value: 1, score: 2 }, { value: 5, score: 3 } ]"],
];

describe.skipIf(!isBuilt)("a column that is not there (skipped without a build)", () => {
  let ended: Ended;
  let cells: readonly FileCell[];
  beforeAll(async () => {
    const folder = newFolder();
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const codes = [SETUP, ...[...mistakes, ...right].map(([code]) => code), "t.select(not('nam')).numCols()"];
    const file = writeCells(join(folder, "tables.ipynb"), codes);
    ended = await swath("notebook", "run", file, "--allow-errors");
    cells = readCells(file);
  });

  it("lets the notebook run to its end", () => {
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(shown(cells[0]!)).toEqual([]);
  });

  it.each(mistakes)("%s names the column and what to do", (code, words) => {
    const cell = cells.find(({ source }) => text(source) === code)!;
    const error = cell.outputs.find((output) => output.output_type === "error");
    expect(error, JSON.stringify(cell.outputs)).toBeDefined();
    if (error?.output_type !== "error") return;
    expect(error.evalue).toContain(words);
    expect(error.evalue).not.toContain("\n");
    // The error, the place with its line and caret, and at most the way through one function.
    expect(error.traceback.length).toBeLessThanOrEqual(6);
    expect(error.traceback.join("\n")).not.toContain("arquero/");
  });

  it.each(right)("%s runs as before", (code, result) => {
    const cell = cells.find(({ source }) => text(source) === code)!;
    expect(shown(cell)).toEqual([`execute_result: ${result}`]);
  });

  it("not(…) of a column that is not there leaves all of them, and says so", () => {
    expect(shown(cells.at(-1)!)).toEqual([
      `stderr: Cell [${cells.length}], line 1: select(not("nam")): ${NAM}\n`,
      "execute_result: 3",
    ]);
  });
});
