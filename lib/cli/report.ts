import type { Command } from "commander";

/** `swath report`: reports from the ledger, or whether they agree with it. */
export function register(program: Command): void {
  program
    .command("report")
    .description("generate reports from the ledger, or check them")
    .argument("[papers...]", "slugs; all that are built unless told")
    .option("--check", "write nothing; exit code 1 when a report is not what the ledger says")
    .option("--out <dir>", "the folder of ledger and reports", "reports")
    .option("--json", "for machines")
    .action(
      async (
        slugs: readonly string[],
        flags: { readonly check?: boolean; readonly out: string; readonly json?: boolean },
      ) => {
        const { runReport } = await import("./support/report.js");
        await runReport(slugs, flags);
      },
    );
}
