import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import * as functions from "../../kernel-ext/views/functions.js";
import { asModule } from "../support/examples.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const source = readFileSync(join(root, "kernel-ext/views/functions.ts"), "utf8");
const examples = [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)/g)].map(
  ([, text, name]) => ({
    name: name!,
    code: /```ts\n([\s\S]*?)```/.exec(text!.replace(/^ \* ?/gm, ""))?.[1],
  }),
);

mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
const folder = mkdtempSync(join(root, "node_modules/.cache/view-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the example of", () => {
  it("every view is there", () => {
    expect(
      examples
        .filter(({ code }) => code)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(functions).sort());
  });

  it.each(examples.map(({ name, code }) => [name, code ?? ""] as const))(
    "view.%s gives a view",
    async (name, code) => {
      const file = join(folder, `${name}.mjs`);
      const views = JSON.stringify(join(root, "dist/kernel-ext/views/index.js"));
      const kept = code.replace(/^view\./gm, "export const shown = view.");
      writeFileSync(file, asModule(kept).replace('"swath/notebook"', views));
      const { shown } = (await import(/* @vite-ignore */ file)) as { shown: { alt: string } };
      expect(shown.alt.length).toBeGreaterThan(10);
    },
  );
});
