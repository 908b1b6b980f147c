import type { Command } from "commander";

/** The options of `notebook run` as commander gives them. */
export interface RunFlags {
  readonly set?: readonly string[];
  readonly scale?: string;
  readonly out?: string;
  readonly timeout?: string;
  readonly allowErrors?: boolean;
  readonly jobs?: string;
  readonly json?: boolean;
}

/** The options of `notebook export`. */
export interface ExportFlags {
  readonly to: string;
  readonly out?: string;
}

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** `swath notebook run | format | export`: notebooks without Jupyter. */
export function register(program: Command): void {
  const notebook = program
    .command("notebook")
    .description("run, tidy and export notebooks; needs no Jupyter");
  notebook
    .command("run")
    .description("execute notebooks from top to bottom and write them with their outputs")
    .argument("<files...>")
    .option("--set <name=value>", "a parameter of the cell tagged `parameters`; may be given often", collect)
    .option("--scale <scale>", "short for --set scale=<scale>: smoke, pilot, lab or paper")
    .option("--out <dir>", "write the executed notebooks there instead of in place")
    .option("--timeout <seconds>", "the most that a cell may take")
    .option("--allow-errors", "go on after a cell that fails")
    .option("--jobs <n>", "notebooks at the same time, each in its own process", "1")
    .option("--json", "one line of JSON a notebook")
    .addHelpText("after", "\nExit code 1 and the traceback when a cell fails.")
    .action(async (files: readonly string[], flags: RunFlags) => {
      const { run } = await import("./support/notebook.js");
      await run(files, flags);
    });
  notebook
    .command("format")
    .description("bring notebook files into the form that is committed")
    .argument("<files...>")
    .option("--check", "change nothing; exit code 1 when a file is not in that form")
    .action(async (files: readonly string[], { check }: { readonly check?: boolean }) => {
      const { format } = await import("./support/notebook.js");
      await format(files, check ?? false);
    });
  notebook
    .command("export")
    .description("turn a notebook into a self-contained page, a script that runs, or Markdown")
    .argument("<file>")
    .requiredOption("--to <form>", "html, ts or md")
    .option("--out <file>", "the file to write; beside the notebook unless told")
    .action(async (file: string, flags: ExportFlags) => {
      const { exportTo } = await import("./support/notebook.js");
      await exportTo(file, flags);
    });
}
