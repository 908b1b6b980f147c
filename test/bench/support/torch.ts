/** PyTorch in a virtual environment of its own, made when it is missing. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../../../lib/device/provision/cache.js";

export const TORCH = "2.13.0";

function mustRun(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  throw new Error(`bench: ${command} ${args.join(" ")} failed (${error?.message ?? `exit code ${status}`})`);
}

/** Path of a Python that has PyTorch. `SWATH_BENCH_PYTHON` names one that is there already. */
export function pythonWithTorch(): string {
  const given = process.env["SWATH_BENCH_PYTHON"];
  if (given) return given;
  const folder = join(cacheRoot(), "bench", `torch-${TORCH}`);
  const python = join(folder, "bin", "python");
  const whole = join(folder, "complete");
  if (existsSync(whole)) return python;
  console.error(`bench: making ${folder} with PyTorch ${TORCH} (once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  mustRun("python3", ["-m", "venv", folder]);
  mustRun(python, ["-m", "pip", "install", "--quiet", `torch==${TORCH}`]);
  writeFileSync(whole, "");
  return python;
}
