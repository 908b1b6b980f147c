import type { Command } from "commander";

/** `swath data`: which data sets are there, what is missing, where to get it. */
export function register(program: Command): void {
  const data = program
    .command("data")
    .description("data sets: what is there, what is missing, where to get it");
  data
    .command("list")
    .description("all data sets and their state, from names and sizes (fast)")
    .option("--json", "for machines")
    .action(async (options: { readonly json?: boolean }) => {
      const { runCheck } = await import("./support/data.js");
      await runCheck([], { ...options, sizes: true, detailed: false });
    });
  data
    .command("check [ID...]")
    .description("what is there, what is missing, what differs from its checksum")
    .option("--json", "for machines")
    .option("--sizes", "compare names and sizes only, read no file")
    .option("--again", "read every file, also those whose digest is known from before")
    .addHelpText(
      "after",
      `
States: present, partial (something is missing), missing, differs (something is there that is not what it should be).
Digests are kept in the cache folder and hold as long as a file's size and time of change are the same.
Exit code 1 when a named data set is not present, or, with none named, when one differs.`,
    )
    .action(async (ids: readonly string[], options: CheckFlags) => {
      const { runCheck } = await import("./support/data.js");
      await runCheck(ids, { ...options, detailed: true });
    });
  data
    .command("where <ID>")
    .description("how to get a data set and where to put it")
    .option("--json", "the manifest, for machines")
    .action(async (id: string, options: { readonly json?: boolean }) => {
      const { runWhere } = await import("./support/data.js");
      runWhere(id, options);
    });
  data
    .command("simulate <ID>")
    .description("make the simulated data that stand in for a data set, with files of open formats")
    .requiredOption("--out <DIR>", "an empty folder, or one that is not there yet")
    .option("--seed <N>", "the same number gives the same bytes", "1")
    .option("--train <N>", "how many scenes or images to learn from")
    .option("--test <N>", "how many to test on")
    .option("--size <N>", "height and width in pixels")
    .option("--json", "for machines")
    .addHelpText(
      "after",
      `
ID is a data set (swath data list), a paper, or a simulator:
  anomalies clouds hsi-lidar hsi-lidar-federated hsi-lidar-texture objects samples sar scenes shards.
What is made is labelled simulated in simulated.json beside it; it is no substitute in a published table.`,
    )
    .action(async (id: string, options: SimulateFlags) => {
      const { runSimulate } = await import("./support/simulate.js");
      await runSimulate(id, options);
    });
  data
    .command("croissant <ID>")
    .description("a data set's description as Croissant metadata (JSON-LD)")
    .action(async (id: string) => {
      const { runCroissant } = await import("./support/data.js");
      runCroissant(id);
    });
}

/** The options of `data check` as commander gives them. */
export interface CheckFlags {
  readonly json?: boolean;
  readonly sizes?: boolean;
  readonly again?: boolean;
}

/** The options of `data simulate` as commander gives them. */
export interface SimulateFlags {
  readonly out: string;
  readonly seed: string;
  readonly train?: string;
  readonly test?: string;
  readonly size?: string;
  readonly json?: boolean;
}
