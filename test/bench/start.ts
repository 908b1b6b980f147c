/** How long a user waits for the first step: process, network, capture, first run. */
import { parseArgs } from "node:util";
import { caseNamed, cases } from "./cases/index.js";
import { swathPeer } from "./support/peer.js";
import { median, round } from "./support/statistics.js";

export const about = "time to the first step, and capture time";

const help = `npm run bench -- start [--case NAME]... [--rounds N] [--json]

  --case NAME    one of ${cases.map(({ name }) => name).join(", ")}; resnet20 and vit unless told
  --rounds N     how many processes are started for each; 3 unless told
  --json         print JSON instead of a table`;

interface Times {
  /** From the start of the process to a network with its inputs, engine loaded. */
  readonly loadMs: number;
  /** Recording the step (twice, to verify it) and putting it into a session. */
  readonly captureMs: number;
  /** The first call, capture included. */
  readonly firstMs: number;
  /** From the start of the process to the first loss. */
  readonly totalMs: number;
}

async function once(name: string, mode: "captured" | "eager"): Promise<Times> {
  const begin = performance.now();
  const peer = swathPeer(mode);
  try {
    await peer.ask({ cmd: "load", case: name, mode });
    const loaded = performance.now();
    const { captureMs } = await peer.ask({ cmd: "losses", count: 1 });
    const end = performance.now();
    return {
      loadMs: loaded - begin,
      captureMs: captureMs as number,
      firstMs: end - loaded,
      totalMs: end - begin,
    };
  } finally {
    await peer.end();
  }
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: "string", multiple: true, default: ["resnet20", "vit"] },
      rounds: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.help || !(Number.isInteger(rounds) && rounds > 0)) {
    console.log(help);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const rows: (Times & { readonly case: string; readonly mode: string })[] = [];
  if (!values.json) console.log(`${"ms".padEnd(24)}     load  capture    first    total`);
  for (const { name } of values.case.map(caseNamed)) {
    for (const mode of ["captured", "eager"] as const) {
      const all: Times[] = [];
      for (let i = 0; i < rounds; i++) all.push(await once(name, mode));
      const middle = (key: keyof Times) => round(median(all.map((times) => times[key])), 0);
      const row = {
        case: name,
        mode,
        loadMs: middle("loadMs"),
        captureMs: middle("captureMs"),
        firstMs: middle("firstMs"),
        totalMs: middle("totalMs"),
      };
      rows.push(row);
      const cells = [row.loadMs, row.captureMs, row.firstMs, row.totalMs].map((ms) => String(ms).padStart(9));
      if (!values.json) console.log(`${`${name} ${mode}`.padEnd(24)}${cells.join("")}`);
    }
  }
  if (values.json) console.log(JSON.stringify({ rows }, null, 2));
}
