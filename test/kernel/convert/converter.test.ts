import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { completeAt } from "../../../kernel-ext/convert/complete.js";
import { Converter } from "../../../kernel-ext/convert/converter.js";
import { inspectAt } from "../../../kernel-ext/convert/inspect.js";
import { isCompleteCode } from "../../../kernel-ext/convert/is-complete.js";
import { globalTypes, moduleTypes, shorten } from "../../../kernel-ext/scope/types.js";

const folder = mkdtempSync(join(tmpdir(), "swath-convert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The rolled-up declarations come from `npm run build`; without them nothing is typed.
describe.skipIf(globalTypes().length === 0)("the converter", () => {
  const fresh = () => new Converter({ cwd: folder, globalTypes: globalTypes(), moduleTypes, shorten });
  const shared = fresh();

  /** Converts cells one after the other, each carried on; gives the last. */
  function cells(converter: Converter, ...codes: readonly string[]) {
    converter.clear();
    let last = converter.convert("");
    for (const code of codes) {
      last = converter.convert(code);
      if (last.complaints.length === 0) last.carry();
    }
    return last;
  }
  const messages = (...codes: readonly string[]) =>
    cells(shared, ...codes).complaints.map(({ message }) => message);
  const output = (...codes: readonly string[]) => cells(shared, ...codes).output;

  it("carries declarations of every kind into later cells", () => {
    const declared = `let a = 1; const { b, c: [d] } = { b: "x", c: [true] }; function f(x: number) { return x }
      class P { constructor(readonly n: number) {} } enum E { one = 1 } namespace N { export const k = 1 }
      interface I { n: number } type T = P | I;`;
    expect(
      messages(
        declared,
        "const all: [number, string, boolean, number, P, E, number, I, T] = [a, b, d, f(1), new P(1), E.one, N.k, { n: 1 }, new P(2)]",
      ),
    ).toEqual([]);
  });

  it("lets a name be declared anew with another type", () => {
    expect(messages("let a = 1", "let a = 'text'", "a.toUpperCase()")).toEqual([]);
    expect(messages("const a = 1", "const a = 'text'", "a.toFixed()")).toEqual([
      "Property 'toFixed' does not exist on type '\"text\"'. Did you mean 'fixed'?",
    ]);
  });

  it("keeps a type when a value takes its name, and a value when a type does", () => {
    expect(messages("interface A { n: number }", "const A = 1", "const x: A = { n: A }")).toEqual([]);
    expect(messages("const A = 1", "interface A { n: number }", "const x: A = { n: A }")).toEqual([]);
    expect(messages("class A { n = 1 }", "let A = 5", "A.toFixed(); let x: A")).toEqual([
      "'A' refers to a value, but is being used as a type here. Did you mean 'typeof A'?",
    ]);
  });

  it("sees every name from every other, however many cells there were", () => {
    // Far more than the files among which carried names are spread: neighbours in the chain lie in different ones.
    const chain = Array.from({ length: 60 }, (_, i) =>
      i === 0
        ? "class K0 { n = 0 }"
        : `class K${i} extends K${i - 1} { k${i} = ${i} }; let o${i} = new K${i}()`,
    );
    expect(messages(...chain, "const all: [K59, K3, number, number] = [o59, o7, o59.k1, o59.n]")).toEqual([]);
    // What an older declaration speaks of is the newest of that name, as if all stood in one file.
    expect(messages(...chain, "class K0 { text = '' }", "o59.text.length")).toEqual([]);
    expect(messages(...chain, "class K0 { text = '' }", "o59.n")).toEqual([
      "Property 'n' does not exist on type 'K59'.",
    ]);
    expect(messages(...chain, "let { kk, ll } = { kk: o3, ll: o4 }", "ll.k4 + kk.k4")).toEqual([
      "Property 'k4' does not exist on type 'K3'.",
    ]);
    expect(messages(...chain, "o599")).toEqual(["Cannot find name 'o599'. Did you mean 'o59'?"]);
    const names = completeAt(shared, "o5", 2).items.map(({ text }) => text);
    expect(names).toEqual(expect.arrayContaining(["o5", "o50", "o59"]));
    expect(inspectAt(shared, "o59", 1)?.signature).toBe("let o59: K59");
  });

  it("shares one variable between the cell that declares it and later ones", () => {
    const code = output(
      "let counter = 0; const get = () => counter;",
      "counter = 5; counter++; ({ counter }); get()",
    );
    expect(code).toContain("exports.counter = 5");
    expect(code).toContain("exports.counter++");
    expect(code).toContain("{ counter: exports.counter }");
    // Called as a property of the scope object, a function would get that object as its `this`.
    expect(code).toContain("(0, exports.get)()");
  });

  it("leaves names alone that only look like an earlier cell's", () => {
    const code = output("let x = 1", "const g = (x: number) => x; const o = { x: 2 }; o.x; { let x = 3; x }");
    expect(code).not.toContain("exports.x");
  });

  it("knows the last expression, and that a declaration is none", () => {
    expect(cells(shared, "const a = 1; a").resultName).toBeDefined();
    expect(cells(shared, "1; const a = 1").resultName).toBeUndefined();
    expect(cells(shared, "a => a; // comment").resultName).toBeDefined();
  });

  it("makes a cell asynchronous for its own awaits and imports only", () => {
    const isAsync = (code: string) => cells(shared, code).isAsync;
    expect(isAsync("await 1")).toBe(true);
    expect(isAsync("for await (const x of []) {}")).toBe(true);
    expect(isAsync("import { join } from 'node:path'")).toBe(true);
    expect(isAsync("const f = async () => { await 1 }")).toBe(false);
    expect(isAsync("import type { Stats } from 'node:fs'")).toBe(false);
  });

  it("shares imports, values and types, with later cells", () => {
    expect(
      messages(
        "import { join, type ParsedPath } from 'node:path'; import * as fs from 'node:fs'",
        "const p: ParsedPath | null = null; join('a', fs.readFileSync('b', 'utf8'))",
      ),
    ).toEqual([]);
    expect(output("import { join, type ParsedPath } from 'node:path'")).not.toContain("ParsedPath");
  });

  it("takes code that was written for a file: its exports are declarations", () => {
    expect(messages("export const a = 1; export function f() {}", "f(); a.toFixed()")).toEqual([]);
  });

  it("knows tf and sw, with their types, without an import", () => {
    expect(
      messages("const t: tf.Tensor2D = tf.zeros([2, 2]); t.add(1).mul(2).dataSync()", "t.shape"),
    ).toEqual([]);
    expect(messages("tf.zeroz([1])")[0]).toBe(
      "Property 'zeroz' does not exist on type 'typeof tf'. Did you mean 'zeros'?",
    );
    expect(messages("sw.seed(7).split(2); display(1); signal.aborted")).toEqual([]);
  });

  it("keeps the documentation of tf, sw and Node in the rolled-up declarations", () => {
    const documentation = (code: string) => inspectAt(shared, code, code.length)?.documentation ?? "";
    expect(documentation("tf.add")).toContain("Adds two");
    // tfjs documents the function only; whoever asks about the method is told the same.
    expect(documentation("tf.zeros([1]).matMul")).toContain("dot product of two matrices");
    expect(documentation("sw.seed")).not.toBe("");
    expect(documentation("[1].map")).toContain("Calls a defined callback function");
    expect(documentation("process.cwd")).toContain("current working directory");
  });

  it("completes members of tf, of tensors and of sw, functions as functions", () => {
    const complete = (code: string) => completeAt(shared, code, code.length).items;
    expect(complete("tf.conv2dTr")).toMatchObject([{ text: "conv2dTranspose", kind: "function" }]);
    expect(complete("tf.zeros([1]).matM").map(({ text }) => text)).toContain("matMul");
    expect(complete("sw.see").map(({ text }) => text)).toContain("seed");
    const inBraces = completeAt(shared, "import { readFileSy } from 'node:fs'", 19).items;
    expect(inBraces.map(({ text }) => text)).toEqual(["readFileSync"]);
  });

  it("completes a path in an import as one piece", () => {
    writeFileSync(join(folder, "neighbour.ts"), "export {};");
    const { items, start, end } = completeAt(shared, "import x from './neigh'", 22);
    expect(items.map(({ text }) => text)).toContain("neighbour");
    expect("import x from './neigh'".slice(start, end)).toBe("neigh");
  });

  it("carries inferred types of tensors under their short names", () => {
    cells(shared, "const t = tf.tensor([1]).add(1)");
    expect(shared.scopeText).toContain("tf.Tensor");
    expect(shared.scopeText).not.toContain("import(");
  });

  it("carries a declaration whose type has no name that can be written", () => {
    expect(
      messages(
        "const make = () => { class Hidden { private n = 1; get() { return this.n } } return new Hidden() }; const hidden = make()",
        "hidden.get()",
      ),
    ).toEqual([]);
  });

  it("points complaints at the cell as it was typed", () => {
    const { complaints } = cells(shared, "let a = 1;\nconst b = 2; const wrong: number = 'text';");
    expect(complaints).toEqual([
      {
        file: null,
        line: 2,
        column: 20,
        length: 5,
        source: "const b = 2; const wrong: number = 'text';",
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
      },
    ]);
  });

  it("says how to get a package that is missing, and where a missing file was looked for", () => {
    expect(messages("import x from '@scope/nowhere/sub'")).toEqual([
      "Package '@scope/nowhere/sub' is not installed where this notebook lives: npm install @scope/nowhere",
    ]);
    expect(messages("import x from './nowhere'")).toEqual([
      "Cannot find the file './nowhere': paths start from the notebook's folder.",
    ]);
  });

  it("checks files beside the notebook, and sees their changes", () => {
    const path = join(folder, "beside.ts");
    writeFileSync(path, "export const n = 1;");
    expect(messages("import { n } from './beside'; n.toFixed()")).toEqual([]);
    writeFileSync(path, "export const n = 'now text';");
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(messages("import { n } from './beside'; n.toFixed()")[0]).toContain("'toFixed' does not exist");
    writeFileSync(path, "export const n: number = 'wrong';");
    utimesSync(path, new Date(), new Date(Date.now() + 10_000));
    expect(cells(shared, "import { n } from './beside'").complaints).toMatchObject([
      { file: "beside.ts", line: 1 },
    ]);
  });

  it("sees a package's exports map, which tslab's Node10 resolution did not", () => {
    expect(messages("import { initializeSettings } from './nothing'").length).toBe(1);
    // vitest's own package is ESM-only with an exports map.
    const here = new Converter({ cwd: process.cwd(), globalTypes: globalTypes(), moduleTypes });
    expect(
      here.convert(
        "import { defineConfig } from 'vitest/config'; import { table } from 'arquero'; table({}); defineConfig({})",
      ).complaints,
    ).toEqual([]);
  });

  // tslab kept a rebuild marker when the compiler threw, and every later cell failed (yunabe/tslab#87, #97).
  it("costs one cell, not the session, when the compiler throws", () => {
    const converter = fresh();
    converter.convert("let before = 1").carry();
    const crash = vi.spyOn(converter.project, "program").mockImplementationOnce(() => {
      throw new Error("Debug Failure.");
    });
    expect(() => converter.convert("let during = 2")).toThrow("Debug Failure.");
    crash.mockRestore();
    expect(converter.convert("before + 1").complaints).toEqual([]);
    expect(converter.convert("during").complaints).toHaveLength(1);
  });

  it("puts a stop check into loops that no signal reaches", () => {
    expect(output("while (true) {}")).not.toContain("Atomics");
    expect(output("await 0; while (true) {}")).toContain("Atomics.load");
    expect(output("const f = () => { for (const x of [1]) x }")).toContain("Atomics.load");
  });
});

describe("isCompleteCode", () => {
  it.each([
    ["const a = 1", "complete", ""],
    ["await f()", "complete", ""],
    ["for (let i = 0; i < 3; i++) {", "incomplete", "  "],
    ["f(a,", "incomplete", "  "],
    ["f({\n  a: [", "incomplete", "    "],
    ["`open", "incomplete", ""],
    ["/* open", "incomplete", ""],
    ["x.", "incomplete", ""],
    ["const = 1", "invalid", ""],
    ["'open", "invalid", ""],
    ["if (x) {\n\n\n", "complete", ""],
  ])("takes %j for %s", (code, status, indent) => {
    expect(isCompleteCode(code)).toEqual({ status, indent });
  });
});
