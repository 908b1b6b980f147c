import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { exitCodeOf, formatError } from "./errors.js";

/** What each file in `lib/cli/` (but `main`) exports: it puts its subcommand on the program. */
export interface CommandFile {
  register(program: Command): void;
}

/** The order of DESIGN.md section 6; a command that is not named here comes after these. */
const ORDER = ["doctor", "device", "kernel", "notebook", "data", "papers", "reproduce", "report"];

const folder = new URL("../", import.meta.url);

/** Names of the subcommands: the files of `lib/cli/`. */
export function commandNames(): readonly string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => /^([a-z][a-z-]*)\.(?:js|ts)$/.exec(entry.name.replace(/\.d\.ts$/, ""))?.[1])
    .filter((name): name is string => name !== undefined && name !== "main");
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Swath's version, from its package.json. */
export function version(): string {
  for (const up of ["../../", "../../../"]) {
    try {
      const text = readFileSync(fileURLToPath(new URL(`${up}package.json`, folder)), "utf8");
      const about = JSON.parse(text) as { name?: string; version?: string };
      if (about.name === "swath" && about.version) return about.version;
    } catch {
      // not there: the sources lie one folder nearer to it than the compiled files
    }
  }
  return "unknown";
}

/**
 * The program with the subcommands that a command line needs: the one that it names, else all. So a command
 * starts without reading the others.
 */
export async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("swath")
    .description("A TypeScript notebook kernel and reproducibility suite for remote-sensing deep learning.")
    .version(version(), "-V, --version")
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      "after",
      "\nExit code: 0 done, 1 failed, 2 misused, 130 stopped. SWATH_DEBUG=1 shows where an error came from.",
    )
    .exitOverride();
  const names = commandNames();
  const named = names.filter((name) => name === args[0]);
  for (const name of named.length > 0 ? named : names) {
    const file = (await import(new URL(`${name}${import.meta.url.slice(-3)}`, folder).href)) as CommandFile;
    file.register(program);
  }
  return program;
}

/** Runs one command line; the answer is the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  try {
    const program = await buildProgram(args);
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said why
    process.stderr.write(`${formatError(error)}\n`);
    return exitCodeOf(error);
  }
}
