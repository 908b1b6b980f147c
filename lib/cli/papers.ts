import type { Command } from "commander";

/** `swath papers`: the ten, with the state of each. */
export function register(program: Command): void {
  program
    .command("papers")
    .description("the ten papers, with the state of each")
    .option("--out <dir>", "the folder of ledger and reports", "reports")
    .option("--json", "for machines")
    .action(async (flags: { readonly out: string; readonly json?: boolean }) => {
      const { runPapers } = await import("./support/report.js");
      await runPapers(flags);
    });
}
