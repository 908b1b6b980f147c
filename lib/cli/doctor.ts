import type { Command } from "commander";

/** `swath doctor`: what works here, what does not, how to mend it. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description("engines, kernel, data: what works, what does not, how to mend it")
    .option("--json", "for machines")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { diagnose } = await import("./support/diagnosis.js");
      const found = await diagnose();
      if (json) {
        process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
      } else {
        const { inWords } = await import("./support/words.js");
        process.stdout.write(`${inWords(found)}\n`);
      }
      if (found.engine.name === "none") process.exitCode = 1;
    });
}
