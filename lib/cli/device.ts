import type { Command } from "commander";

/** `swath device provision`: makes the native engine. */
export function register(program: Command): void {
  const device = program.command("device").description("the engine that computes");
  device
    .command("provision")
    .description("make the native engine: fetch TensorFlow's libraries, compile the addon, check it")
    .option("--cpu", "for the processor (the default)")
    .option("--cuda", "for NVIDIA GPUs (CUDA 12); was never seen on a GPU by its makers")
    .option("--wheel <file...>", "use these wheels instead of fetching them")
    .option("--offline", "never use the network")
    .option("--optional", "say what is missing, but end with exit code 0")
    .addHelpText(
      "after",
      `
It needs python3 with pip (which honours your own index settings) and a C++ compiler, about 1.5 GB of disk while
it works and 0.9 GB afterwards. It may be stopped at any time and goes on where it was.
The result lies in the cache folder: SWATH_CACHE, by default your user's cache folder.`,
    )
    .action(async (options: ProvisionFlags) => {
      const { runProvision } = await import("./support/provision.js");
      await runProvision(options);
    });
}

/** The options of `device provision` as commander gives them. */
export interface ProvisionFlags {
  readonly cpu?: boolean;
  readonly cuda?: boolean;
  readonly wheel?: readonly string[];
  readonly offline?: boolean;
  readonly optional?: boolean;
}
