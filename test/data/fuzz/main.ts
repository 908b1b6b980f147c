import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type FuzzResult, fuzz } from "./fuzz.js";
import { targets } from "./targets.js";

const usage = `fuzz [reader…] [--seconds N] [--seed N] [--out DIR]

Feeds changed files to the readers (${Object.keys(targets).join(", ")}; all unless named)
for N seconds each (60 unless told) and writes what breaks one to DIR (fuzz-findings unless told).
Exit code 1 when anything was found.
`;

/** How long an input may take before the reader is given up as hanging. */
const hangMilliseconds = 10_000;
/** How often it is looked at, in milliseconds. */
const LOOK = 500;
const room = 2 ** 20;

interface Job {
  readonly name: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** Two numbers: how many inputs were begun, and the length of the present one; its bytes follow. */
  readonly shared: SharedArrayBuffer;
}

/** Fuzzes each reader in a thread of its own, which is stopped when it hangs. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: "string" },
      seed: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(targets);
  const unknown = names.find((name) => !Object.hasOwn(targets, name));
  const seconds = Number(values.seconds ?? 60);
  if (values.help || unknown || !(seconds > 0)) {
    console.log(unknown ? `fuzz: there is no reader "${unknown}"\n${usage}` : usage);
    return values.help ? 0 : 2;
  }
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  console.log(`seed ${seed}`);
  let found = 0;
  for (const name of names) {
    const result = await inThread({
      name,
      seed,
      milliseconds: seconds * 1000,
      shared: new SharedArrayBuffer(room + 8),
    });
    console.log(
      `${name.padEnd(12)} ${String(result.runs).padStart(9)} inputs ${String(result.read).padStart(9)} read ` +
        `${String(result.refusals).padStart(5)} ways to refuse ${String(result.findings.length).padStart(4)} findings`,
    );
    found += result.findings.length;
    const out = values.out ?? "fuzz-findings";
    if (result.findings.length > 0) mkdirSync(out, { recursive: true });
    result.findings.slice(0, 20).forEach((finding, i) => {
      const path = join(out, `${name}-${seed}-${i}`);
      writeFileSync(path, finding.bytes);
      console.log(`  ${path}\n    ${finding.reason.split("\n").slice(0, 4).join("\n    ")}`);
    });
  }
  return found > 0 ? 1 : 0;
}

function inThread(job: Job): Promise<FuzzResult> {
  const head = new Int32Array(job.shared, 0, 2);
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: job });
    let last = -1;
    // Told in looks and not by the clock: a process that was stopped for a while and goes on has not been hanging.
    let still = 0;
    const finish = (result: FuzzResult) => {
      clearInterval(timer);
      void worker.terminate();
      resolve(result);
    };
    const broken = (reason: string) => {
      const bytes = new Uint8Array(job.shared, 8, head[1]!).slice();
      finish({ runs: head[0]!, read: 0, refusals: 0, findings: [{ target: job.name, reason, bytes }] });
    };
    const timer = setInterval(() => {
      const now = Atomics.load(head, 0);
      still = now === last ? still + LOOK : 0;
      if (still > hangMilliseconds) broken(`hangs for more than ${hangMilliseconds} ms`);
      last = now;
    }, LOOK);
    worker.on("message", finish);
    worker.on("error", (cause) =>
      head[0]! > 0 ? broken(`the thread died: ${cause.message}`) : reject(cause),
    );
  });
}

if (!isMainThread && (workerData as Job | null)?.shared) {
  const job = workerData as Job;
  const head = new Int32Array(job.shared, 0, 2);
  const body = new Uint8Array(job.shared, 8);
  const result = await fuzz(job.name, {
    ...job,
    onInput: (bytes) => {
      body.set(bytes.subarray(0, room));
      head[1] = Math.min(room, bytes.length);
      Atomics.add(head, 0, 1);
    },
  });
  parentPort?.postMessage(result);
} else if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
