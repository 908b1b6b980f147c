import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the lint rule says of a file with these imports, written into a folder for a moment. */
function verdict(place: string, imports: readonly string[]): string {
  const folder = mkdtempSync(join(root, place, "trespass-"));
  const file = join(folder, "trespasser.ts");
  writeFileSync(file, imports.map((path, i) => `export * as x${i} from "${path}";`).join("\n"));
  const cruise = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(root, ".dependency-cruiser.cjs");
  try {
    const where = join(place, basename(folder), "trespasser.ts");
    return execFileSync(process.execPath, [cruise, "--config", config, where], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it("an import against the direction of the layers is refused, one along it is not", () => {
  expect(verdict("lib/device", ["../../nn/mode.js"])).toMatch(/one-way\^lib\/device/);
  expect(verdict("lib/nn", ["../../../kernel-ext/mime.js"])).toMatch(/one-way\^lib\//);
  expect(verdict("lib/nn", ["../../device/tf.js"])).toMatch(/no dependency violations/);
});
