import { join } from "node:path";
import cliProgress from "cli-progress";
import { start } from "../../device/engine.js";
import { SwathError } from "../../errors.js";
import type { DataChoice, Only } from "../../experiment/run/plan.js";
import { type Progress, reproduce } from "../../experiment/run/reproduce.js";
import { type Scale, scales } from "../../experiment/scale.js";
import { papers } from "../../papers/index.js";
import { renderReports, writeReports } from "../../report/files.js";
import type { Report } from "../../report/schema.js";
import { dataWords, effectText, unitsText } from "../../report/sentences.js";
import { counted, duration } from "../../report/words.js";
import type { ReproduceFlags } from "../reproduce.js";
import { ensureEngine } from "./engine.js";
import { interruptible } from "./interrupt.js";
import { entryOf, listed, referenceFor } from "./report.js";

function misuse(problem: string, mend: string): SwathError {
  return new SwathError("USAGE", "reproduce", problem, { mend });
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
  throw misuse(`--${name} ${text}`, `give a whole number, ${least} or more`);
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found !== undefined) return found;
  throw misuse(`--${name} ${text}`, `take one of ${allowed.join(", ")}`);
}

function onlyOf({ only, run }: ReproduceFlags): Only {
  const [experiment, variant] = only?.split("/") ?? [];
  return {
    ...(experiment && { experiment }),
    ...(variant && { variant }),
    ...(run !== undefined && { run }),
  };
}

/** `swath reproduce`. */
export async function runReproduce(slugs: readonly string[], flags: ReproduceFlags): Promise<void> {
  const scale = oneOf<Scale>("scale", flags.scale, scales);
  const data = oneOf<DataChoice>("data", flags.data, ["auto", "real", "simulated"]);
  const workers = whole("workers", flags.workers, 0);
  const seeds = flags.seeds === undefined ? undefined : whole("seeds", flags.seeds, 1);
  if (flags.fresh && flags.resume) throw misuse("--fresh and --resume", "give one of both");
  const chosen = slugs.length > 0 ? [...new Set(slugs)].map(entryOf) : papers.filter(({ load }) => load);
  const missing = chosen.find(({ load }) => !load);
  if (missing) {
    const there = papers.filter(({ load }) => load).map(({ slug }) => slug);
    throw misuse(`${missing.slug} is not built yet`, `take one of ${there.join(", ")}`);
  }
  const { out, json = false } = flags;
  const say = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  let failed = 0;
  const begin = performance.now();
  await interruptible(async (signal) => {
    await ensureEngine({ signal });
    const { name, version, threads, capture } = await start();
    const engine = [name, version, counted(threads, "thread"), capture && "capture"];
    say(`engine   ${engine.filter(Boolean).join(" · ")}`);
    for (const { slug, load, module } of chosen) {
      const paper = await (load as NonNullable<typeof load>)();
      const shown = new Shown(slug, say);
      try {
        const result = await reproduce(paper, {
          scale,
          data,
          out,
          workers,
          signal,
          fresh: flags.fresh ?? false,
          only: onlyOf(flags),
          ...(seeds !== undefined && { seeds }),
          ...(module !== undefined && { module }),
          onProgress: (progress) => shown.hear(progress),
        });
        failed += result.failed;
      } catch (error) {
        if (signal.aborted) throw stoppedBy(slug, out);
        throw error;
      } finally {
        shown.stop();
      }
    }
  });
  const rendered = await renderReports(await listed(), { out, ...referenceFor(out) });
  await writeReports(out, rendered);
  const reports = rendered.reports.filter((one) => chosen.some(({ slug }) => slug === one.slug));
  for (const { slug } of reports) say(`report   ${join(out, `${slug}.md`)} · ${join(out, `${slug}.html`)}`);
  if (json) process.stdout.write(`${JSON.stringify({ papers: reports.map(forMachines) }, undefined, 2)}\n`);
  else for (const report of reports) process.stdout.write(`\n${claimsTable(report, scale)}\n`);
  say(`\n${duration((performance.now() - begin) / 1000)} in all`);
  if (failed > 0) {
    process.stderr.write(`${failed} runs failed: the report says which and why\n`);
    process.exitCode = 1;
  }
}

const stoppedBy = (slug: string, out: string): SwathError =>
  new SwathError(
    "ABORTED",
    "reproduce",
    `stopped in ${slug}; every finished run is in ${join(out, "ledger")}`,
    {
      mend: "the same command goes on where it was",
    },
  );

