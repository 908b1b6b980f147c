import { mkdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ExportForm, exportNotebook, FORMS } from "../../../kernel-ext/export/index.js";
import { isFormatted, readNotebook, writeNotebook } from "../../../kernel-ext/headless/files.js";
import type { Job } from "../../../kernel-ext/headless/job.js";
import { parseParameter } from "../../../kernel-ext/headless/parameters.js";
import { type JobOutcome, runJobs } from "../../../kernel-ext/headless/pool.js";
import type { RunReport } from "../../../kernel-ext/headless/run.js";
import { SwathError } from "../../errors.js";
import type { ExportFlags, RunFlags } from "../notebook.js";
import { interruptible } from "./interrupt.js";

const SCALES = ["smoke", "pilot", "lab", "paper"];

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new SwathError("USAGE", "notebook run", `--${name} ${text} is not a positive number`, {
    mend: `for example --${name} 60`,
  });
}

function parametersOf({ set = [], scale }: RunFlags): Readonly<Record<string, unknown>> {
  if (scale !== undefined && !SCALES.includes(scale)) {
    throw new SwathError("USAGE", "notebook run", `there is no scale ${scale}`, {
      mend: `one of ${SCALES.join(", ")}`,
    });
  }
  const pairs = set.map((argument) => {
    try {
      return parseParameter(argument);
    } catch (error) {
      const { message } = error as Error;
      throw new SwathError("USAGE", "notebook run", message.replace(/^notebook run: /, ""), { cause: error });
    }
  });
  return { ...(scale === undefined ? {} : { scale }), ...Object.fromEntries(pairs) };
}

/** What `swath notebook run` does. */
export async function run(files: readonly string[], flags: RunFlags): Promise<void> {
  const parameters = parametersOf(flags);
  const timeout = flags.timeout === undefined ? undefined : positive("timeout", flags.timeout);
  const atOnce = positive("jobs", flags.jobs ?? "1");
  for (const file of files) readNotebook(file);
  if (flags.out) mkdirSync(flags.out, { recursive: true });
  const jobs = files.map(
    (file): Job => ({
      file: resolve(file),
      target: resolve(flags.out ? join(flags.out, basename(file)) : file),
      parameters,
      ...(timeout === undefined ? {} : { timeout }),
      allowErrors: flags.allowErrors ?? false,
    }),
  );
  const lines = reporter(process.stderr);
  const outcomes = await interruptible((signal) =>
    runJobs(jobs, {
      jobs: atOnce,
      signal,
      onReport: (job, report) => lines.report(basename(job.file), report),
      onDone: (job, outcome) => {
        lines.end();
        if (flags.json)
          process.stdout.write(`${JSON.stringify({ file: job.file, target: job.target, ...outcome })}\n`);
        else process.stdout.write(`${describe(basename(job.file), outcome)}\n`);
      },
    }),
  );
  if (outcomes.some(({ status }) => status === "stopped")) process.exitCode = 130;
  else if (outcomes.some(({ status }) => status !== "ok")) process.exitCode = 1;
}

function describe(name: string, outcome: JobOutcome): string {
  const time = `${outcome.seconds.toFixed(1)} s`;
  switch (outcome.status) {
    case "ok":
      return `done      ${name} · ${time}`;
    case "stopped":
      return `stopped   ${name} · the file is as it was`;
    case "broken":
      return `failed    ${name} · ${time}\n${outcome.message}`;
    case "failed":
      return `failed    ${name} · cell ${outcome.failure.index + 1} of the notebook · ${time}\n${outcome.failure.error.traceback.join("\n")}`;
  }
}

/** Says which cell runs: in one line that changes on a terminal, in a line a cell elsewhere. */
function reporter(stream: NodeJS.WriteStream) {
  let open = false;
  return {
    report(name: string, report: RunReport): void {
      const text =
        report.type === "cell"
          ? `run       ${name} · ${report.index + 1}/${report.total} · ${report.firstLine.slice(0, 60)}`
          : `          ${report.label} ${report.done}${report.total === null ? "" : `/${report.total}`}`;
      if (stream.isTTY) {
        stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
        open = true;
      } else if (report.type === "cell") stream.write(`${text}\n`);
    },
    end(): void {
      if (open) stream.write("\r\x1b[2K");
      open = false;
    },
  };
}

/** What `swath notebook format` does. */
export async function format(files: readonly string[], check: boolean): Promise<void> {
  const other = files.filter((file) => !isFormatted(file));
  for (const file of other) {
    if (!check) writeNotebook(file, readNotebook(file));
    process.stdout.write(`${check ? "differs " : "written "}  ${file}\n`);
  }
  if (check && other.length > 0) {
    throw new SwathError(
      "FORMAT",
      "notebook format",
      `${other.length} of ${files.length} files are not in the committed form`,
      {
        mend: "swath notebook format FILE…",
      },
    );
  }
}

/** What `swath notebook export` does. */
export async function exportTo(file: string, { to, out }: ExportFlags): Promise<void> {
  if (!FORMS.includes(to as ExportForm)) {
    throw new SwathError("USAGE", "notebook export", `there is no form ${to}`, {
      mend: `one of ${FORMS.join(", ")}`,
    });
  }
  const target = out ?? join(dirname(file), `${basename(file, ".ipynb")}.${to}`);
  const written = await exportNotebook(readNotebook(file), to as ExportForm, target);
  for (const path of written) process.stdout.write(`written   ${path}\n`);
}
