import type { Command } from "commander";

/** `swath ledger`: looks into the ledger, and merges ledgers of several machines. */
export function register(program: Command): void {
  const ledger = program.command("ledger").description("look into the ledger of runs, and merge ledgers");
  ledger
    .command("show")
    .description("print records whole: setting, environment, checksums")
    .argument("<id>", "of a record or a run, or its first characters")
    .option("--out <dir>", "the folder of the ledger", "reports")
    .option("--json", "for machines, with the points of curves")
    .action(async (id: string, flags: { readonly out: string; readonly json?: boolean }) => {
      const { showRecords } = await import("./support/ledger.js");
      await showRecords(id, flags);
    });
  ledger
    .command("merge")
    .description("add the records of other ledgers; nothing is lost, nothing doubled")
    .argument("<files...>", "ledger files of other machines, such as theirs/ledger/stad.jsonl")
    .option("--into <dir>", "the folder of the ledger", "reports")
    .option("--json", "for machines")
    .action(async (files: readonly string[], flags: { readonly into: string; readonly json?: boolean }) => {
      const { mergeFiles } = await import("./support/ledger.js");
      await mergeFiles(files, flags);
    });
}
