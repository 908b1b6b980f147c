import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { asModule, codeBlocks, documentedExports } from "../support/examples.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const papers = readdirSync(join(root, "lib/papers"), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const entries = {
  swath: "lib/index.ts",
  "swath/device": "lib/device/index.ts",
  "swath/nn": "lib/nn/index.ts",
  "swath/diffusion": "lib/diffusion/index.ts",
  "swath/data": "lib/data/index.ts",
  "swath/metrics": "lib/metrics/index.ts",
  "swath/figures": "lib/figures/index.ts",
  "swath/experiment": "lib/experiment/index.ts",
  "swath/report": "lib/report/index.ts",
  "swath/papers": "lib/papers/index.ts",
  ...Object.fromEntries(papers.map(({ name }) => [`swath/papers/${name}`, `lib/papers/${name}/index.ts`])),
  "swath/notebook": "kernel-ext/notebook.ts",
};

const all = documentedExports(entries);

// The files lie inside the repository, so that their imports resolve as the tests' own do.
mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
const folder = mkdtempSync(join(root, "node_modules/.cache/examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
async function run(code: string): Promise<void> {
  const file = join(folder, `example-${count++}.mjs`);
  const resolved = asModule(code).replace(/from "swath(\/[a-z/]+)?"/g, (_, entry: string | undefined) => {
    const path = entry === "/notebook" ? "dist/kernel-ext/notebook.js" : `dist/lib${entry ?? ""}/index.js`;
    return `from ${JSON.stringify(join(root, path))}`;
  });
  writeFileSync(file, resolved);
  await import(/* @vite-ignore */ file);
}

describe("every export", () => {
  it("is described", () => {
    expect(
      all
        .filter(({ description }) => description.trim() === "")
        .map(({ entry, name, file }) => `${entry} ${name} (${file})`),
    ).toEqual([]);
  });

  it("that is a function or class has an example", () => {
    expect(
      all
        .filter(({ isValue, examples }) => isValue && examples.length === 0)
        .map(({ entry, name, file }) => `${entry} ${name} (${file})`),
    ).toEqual([]);
  });
});

describe("the example of", () => {
  it.each(
    all
      .filter(({ examples }) => examples.length > 0)
      .map((item) => [`${item.entry} ${item.name}`, item] as const),
  )("%s runs", async (_, { examples }) => {
    for (const code of examples) await run(code);
  });
});

describe("the README", () => {
  const blocks = codeBlocks(readFileSync(join(root, "README.md"), "utf8"));

  it("has a training example of at most ten lines that runs", async () => {
    const example = blocks.find((code) => code.includes("capture("));
    expect(example, "a block with capture(").toBeDefined();
    const lines = (example as string)
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  it.each(blocks.map((code, i) => [i + 1, code] as const))(
    "its TypeScript block %i runs",
    async (_, code) => {
      await run(code);
    },
  );
});