const forMachines = ({ slug, title, claims, runs }: Report) => ({ slug, title, runs, claims });

/** The claims of a report on the scale that was run, as a terminal shows them. */
function claimsTable({ slug, claims }: Report, scale: Scale): string {
  const rows = claims.flatMap(({ says, judgements }) =>
    judgements
      .filter((one) => one.scale === scale || one.verdict === "not tested")
      .map((one) => [
        says.length > 58 ? `${says.slice(0, 57)}…` : says,
        one.verdict,
        one.verdict === "not tested" ? "" : effectText(one),
        one.verdict === "not tested" ? "" : `${unitsText(one)}, ${dataWords(one.data)}`,
      ]),
  );
  const head = [`claim (${slug})`, "verdict", "effect (95 %)", "counted"];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => text.padEnd(widths[i] as number))
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line)].join("\n");
}

/** What a terminal shows of a reproduction: a bar where it is one, a line now and then elsewhere. */
class Shown {
  readonly #slug: string;
  readonly #say: (text: string) => void;
  #bar: cliProgress.SingleBar | undefined;
  #spoke = 0;

  constructor(slug: string, say: (text: string) => void) {
    this.#slug = slug;
    this.#say = say;
  }

  hear(progress: Progress): void {
    if (progress.type === "plan") this.#plan(progress);
    else if (progress.type === "end") this.#end(progress);
    else if (progress.type === "work") this.#work(progress);
    else this.#move(progress, progress.done);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #plan({ sources, total, known, todo, seconds, damaged }: Extract<Progress, { type: "plan" }>): void {
    this.#say(`\npaper    ${this.#slug}`);
    const seen = new Set<string>();
    for (const { source, title, kind, items, missing, used } of sources) {
      const words = missing ?? `${title}: ${items.length} ${items.length === 1 ? "item" : "items"}`;
      const state = used ? "" : items.length > 0 ? " · not needed" : "";
      const line = `data     ${kind === "simulated" ? "SIMULATED · " : ""}${words}${state}`;
      if (!seen.has(source)) this.#say(line);
      seen.add(source);
    }
    const about = seconds === undefined || todo === 0 ? "" : ` · about ${duration(seconds)}`;
    if (total === 0) {
      this.#say(
        "runs     none: the data that this scale needs are not here (see above), or --data leaves none",
      );
      return;
    }
    this.#say(`runs     ${total} · ${known} in the ledger · ${todo} to do${about}`);
    for (const { file, line, problem } of damaged) this.#say(`ledger   ${file}:${line} ${problem}`);
    if (todo === 0 || !process.stderr.isTTY) return;
    this.#bar = new cliProgress.SingleBar({
      stream: process.stderr,
      format: "{bar}  {words}",
      barCompleteChar: "━",
      barIncompleteChar: "─",
      barsize: 36,
      hideCursor: true,
      gracefulExit: false, // Ctrl-C belongs to the command
    });
    this.#bar.start(todo, 0, { words: "" });
  }

  #work(progress: Extract<Progress, { type: "work" }>): void {
    this.#move(progress, progress.done + Math.min(1, progress.fraction), progress.words, progress.seconds);
  }

  #end(progress: Extract<Progress, { type: "end" }>): void {
    const { record, done, seconds } = progress;
    if (record.outcome === "failed") {
      const { variant, item, seed, error = "" } = record;
      process.stderr.write(
        `${this.#bar ? "\n" : ""}failed   ${variant} · ${item} · seed ${seed}: ${error}\n`,
      );
    }
    this.#move(progress, done, "", seconds);
  }

  #move(
    { run, done, todo }: Exclude<Progress, { type: "plan" }>,
    at: number,
    words = "",
    seconds?: number,
  ): void {
    const { experiment, variant, item, seed } = run;
    const left = seconds === undefined ? "" : ` · ${duration(seconds)} left`;
    const what = `${experiment} · ${variant} · ${item.name} · seed ${seed}${words ? ` · ${words}` : ""}${left}`;
    if (this.#bar) {
      this.#bar.update(at, { words: what });
      return;
    }
    const now = performance.now();
    if (now - this.#spoke < 10_000) return;
    this.#spoke = now;
    process.stderr.write(`${done}/${todo}  ${what}\n`);
  }
}
