import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const interpreter = process.env["SWATH_TEST_PYTHON"] ?? "python3";

/** Why a peer cannot be asked, or undefined when all these Python modules are there. */
export function missingPeers(...modules: readonly string[]): string | undefined {
  const { status, error } = spawnSync(interpreter, [
    "-c",
    modules.map((name) => `import ${name}`).join("\n"),
  ]);
  if (error) return `${interpreter} does not run: set SWATH_TEST_PYTHON`;
  return status === 0
    ? undefined
    : `${interpreter} lacks one of ${modules.join(", ")}: set SWATH_TEST_PYTHON`;
}

/** Runs a Python script with JSON on its input and gives the JSON of its output. */
export function python<T>(script: string, input: unknown = null): T {
  const { status, stdout, stderr } = spawnSync(interpreter, ["-W", "ignore", "-c", script], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(`the peer failed:\n${stderr}`);
  return JSON.parse(stdout) as T;
}

/** The folder of real data (SWATH_DATA, else shared/data beside the repository), or undefined. */
export function realData(): string | undefined {
  const beside = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
  const root = process.env["SWATH_DATA"] ?? beside;
  return existsSync(root) ? root : undefined;
}
