import { expect, it } from "vitest";
import { ADAPTERS } from "./adapters/index.js";
import { differences } from "./compare.js";
import { adapterOf } from "./coverage.js";
import { KINDS } from "./kinds.js";
import { type CaseFile, caseFiles, loadCase } from "./load.js";
import { PENDING } from "./pending.js";
import { run } from "./run.js";

const coverage = { kinds: KINDS, adapters: ADAPTERS, pending: PENDING };

/**
 * One test a case of a folder, named `<kind> <case file>`, on the engine that is active when it runs.
 *
 * @param wanted which cases; all unless told
 */
export function goldenTests(folder: string, wanted: (one: CaseFile) => boolean = () => true): void {
  for (const one of caseFiles(folder).filter(wanted)) {
    if (PENDING.includes(one.kind) && !ADAPTERS[one.kind]) continue;
    it(`${one.kind} ${one.file}`, async () => {
      const adapter = adapterOf(one.kind, coverage);
      if (adapter === "pending") expect.fail(`${one.kind} is pending, and its case ran`);
      const { question, outputs, tolerance } = await loadCase(one);
      const { answer, leaked } = await run(adapter, question);
      const wrong = differences(answer, outputs, tolerance);
      if (wrong.length > 0) expect.fail(wrong.join("\n"));
      expect(leaked, "tensors left behind").toBe(0);
    });
  }
}
