import { beforeAll, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { stad } from "./adapters/stad.js";
import { differences } from "./compare.js";
import { caseFiles, goldenFolder, loadCase } from "./load.js";
import { run } from "./run.js";

beforeAll(async () => {
  await start();
});
for (const one of caseFiles(goldenFolder).filter((c) => c.kind.startsWith("stad/") && stad[c.kind])) {
  it(`${one.kind} ${one.file}`, async () => {
    const { question, outputs, tolerance } = await loadCase(one);
    const { answer, leaked } = await run(stad[one.kind]!, question);
    expect(differences(answer, outputs, tolerance).join("\n")).toBe("");
    expect(leaked).toBe(0);
  });
}
