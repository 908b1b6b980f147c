import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { ADAPTERS, PAPERS } from "./adapters/index.js";
import { contracts, kindsOf } from "./contract-table.js";
import { adapterOf, problems } from "./coverage.js";
import { KINDS } from "./kinds.js";
import { PENDING } from "./pending.js";

const adapter = () => ({});

it("every kind of the contract is covered or pending, and none is both", () => {
  expect(problems({ kinds: KINDS, adapters: ADAPTERS, pending: PENDING })).toEqual([]);
});

it("the list of kinds is the contract's, in its order", () => {
  const found = contracts();
  expect(found.length).toBeGreaterThan(0);
  for (const contract of found) expect(kindsOf(contract)).toEqual(KINDS);
});

it("a paper's adapters are those of its own kinds", () => {
  for (const [paper, adapters] of Object.entries(PAPERS)) {
    expect(Object.keys(adapters).filter((kind) => !kind.startsWith(`${paper}/`))).toEqual([]);
  }
  const count = Object.values(PAPERS).reduce((sum, adapters) => sum + Object.keys(adapters).length, 0);
  expect(Object.keys(ADAPTERS).length).toBe(count);
});

it("the adapters of every file are registered", async () => {
  const folder = new URL("./adapters/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file !== "index.ts");
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  const exported = modules.flatMap((module) => Object.values(module as Record<string, unknown>));
  const kinds = exported
    .filter((value) => typeof value === "object" && value !== null)
    .flatMap((value) => Object.entries(value as object))
    .filter(([name]) => KINDS.includes(name));
  expect(kinds.length).toBe(Object.keys(ADAPTERS).length);
  for (const [kind, adapter] of kinds) expect(ADAPTERS[kind], kind).toBe(adapter);
});

it("kinds are read from the first cell of the contract's tables alone", () => {
  const text =
    "see `a/b`\n| kind | x |\n|---|---|\n| `dianet/awca` | as `mdfl/unet` |\n| `mdfl/x2-y` **double** | |";
  expect(kindsOf(text)).toEqual(["dianet/awca", "mdfl/x2-y"]);
});

it("whatever does not fit together is told by name", () => {
  const told = (kinds: string[], covered: string[], pending: string[]) =>
    problems({ kinds, pending, adapters: Object.fromEntries(covered.map((kind) => [kind, adapter])) });
  expect(told(["a/x"], ["a/x"], [])).toEqual([]);
  expect(told(["a/x"], [], ["a/x"])).toEqual([]);
  expect(told(["a/x"], [], [])).toEqual([expect.stringMatching(/^a\/x has no adapter; .*adapters\/a\.ts/)]);
  expect(told(["a/x"], ["a/x"], ["a/x"])).toEqual([expect.stringMatching(/is pending and has an adapter/)]);
  expect(told([], ["a/x"], [])).toEqual([expect.stringMatching(/has an adapter and is no kind/)]);
  expect(told([], [], ["a/x"])).toEqual([expect.stringMatching(/is pending and is no kind/)]);
  expect(told(["a/x", "a/x"], ["a/x"], [])).toEqual([expect.stringMatching(/stands twice/)]);
});

it("a case of an unknown kind, or of a kind whose adapter is missing, is an error", () => {
  const coverage = { kinds: ["a/x", "a/y", "a/z"], adapters: { "a/x": adapter }, pending: ["a/y"] };
  expect(adapterOf("a/x", coverage)).toBe(adapter);
  expect(adapterOf("a/y", coverage)).toBe("pending");
  expect(() => adapterOf("a/z", coverage)).toThrow(/a\/z has no adapter; write one in .*adapters\/a\.ts/);
  expect(() => adapterOf("b/x", coverage)).toThrow(/the contract has no kind b\/x/);
  expect(() => adapterOf("constructor", coverage)).toThrow(/the contract has no kind constructor/);
});
