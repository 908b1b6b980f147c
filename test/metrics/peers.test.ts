import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pythonWith } from "../support/python.js";
import { check, type PeerCase, parseCases } from "./peers/checks.js";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function run(python: string, script: string, ...args: readonly number[]): PeerCase[] {
  return parseCases(
    execFileSync(python, ["-B", path(`peers/${script}`), ...args.map(String)], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    }),
  );
}

const kindsOf = (cases: readonly PeerCase[]) => [...new Set(cases.map(({ kind }) => kind))];

/** Every case of a kind in one test: there are thousands. */
function compareAll(cases: readonly PeerCase[], kind: string): void {
  const own = cases.filter((one) => one.kind === kind);
  expect(own.length).toBeGreaterThan(0);
  own.forEach((one, number) => {
    try {
      check(one);
    } catch (error) {
      const text = JSON.stringify(one.inputs).slice(0, 2000);
      throw new Error(`${kind} case ${number}: ${(error as Error).message}\n${text}`, { cause: error });
    }
  });
}

// Made by the scripts in peers/: `sklearn_cases.py 1 8 40` (scikit-learn 1.9.1) and `coco_cases.py 1 42` (pycocotools 2.0.11).
describe.each(["sklearn", "coco"])("recorded cases of %s", (name) => {
  const cases = parseCases(readFileSync(path(`fixtures/${name}.json`), "utf8"));
  it.each(kindsOf(cases))("of kind %s agree to 1e-9", (kind) => compareAll(cases, kind));
});

const sklearn = pythonWith("numpy", "scipy", "sklearn");
describe.skipIf(!sklearn)("beside scikit-learn (skipped where SWATH_TEST_PYTHON has none)", () => {
  it("a hundred random and hard cases agree to 1e-9", () => {
    const cases = run(sklearn!, "sklearn_cases.py", 2026, 15, 200);
    for (const kind of kindsOf(cases)) compareAll(cases, kind);
  });
});

const coco = pythonWith("numpy", "pycocotools");
describe.skipIf(!coco)("beside pycocotools (skipped where SWATH_TEST_PYTHON has none)", () => {
  it("a hundred random and hard cases agree to 1e-9", () => {
    compareAll(run(coco!, "coco_cases.py", 2026, 100), "coco");
  });
});
