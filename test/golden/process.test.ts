/** The golden tests as a stranger runs them: another folder, another process, cases that must fail. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { PENDING } from "./pending.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "swath-golden-run-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly ancestorTitles: readonly string[];
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What the golden tests report of the cases in the folder. */
async function reportOf(): Promise<{ readonly code: number; readonly tests: Map<string, string> }> {
  const output = join(folder, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const options = ["run", "test/golden/golden.test.ts", "--reporter=json", `--outputFile=${output}`];
  const running = promisify(execFile)(process.execPath, [vitest, ...options], {
    cwd: root,
    env: { ...process.env, SWATH_GOLDEN_DIR: folder },
  });
  const code = await running.then(
    () => 0,
    (error: { readonly code?: number }) => error.code ?? -1,
  );
  const { testResults } = JSON.parse(readFileSync(output, "utf8")) as Report;
  const own = testResults
    .flatMap((file) => file.assertionResults)
    .filter((one) => !one.ancestorTitles.length);
  return {
    code,
    tests: new Map(own.map(({ title, status, failureMessages: [why = ""] }) => [title, `${status} ${why}`])),
  };
}

it("fails a wrong value and an unknown kind by name, passes what is right, and lists what is pending", async () => {
  const rate = {
    kind: "dianet/poly-lr",
    config: { base_lr: 2, power: 1, max_iters: 4 },
    inputs: { iteration: { shape: [2], dtype: "int32", data: [0, 1] } },
    tolerance: { default: { abs: 1e-9 } },
  };
  const lr = (...data: number[]) => ({ lr: { shape: [data.length], dtype: "float64", data } });
  const cases = {
    right: { ...rate, outputs: lr(2, 1.5) },
    wrong: { ...rate, outputs: lr(2, 1.501) },
    more: { ...rate, outputs: { ...lr(2, 1.5), other: 1 } },
    unknown: { ...rate, kind: "dianet/poly", outputs: {} },
    ...(PENDING[0] && { later: { ...rate, kind: PENDING[0], outputs: {} } }),
  };
  mkdirSync(join(folder, "dianet"));
  for (const [name, value] of Object.entries(cases)) {
    writeFileSync(join(folder, "dianet", `${name}.json`), JSON.stringify(value));
  }
  const { code, tests } = await reportOf();
  expect(code).toBe(1);
  expect(tests.get("dianet/poly-lr right.json")).toMatch(/^passed/);
  expect(tests.get("dianet/poly-lr wrong.json")).toMatch(/^failed .*lr: 1 of 2 elements are off/s);
  expect(tests.get("dianet/poly-lr more.json")).toMatch(/^failed .*other: is missing/s);
  expect(tests.get("dianet/poly unknown.json")).toMatch(/^failed .*the contract has no kind dianet\/poly;/s);
  for (const kind of PENDING) {
    expect(tests.get(`pending: ${kind} (paper not built yet)`)).toMatch(/^todo/);
  }
  expect(tests.size).toBe(4 + PENDING.length);
});
