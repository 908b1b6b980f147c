/** `npm run bench -- <benchmark> [options]`: each file beside this one that exports `run` and `about` is a benchmark. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface Benchmark {
  /** One line for the list. */
  readonly about?: string;
  /** A number is the exit code. */
  run(args: readonly string[]): Promise<unknown>;
}

const here = dirname(fileURLToPath(import.meta.url));
const [name, ...args] = process.argv.slice(2);

async function load(file: string): Promise<Benchmark> {
  const loaded = await import(pathToFileURL(join(here, `${file}.js`)).href);
  return { about: loaded.about, run: loaded.run ?? loaded.main };
}

async function list(): Promise<void> {
  console.log("npm run bench -- <benchmark> [options]\n");
  for (const file of readdirSync(here).sort()) {
    const benchmark = file.replace(/\.js$/, "");
    if (file === benchmark || ["main", "worker"].includes(benchmark)) continue;
    console.log(`  ${benchmark.padEnd(12)} ${(await load(benchmark)).about ?? ""}`);
  }
}

if (name === undefined || name === "--help") {
  await list();
} else if (!/^[a-z-]+$/.test(name) || !existsSync(join(here, `${name}.js`))) {
  console.error(`bench: there is no benchmark "${name}"\n`);
  await list();
  process.exitCode = 2;
} else {
  const code = await (await load(name)).run(args);
  if (typeof code === "number") process.exitCode = code;
}
