import type { Command } from "commander";

/** Where a kernel is to be installed. */
export interface KernelPlace {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly sysPrefix?: boolean;
}

const places = (command: Command): Command =>
  command
    .option("--user", "for this user (the default)")
    .option("--prefix <dir>", "into <dir>/share/jupyter, for instance a virtual environment")
    .option("--sys-prefix", "into the Python environment whose python3 comes first");

/** `swath kernel install | uninstall | run`: the notebook kernel. */
export function register(program: Command): void {
  const kernel = program.command("kernel").description("the notebook kernel TypeScript (Swath)");
  places(
    kernel.command("install").description("make it known to Jupyter and VS Code; needs no Python"),
  ).action(async (place: KernelPlace) => {
    const { install } = await import("./support/kernel.js");
    await install(place);
  });
  places(kernel.command("uninstall").description("take it away again")).action(async (place: KernelPlace) => {
    const { uninstall } = await import("./support/kernel.js");
    await uninstall(place);
  });
  kernel
    .command("run")
    .description("run it, as a front end does")
    .requiredOption("-f, --connection-file <file>", "what the front end wrote: ports and key")
    .action(async ({ connectionFile }: { readonly connectionFile: string }) => {
      const { run } = await import("./support/kernel.js");
      await run(connectionFile);
    });
}
