/** One training step: captured Swath, eager Swath and PyTorch as live processes, called in turn. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchCase } from "./cases/case.js";
import { caseNamed, cases } from "./cases/index.js";
import { Peer, type Reply, swathPeer } from "./support/peer.js";
import { watch } from "./support/quiet.js";
import { root } from "./support/root.js";
import { median, relativeDifference, round } from "./support/statistics.js";
import { pythonWithTorch } from "./support/torch.js";

export const about = "a training step (or forward pass) of thirteen networks against PyTorch";

const help = `npm run bench -- train-step [--peer torch] [--case NAME]... [--rounds N] [--json]

  --peer torch   compare with PyTorch (default); "none" runs Swath alone
  --case NAME    one of ${cases.map(({ name }) => name).join(", ")}; all unless told
  --rounds N     how often each process gets its turn; 5 unless told, 0 compares the losses alone
  --json         print JSON instead of a table`;

/** glibc maps and unmaps every large activation unless told otherwise. */
const TUNED = { MALLOC_MMAP_MAX_: "0", MALLOC_TRIM_THRESHOLD_: "100000000000" };

/** A slot in which others used more of the machine than this is run again. */
const OTHERS = 0.1;
const REPEATS = 20;

interface Row {
  readonly case: string;
  readonly swathMs: number;
  readonly eagerMs: number;
  readonly torchMs: number | null;
  readonly torchTunedMs: number | null;
  /** Captured Swath over PyTorch as installed, in its better layout. */
  readonly ratio: number | null;
  /** Captured Swath over PyTorch with glibc's allocator tuned, in its better layout. */
  readonly ratioTuned: number | null;
  readonly lossesAgree: boolean | null;
  readonly lossDifference: Readonly<Record<string, number>>;
  readonly tolerance: number;
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly variants: Readonly<Record<string, number>>;
  readonly captureMs: number;
  readonly parameters: number;
  readonly rssMb: Readonly<Record<string, number>>;
  readonly repeatedSlots: number;
}

interface TorchSpec {
  readonly channelsLast: boolean;
  readonly tuned: boolean;
}

const torchVariants: Readonly<Record<string, TorchSpec>> = {
  torch: { channelsLast: false, tuned: false },
  torchChannelsLast: { channelsLast: true, tuned: false },
  torchTuned: { channelsLast: false, tuned: true },
  torchChannelsLastTuned: { channelsLast: true, tuned: true },
};

/** One case: everybody loads, tells three losses, then takes turns. */
async function measure(one: BenchCase, rounds: number, python: string | undefined): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "swath-bench-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  const stop = () => process.exit(130);
  process.once("exit", clean).once("SIGINT", stop).once("SIGTERM", stop);
  const peers: Peer[] = [];
  try {
    const captured = swathPeer("swath");
    peers.push(captured);
    const facts = await captured.ask({ cmd: "load", case: one.name, mode: "captured" });
    const file = join(folder, "case.safetensors");
    await captured.ask({ cmd: "dump", file });
    const eager = swathPeer("eager");
    peers.push(eager);
    await eager.ask({ cmd: "load", case: one.name, mode: "eager" });
    for (const [name, { channelsLast, tuned }] of Object.entries(python ? torchVariants : {})) {
      const script = join(root(), "test/bench/peers/worker.py");
      const peer = new Peer(name, python!, [script], tuned ? TUNED : {});
      peers.push(peer);
      await peer.ask({ cmd: "load", case: one.name, file, config: one.config, channelsLast });
    }

    const losses: Record<string, number[]> = {};
    let captureMs = 0;
    for (const peer of peers) {
      const reply = await peer.ask({ cmd: "losses", count: 3 });
      losses[peer.name] = reply["losses"] as number[];
      captureMs ||= (reply["captureMs"] as number | undefined) ?? 0;
    }
    const { times, rss, repeated } = await takeTurns(peers, rounds);
    return rowOf(one, facts, losses, times, { captureMs, rss, repeated });
  } finally {
    await Promise.all(peers.map((peer) => peer.end()));
    process.off("exit", clean).off("SIGINT", stop).off("SIGTERM", stop);
    clean();
  }
}

