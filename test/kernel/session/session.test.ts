import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { globalTypes } from "../../../kernel-ext/scope/types.js";
import { Session, type SessionEvent } from "../../../kernel-ext/session/session.js";

const folder = mkdtempSync(join(tmpdir(), "swath-session-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The rolled-up declarations come from `npm run build`; without them nothing is typed.
describe.skipIf(globalTypes().length === 0)("a session", () => {
  let session: Session;
  const events: SessionEvent[] = [];
  beforeAll(() => {
    session = new Session({ cwd: folder, captureProcess: false });
    session.subscribe((event) => events.push(event));
  });
  afterAll(() => session.close());
  afterEach(() => {
    events.length = 0;
  });

  const run = (code: string, options: object = {}) => session.execute({ code, ...options });
  /** The text of the result that a cell gives, or its error's traceback. */
  async function result(code: string): Promise<unknown> {
    events.length = 0;
    const { error } = await run(code);
    if (error) return error.traceback.join("\n");
    const found = events.find((event) => event.type === "result");
    return found?.type === "result" ? found.data["text/plain"] : undefined;
  }
  const put = (name: string, text: string, seconds = 0) => {
    writeFileSync(join(folder, name), text);
    const when = new Date(Date.now() + seconds * 1000);
    utimesSync(join(folder, name), when, when);
  };

  it("gives the last expression's value, and shares variables between cells", async () => {
    expect(await result("let count = 1; const up = () => ++count; up()")).toBe("2");
    expect(await result("count = 10; up()")).toBe("11");
    expect(await result("count")).toBe("11");
  });

  it("lets an object show itself, at once or after a while", async () => {
    const shown = (body: string) => `({ [Symbol.for("Jupyter.display")]: ${body} })`;
    await run(shown("() => ({ 'text/html': '<b>x</b>', 'text/plain': 'x' })"));
    expect(events).toMatchObject([{ type: "result", data: { "text/html": "<b>x</b>", "text/plain": "x" } }]);
    events.length = 0;
    await run(shown("async () => ({ data: { 'image/png': new Uint8Array([1, 2]) }, metadata: { a: 1 } })"));
    expect(events).toMatchObject([{ type: "result", data: { "image/png": "AQI=" }, metadata: { a: 1 } }]);
  });

  it("shows a value as text when it fails to show itself", async () => {
    const { status } = await run("({ a: 1, [Symbol.for('Jupyter.display')]() { throw new Error('no') } })");
    expect(status).toBe("ok");
    const told = events.find((event) => event.type === "stream");
    expect(told?.type === "stream" && told.text).toContain("could not show itself");
    const shown = events.find((event) => event.type === "result");
    expect(shown?.type === "result" && shown.data["text/plain"]).toContain("a: 1");
  });

  it("keeps what a cell has made before it failed, and nothing that it has not", async () => {
    await run("const madeBefore = 1; throw new Error('half-way'); const madeAfter = 2;");
    expect(await result("madeBefore")).toBe("1");
    expect(await result("madeAfter")).toContain("Cannot find name 'madeAfter'");
  });

  it("keeps the old value and type when a cell fails before it declares the name anew", async () => {
    await run("let size = 5");
    await run("throw new Error('too early'); let size = 'text'");
    expect(await result("size.toFixed(1)")).toBe("'5.0'");
  });

  it("imports ES modules, CommonJS, JSON, builtins, and what a folder's exports map names", async () => {
    expect(await result("import { basename } from 'node:path'; basename('/a/b')")).toBe("'b'");
    put("data.json", '{ "list": [1, 2] }');
    expect(await result("import data from './data.json'; data.list.length")).toBe("2");
    put("old.cjs", "exports.a = 1; exports['b-c'] = 2;");
    expect(await result("const old = await import('./old.cjs'); old.a")).toBe("1");
    put("late.mjs", "export const value = await Promise.resolve(7);");
    expect(await result("import { value } from './late.mjs'; value")).toBe("7");
  });

  it("imports packages of its folder: ESM only, CommonJS by name and whole, with types", async () => {
    symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"), "dir");
    expect(await result("import { table } from 'arquero'; table({ x: [1, 2, 3] }).numRows()")).toBe("3");
    expect(
      await result("import { encode } from 'jpeg-js'; import jpeg from 'jpeg-js'; encode === jpeg.encode"),
    ).toBe("true");
    expect(
      await result("import * as ts from 'typescript'; ts.SyntaxKind[ts.SyntaxKind.ClassDeclaration]"),
    ).toBe("'ClassDeclaration'");
    // arquero reads the text of the functions that it is given: what the compiler makes of a cell must still be that.
    expect(await result("table({ x: [1, 2, 3] }).filter((d: { x: number }) => d.x > 1).numRows()")).toBe("2");
    // In a later cell too, with its type.
    expect(await result("table({ y: [1] }).columnNames()")).toBe("[ 'y' ]");
    expect(await result("table({ y: [1] }).nothing()")).toContain("Property 'nothing' does not exist");
  });

  it("imports TypeScript beside the notebook, and again after a change", async () => {
    put("leaf.ts", "export let n = 1; export const raise = () => ++n;");
    put("tree.ts", "import { n, raise } from './leaf.js'; export const both = () => [n, raise(), n];");
    expect(await result("import { both } from './tree'; both()")).toBe("[ 1, 2, 2 ]");
    // Live bindings; and a change below is a change above.
    put("leaf.ts", "export let n = 100; export const raise = () => ++n;", 5);
    expect(await result("import { both } from './tree'; both()")).toBe("[ 100, 101, 101 ]");
  });

  it("loads files that import each other", async () => {
    put(
      "even.ts",
      "import { odd } from './odd'; export const even = (n: number): boolean => n === 0 || odd(n - 1);",
    );
    put(
      "odd.ts",
      "import { even } from './even'; export const odd = (n: number): boolean => n !== 0 && even(n - 1);",
    );
    expect(await result("import { even } from './even'; even(10)")).toBe("true");
  });

  it("tells the place in a file beside the notebook", async () => {
    put(
      "thrower.ts",
      "// a comment\nexport function fail(): never {\n  throw new Error('from a file');\n}\n",
    );
    const text = await result("import { fail } from './thrower'; fail()");
    expect(text).toContain(`at fail (${join(folder, "thrower.ts")}:3:`);
  });

  it("reads a cell that is marked as a module, as tslab does", async () => {
    await run("/** @module shapes */\nexport const side = 3;");
    expect(await result("import { side } from './shapes'; side * 4")).toBe("12");
  });

  it("shows what tslab's own display shows, for notebooks that were written for it", async () => {
    await run("import { display as old } from 'tslab'; old.html('<b>x</b>')");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "display", data: { "text/html": "<b>x</b>" } }),
    );
  });

  // A failure of the kernel's own left the queue waiting for ever.
  it("goes on after a listener that throws", async () => {
    const stop = session.subscribe((event) => {
      if (event.type === "result") throw new Error("a listener's own fault");
    });
    expect((await run("1")).status).toBe("error");
    stop();
    expect(await result("2")).toBe("2");
  });

  it("names cause and parts of an error", async () => {
    const text = String(await result("throw new Error('outer', { cause: new TypeError('inner') })"));
    expect(text).toContain("Error: outer");
    expect(text).toContain("Caused by TypeError: inner");
    expect(await result("throw 'just text'")).toBe("Thrown: just text");
  });

  it("cuts a stack of a thousand frames", async () => {
    const text = String(
      await result("const deep = (n: number): number => n ? deep(n - 1) + 1 : deep(1e9); deep(1)"),
    );
    expect(text).toContain("RangeError: Maximum call stack");
    expect(text.split("\n").length).toBeLessThan(40);
  });

  // What a class meets in its first hour; each answer is a few lines and says what to do.
  it.each([
    ["a misspelt name", "consle.log(1)", "Cannot find name 'consle'. Did you mean 'console'?"],
    ["a wrong type", "const n: number = 'five'", "Type 'string' is not assignable to type 'number'."],
    ["a missing package", "import x from 'left-pad-nowhere'", "npm install left-pad-nowhere"],
    ["a bracket that is not closed", "const xs = [1, 2", "expected."],
    ["too few arguments", "Math.pow(2)", "Expected 2 arguments, but got 1."],
    ["a property of nothing", "(JSON.parse('null') as any).length", "Cannot read properties of null"],
  ])("answers %s shortly", async (_, code, words) => {
    const text = String(await result(code));
    expect(text).toContain(words);
    expect(text.split("\n").length).toBeLessThanOrEqual(4);
  });

  it("runs cells in the order in which they were handed in", async () => {
    const order = ["await new Promise((r) => setTimeout(r, 20)); 'slow'", "'quick'"].map((code) => run(code));
    await Promise.all(order);
    const results = events.filter((event) => event.type === "result");
    expect(results.map((event) => event.type === "result" && event.data["text/plain"])).toEqual([
      "'slow'",
      "'quick'",
    ]);
  });

  it("tells which cell an output comes from, also when it comes late", async () => {
    await run("setTimeout(() => display('late'), 20); 0", { origin: "first" });
    await run("await new Promise((r) => setTimeout(r, 60)); 0", { origin: "second" });
    const shown = events.find((event) => event.type === "display");
    expect(shown?.cell.origin).toBe("first");
  });

  it("answers input with what its listener says, and refuses when none may ask", async () => {
    const stop = session.subscribe((event) => {
      if (event.type === "input") event.answer(`${event.prompt}!`);
    });
    events.length = 0;
    await run("await input('name')", { allowStdin: true });
    expect(events.find((event) => event.type === "result")).toMatchObject({
      data: { "text/plain": "'name!'" },
    });
    stop();
    expect(await result("await input('name')")).toContain("cannot ask its user");
  });

  it("interrupts what is awaited and goes on with the next cell", async () => {
    const waiting = run("await new Promise(() => {})");
    setTimeout(() => session.interrupt(), 50);
    expect(await waiting).toMatchObject({
      status: "error",
      interrupted: true,
      error: { name: "Interrupted" },
    });
    expect(await result("1 + 1")).toBe("2");
  });

  it("keeps a history with results", async () => {
    await run("'remember me'");
    expect(session.history.at(-1)).toMatchObject({ source: "'remember me'", output: "'remember me'" });
    await run("'not me'", { storeHistory: false });
    expect(session.history.at(-1)).toMatchObject({ source: "'remember me'" });
  });

  // tslab's scope is a Proxy: each turn of a loop over a cell's own variable went through its traps.
  it("keeps cells' variables in a plain object", async () => {
    const { types } = await import("node:util");
    await run("let plainTotal = 1");
    const host = (globalThis as unknown as Record<string, { values: Record<string, unknown> }>)["__swath__"]!;
    expect(host.values["plainTotal"]).toBe(1);
    expect(types.isProxy(host.values)).toBe(false);
  });
});
