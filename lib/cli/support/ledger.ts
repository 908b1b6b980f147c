import { SwathError } from "../../errors.js";
import { ledgerFile, readLedger } from "../../experiment/ledger/ledger.js";
import { mergeLedgers } from "../../experiment/ledger/merge.js";
import type { RunRecord } from "../../experiment/record.js";
import { papers } from "../../papers/index.js";
import { counted, duration } from "../../report/words.js";

/** Of more records than these one line each is printed. */
const WHOLE = 5;

/** `swath ledger show`: every record whose id or run begins so. */
export async function showRecords(
  id: string,
  { out, json = false }: { readonly out: string; readonly json?: boolean },
): Promise<void> {
  const all = await Promise.all(papers.map(({ slug }) => readLedger(ledgerFile(out, slug))));
  for (const { file, line, problem } of all.flatMap(({ damaged }) => damaged))
    process.stderr.write(`${file}:${line} ${problem}\n`);
  const found = all.flatMap(({ records }) =>
    records.filter((record) => record.id.startsWith(id) || record.run.startsWith(id)),
  );
  if (found.length === 0) {
    throw new SwathError("USAGE", "ledger show", `no record in ${out}/ledger begins with ${id}`, {
      mend: "take an id from a report, or another folder with --out",
    });
  }
  if (json) process.stdout.write(`${JSON.stringify({ records: found }, undefined, 2)}\n`);
  else if (found.length > WHOLE) process.stdout.write(`${found.map(line).join("\n")}\n`);
  else process.stdout.write(`${found.map(whole).join("\n\n")}\n`);
}

const line = ({ id, experiment, variant, item, seed, scale, outcome }: RunRecord): string =>
  `${id}  ${[scale, experiment, variant, item, `seed ${seed}`, outcome].join(" · ")}`;

/** A record as a person reads it: all that it holds but the points of its curves. */
function whole(record: RunRecord): string {
  const { id, run, paper, version, experiment, variant, item, origin, scale, seed, setting, outcome, error } =
    record;
  const { metrics, curves, pictures, notes, stages, started, seconds, attempts, environment } = record;
  const { swath, revision, clean, engine, node, platform, cpu, cores, memoryGiB } = environment;
  const entries = (of: Readonly<Record<string, unknown>>) =>
    Object.entries(of).map(([name, value]) => `${name} ${value}`);
  const rows: (readonly [string, string] | undefined)[] = [
    ["record", id],
    ["run", run],
    ["what", `${paper}, version ${version} · ${experiment} · ${variant} · scale ${scale} · seed ${seed}`],
    [
      "data",
      origin.kind === "simulated"
        ? `${item} · SIMULATED by ${origin.simulator} from ${origin.seed}`
        : `${item} · ${origin.dataset}, sha256 ${origin.sha256}`,
    ],
    ["outcome", `${outcome}${error === undefined ? "" : `: ${error}`}`],
    ["metrics", entries(metrics).join(" · ")],
    [
      "curves",
      Object.entries(curves)
        .map(([name, points]) => `${name}, ${counted(points.length, "point")}`)
        .join(" · "),
    ],
    [
      "pictures",
      Object.values(pictures)
        .map(({ title, sha256 }) => `${title}, pictures/${sha256}.png`)
        .join(" · "),
    ],
    ...notes.map((note) => ["note", note] as const),
    ...stages.map(
      (stage) => ["stage", `${stage.name}, ${duration(stage.seconds)}, arrays ${stage.sha256}`] as const,
    ),
    ["setting", JSON.stringify(setting)],
    ["when", `${started}, ${duration(seconds)}, ${counted(attempts, "attempt")}`],
    ["engine", `${engine.name} · ${engine.version} · ${engine.kind} · ${counted(engine.threads, "thread")}`],
    ["machine", `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}`],
    [
      "source",
      `swath ${swath}${revision === null ? "" : `, revision ${revision}`}${clean === false ? ", with uncommitted changes" : ""}`,
    ],
    ["again", `swath reproduce ${paper} --scale ${scale} --run ${run} --fresh`],
  ];
  return rows
    .filter((row): row is readonly [string, string] => row !== undefined && row[1] !== "")
    .map(([name, value]) => `${name.padEnd(10)}${value}`)
    .join("\n");
}

/** `swath ledger merge`. */
export async function mergeFiles(
  files: readonly string[],
  { into, json = false }: { readonly into: string; readonly json?: boolean },
): Promise<void> {
  const { added, known, damaged } = await mergeLedgers(files, into);
  for (const { file, line: at, problem } of damaged) process.stderr.write(`${file}:${at} ${problem}\n`);
  if (json) {
    process.stdout.write(`${JSON.stringify({ added, known, damaged }, undefined, 2)}\n`);
    return;
  }
  for (const [paper, n] of Object.entries(added))
    process.stdout.write(`${paper.padEnd(10)}${counted(n, "record")} added\n`);
  process.stdout.write(`${counted(known, "record")} ${known === 1 ? "was" : "were"} there already\n`);
}
