import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What `rollup.ts` has written: files for specifiers, and files that every cell's program holds. */
interface TypesIndex {
  readonly modules: Readonly<Record<string, string>>;
  readonly always: readonly string[];
}

/** Where `rollup.ts` puts the rolled-up declarations: beside the compiled kernel. */
function typesFolder(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const built = join(here, "types");
  if (existsSync(built)) return built;
  // Run from the sources (tests): the built ones, when there are some.
  return here.replace(/kernel-ext[\\/]scope[\\/]$/, join("dist", "kernel-ext", "scope", "types"));
}

let known: TypesIndex | null = null;

function index(): TypesIndex {
  if (known) return known;
  const path = join(typesFolder(), "index.json");
  known = existsSync(path)
    ? (JSON.parse(readFileSync(path, "utf8")) as TypesIndex)
    : { modules: {}, always: [] };
  return known;
}

/** The declaration files that every cell sees without an import. */
export function globalTypes(): readonly string[] {
  return index().always.map((name) => join(typesFolder(), name));
}

/** The rolled-up file that stands for a module, if there is one. */
export function moduleTypes(specifier: string): string | undefined {
  const name = index().modules[specifier];
  return name === undefined ? undefined : join(typesFolder(), name);
}
