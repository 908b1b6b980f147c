/** Every golden case through the adapter of its kind, on the best engine that is here. */
import { beforeAll, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { ADAPTERS } from "./adapters/index.js";
import { differences } from "./compare.js";
import { adapterOf } from "./coverage.js";
import { KINDS } from "./kinds.js";
import { caseFiles, goldenFolder, loadCase } from "./load.js";
import { PENDING } from "./pending.js";
import { run } from "./run.js";

const coverage = { kinds: KINDS, adapters: ADAPTERS, pending: PENDING };

beforeAll(async () => {
  await start();
});

for (const one of caseFiles(goldenFolder)) {
  if (PENDING.includes(one.kind) && !ADAPTERS[one.kind]) continue;
  it(`${one.kind} ${one.file}`, async () => {
    const adapter = adapterOf(one.kind, coverage);
    if (adapter === "pending") expect.fail(`${one.kind} is pending, and its case ran`);
    const { question, outputs, tolerance } = await loadCase(one);
    const { answer, leaked } = await run(adapter, question);
    expect(differences(answer, outputs, tolerance)).toEqual([]);
    expect(leaked, "tensors left behind").toBe(0);
  });
}

for (const kind of PENDING) it.todo(`pending: ${kind} (paper not built yet)`);
