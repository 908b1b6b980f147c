/** The notebook kernel beside plain tslab and ipykernel, through Jupyter's own client, in one run. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./support/root.js";

export const about = "the notebook kernel: ready, first cell, cells, completion, two thousand cells";

const help = `npm run bench -- kernel [--cells N] [--long N] [--no-peers] [--json]

  --cells N     cells in the notebook before a trivial cell is timed; 100 unless told
  --long N      also times a session of N cells, start against end; 0 (none) unless told, 2000 is the issue's
  --no-peers    without tslab and ipykernel
  --json        print JSON instead of a table

SWATH_TEST_PYTHON names a Python with jupyter_client and ipykernel.`;

interface Times {
  readonly ready_s: number;
  readonly first_ms: number;
  readonly cell_ms: number;
  readonly first_completion_ms: number;
  readonly completion_ms: number;
  readonly long_start_ms?: number;
  readonly long_end_ms?: number;
  readonly long_start_mb?: number;
  readonly long_end_mb?: number;
}

const require = createRequire(import.meta.url);

/** What each kernel is asked; `tf` and `sw` are in scope and used once before. */
const typescript = { first: "1 + 1", declare: "const v{i} = 2;", cell: "v{i} + 1", complete: "tf.conv" };

/** The kernels, and the kernelspecs under which Jupyter's client finds them. */
function kernels(folder: string, peers: boolean) {
  const spec = (name: string, argv: readonly string[]) => {
    mkdirSync(join(folder, "kernels", name), { recursive: true });
    const kernel = { argv, display_name: name, language: "typescript", interrupt_mode: "message" };
    writeFileSync(join(folder, "kernels", name, "kernel.json"), JSON.stringify(kernel));
  };
  const main = join(root(), "dist", "kernel-ext", "jupyter", "main.js");
  spec("swath", [process.execPath, "--max-semi-space-size=64", main, "-f", "{connection_file}"]);
  const tslab = require.resolve("tslab/bin/tslab");
  spec("tslab", [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"]);
  const own = {
    ...typescript,
    name: "swath",
    prepare: ["tf.tensor([1]).add(1).shape", "sw.seed(7)"],
    long: true,
  };
  if (!peers) return [own];
  return [
    own,
    {
      ...typescript,
      ...{ name: "tslab", long: false },
      prepare: ["import * as tf from '@tensorflow/tfjs'", "tf.tensor([1]).add(1).shape"],
    },
    {
      ...{ name: "python3", first: "1 + 1", prepare: ["import math"], declare: "v{i} = 2", cell: "v{i} + 1" },
      ...{ complete: "math.co", long: false },
    },
  ];
}

function ask(python: string, task: object, folder: string): Promise<Record<string, Times>> {
  const script = join(root(), "test", "bench", "peers", "kernel.py");
  const child = spawn(python, [script, JSON.stringify(task)], {
    env: { ...process.env, JUPYTER_PATH: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Record<string, Times>);
      else reject(new Error(`bench: ${script} ended with code ${code}`));
    });
  });
}

function print(times: Record<string, Times>): void {
  const columns: [keyof Times, string][] = [
    ["ready_s", "ready s"],
    ["first_ms", "first ms"],
    ["cell_ms", "cell ms"],
    ["first_completion_ms", "1st compl. ms"],
    ["completion_ms", "compl. ms"],
  ];
  console.log(["kernel".padEnd(10), ...columns.map(([, title]) => title.padStart(14))].join(""));
  for (const [name, entry] of Object.entries(times)) {
    const numbers = columns.map(([key]) => (entry[key] ?? 0).toFixed(key === "ready_s" ? 2 : 1).padStart(14));
    console.log([name.padEnd(10), ...numbers].join(""));
  }
  const own = times["swath"];
  for (const [name, entry] of Object.entries(times)) {
    if (!own || name === "swath") continue;
    console.log(`a cell, swath / ${name}: ${(own.cell_ms / entry.cell_ms).toFixed(2)}`);
  }
  if (own?.long_start_ms !== undefined && own.long_end_ms !== undefined) {
    const ratio = (own.long_end_ms / own.long_start_ms).toFixed(2);
    console.log(
      `long session: ${own.long_start_ms.toFixed(1)} ms at the start, ${own.long_end_ms.toFixed(1)} ms at the end (${ratio}); ` +
        `${own.long_start_mb?.toFixed(0)} MB after 100 cells, ${own.long_end_mb?.toFixed(0)} MB at the end`,
    );
  }
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      cells: { type: "string", default: "100" },
      long: { type: "string", default: "0" },
      peers: { type: "boolean", default: true },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const python = process.env["SWATH_TEST_PYTHON"];
  if (values.help || !python) {
    console.log(help);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "swath-bench-kernel-"));
  try {
    const task = {
      kernels: kernels(folder, values.peers),
      ...{ cells: Number(values.cells), long: Number(values.long), cwd: root() },
    };
    const times = await ask(python, task, folder);
    if (values.json) console.log(JSON.stringify(times, null, 2));
    else print(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