async function takeTurns(peers: readonly Peer[], rounds: number) {
  const times: Record<string, number[]> = Object.fromEntries(peers.map(({ name }) => [name, []]));
  const rss: Record<string, number> = {};
  let repeated = 0;
  if (rounds === 0) return { times, rss, repeated };
  // Enough calls for a slot to last a second, the same for all.
  const trial = (await peers[0]!.ask({ cmd: "slot", calls: 3 }))["ms"] as number[];
  const calls = Math.min(50, Math.max(3, Math.ceil(1000 / median(trial))));
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      for (;;) {
        const others = watch(peer.pid);
        const reply: Reply = await peer.ask({ cmd: "slot", calls });
        if ((others() ?? 0) > OTHERS && repeated < REPEATS) {
          repeated++;
          continue;
        }
        times[peer.name]!.push(...(reply["ms"] as number[]));
        rss[peer.name] = round1((reply["rss"] as number) / 2 ** 20);
        break;
      }
    }
  }
  return { times, rss, repeated };
}

const round1 = (value: number) => round(value, 1);

function rowOf(
  one: BenchCase,
  facts: Reply,
  losses: Readonly<Record<string, number[]>>,
  times: Readonly<Record<string, number[]>>,
  rest: { captureMs: number; rss: Record<string, number>; repeated: number },
): Row {
  const variants = Object.fromEntries(
    Object.entries(times).map(
      ([name, values]) => [name, values.length ? round(median(values), 2) : Number.NaN] as const,
    ),
  );
  const better = (a: string, b: string) =>
    variants[a] === undefined ? null : Math.min(variants[a], variants[b]!);
  const torchMs = better("torch", "torchChannelsLast");
  const torchTunedMs = better("torchTuned", "torchChannelsLastTuned");
  const swathMs = variants["swath"]!;
  const others = Object.entries(losses).filter(([name]) => name !== "swath");
  const lossDifference = Object.fromEntries(
    others.map(([name, values]) => [name, relativeDifference(losses["swath"]!, values)]),
  );
  return {
    case: one.name,
    swathMs,
    eagerMs: variants["eager"]!,
    torchMs,
    torchTunedMs,
    ratio: torchMs && round(swathMs / torchMs, 3),
    ratioTuned: torchTunedMs && round(swathMs / torchTunedMs, 3),
    lossesAgree:
      losses["torch"] === undefined
        ? null
        : Object.values(lossDifference).every((value) => value <= one.tolerance),
    lossDifference,
    tolerance: one.tolerance,
    losses,
    variants,
    captureMs: round1(rest.captureMs),
    parameters: facts["parameters"] as number,
    rssMb: rest.rss,
    repeatedSlots: rest.repeated,
  };
}

const columns = [
  ["swath", (row: Row) => row.swathMs],
  ["eager", (row: Row) => row.eagerMs],
  ["torch", (row: Row) => row.variants["torch"]],
  ["ch.last", (row: Row) => row.variants["torchChannelsLast"]],
  ["tuned", (row: Row) => row.variants["torchTuned"]],
  ["cl.tuned", (row: Row) => row.variants["torchChannelsLastTuned"]],
  ["ratio", (row: Row) => row.ratio],
  ["r.tuned", (row: Row) => row.ratioTuned],
  ["losses", (row: Row) => (row.lossesAgree === null ? "" : row.lossesAgree ? "agree" : "DIFFER")],
] as const;

/** Without rounds there are no times. */
const text = (value: string | number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? "-" : String(value);

function line(row: Row): string {
  const cells = columns.map(([, value]) => text(value(row)).padStart(9));
  const worst = Math.max(...Object.values(row.lossDifference));
  return `${row.case.padEnd(14)}${cells.join("")}  ${worst.toExponential(1)} of ${row.tolerance}`;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peer: { type: "string", default: "torch" },
      case: { type: "string", multiple: true },
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.help || !["torch", "none"].includes(values.peer) || !(Number.isInteger(rounds) && rounds >= 0)) {
    console.log(help);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const chosen = values.case?.map(caseNamed) ?? cases;
  const python = values.peer === "torch" ? pythonWithTorch() : undefined;
  const header = `${"case".padEnd(14)}${columns.map(([name]) => name.padStart(9)).join("")}  loss difference`;
  if (!values.json) console.log(`median ms of one step\n${header}`);
  const rows: Row[] = [];
  for (const one of chosen) {
    const row = await measure(one, rounds, python);
    rows.push(row);
    if (values.json) console.error(line(row));
    else console.log(line(row));
  }
  if (values.json) console.log(JSON.stringify({ rows }, null, 2));
}
