/** The same small training step on every engine, each in a process of its own. */
import { parseArgs } from "node:util";
import { candidates } from "../../lib/device/engine.js";
import { small } from "./cases/small.js";
import { swathPeer } from "./support/peer.js";
import { median, relativeDifference, round } from "./support/statistics.js";

export const about = "one small training step on every engine";

interface Row {
  readonly engine: string;
  readonly version: string | null;
  readonly ms: number | null;
  readonly losses: readonly number[];
  /** The largest relative difference of three losses from the first engine's. */
  readonly difference: number | null;
  readonly whyNot?: string;
}

async function measure(engine: string, calls: number): Promise<Row> {
  const peer = swathPeer(engine);
  try {
    const { version } = await peer.ask({ cmd: "load", case: small.name, mode: "captured", engine });
    const { losses } = await peer.ask({ cmd: "losses", count: 3 });
    const { ms } = await peer.ask({ cmd: "slot", calls });
    return {
      engine,
      version: version as string,
      ms: round(median(ms as number[]), 2),
      losses: losses as number[],
      difference: null,
    };
  } finally {
    await peer.end();
  }
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false }, calls: { type: "string", default: "10" } },
  });
  const rows: Row[] = [];
  for (const { name, available, reason } of await candidates()) {
    const row = available
      ? await measure(name, Number(values.calls))
      : { engine: name, version: null, ms: null, losses: [], difference: null, whyNot: reason ?? "" };
    const first = rows.find(({ ms }) => ms !== null);
    rows.push(
      first && row.ms !== null ? { ...row, difference: relativeDifference(row.losses, first.losses) } : row,
    );
  }
  if (values.json) {
    console.log(JSON.stringify({ case: small.title, rows }, null, 2));
    return;
  }
  console.log(`median ms of one step: ${small.title}`);
  for (const { engine, version, ms, difference, whyNot } of rows) {
    const figures = ms === null ? `not here: ${whyNot}` : `${String(ms).padStart(9)} ms   version ${version}`;
    const agreement = difference === null ? "" : `   losses differ by ${difference.toExponential(1)}`;
    console.log(`${engine.padEnd(8)}${figures}${agreement}`);
  }
}
