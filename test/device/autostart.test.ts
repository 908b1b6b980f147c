import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { hasNative } from "../support/engines.js";

const dist = fileURLToPath(new URL("../../dist/lib/", import.meta.url));

const engineAfter = (entry: string, env: NodeJS.ProcessEnv = {}) =>
  execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `await import(${JSON.stringify(`${dist}${entry}`)}); const { engine } = await import(${JSON.stringify(`${dist}device/index.js`)}); console.log(engine().name)`,
    ],
    { encoding: "utf8", env: { ...process.env, ...env } },
  ).trim();

// A script that imported swath/nn alone once ran on plain JavaScript without a word.
it.each(["index.js", "nn/index.js", "diffusion/index.js"])(
  "importing %s starts the best engine that is here",
  (entry) => {
    expect(engineAfter(entry)).toBe(hasNative ? "native" : "wasm");
  },
);

it("SWATH_ENGINE is obeyed by an import", () => {
  expect(engineAfter("nn/index.js", { SWATH_ENGINE: "wasm" })).toBe("wasm");
});
