import type { Command } from "commander";

/** The options of `reproduce` as commander gives them. */
export interface ReproduceFlags {
  readonly scale: string;
  readonly seeds?: string;
  readonly data: string;
  readonly out: string;
  readonly fresh?: boolean;
  readonly resume?: boolean;
  readonly workers: string;
  readonly only?: string;
  readonly run?: string;
  readonly json?: boolean;
}

/** `swath reproduce`: runs papers' experiments and writes their reports. */
export function register(program: Command): void {
  program
    .command("reproduce")
    .description("run papers' experiments; tables, claims and reports")
    .argument("[papers...]", "slugs, such as stad; all that are built unless told")
    .option("--scale <scale>", "smoke, pilot, lab or paper", "pilot")
    .option("--seeds <n>", "how many seeds; the scale's own unless told")
    .option("--data <which>", "auto (real where there is any), real or simulated", "auto")
    .option("--out <dir>", "ledger and reports of this run", "reproduced")
    .option("--resume", "go on where an earlier run was (always done unless --fresh)")
    .option("--fresh", "make runs again that the ledger has")
    .option("--workers <n>", "processes side by side; 0 works in this one", "0")
    .option("--only <what>", "an experiment, or experiment/variant")
    .option("--run <id>", "one run, by the name that a report or ledger gives it")
    .option("--json", "the claims for machines")
    .addHelpText(
      "after",
      "\nWhat the ledger has is not run again; what was stopped or killed goes on from its checkpoint." +
        "\nThe committed reports lie in reports/; their figures stand beside those made here.",
    )
    .action(async (slugs: readonly string[], flags: ReproduceFlags) => {
      const { runReproduce } = await import("./support/reproduce.js");
      await runReproduce(slugs, flags);
    });
}
