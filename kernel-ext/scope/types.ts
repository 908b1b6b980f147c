import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
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
  if (specifier === "tslab") return createRequire(import.meta.url).resolve("tslab/dist/public.d.ts");
  const name = index().modules[specifier];
  return name === undefined ? undefined : join(typesFolder(), name);
}

/** The global namespace that stands for the blocks of one roll-up. */
const NAMESPACES = { tfjs: ["tf", "@tensorflow/tfjs"], swath: ["sw", "swath"] } as const;

const exportsOf = new Map<string, ReadonlySet<string>>();

/** What a rolled-up entry exports. */
function exported(specifier: string): ReadonlySet<string> {
  const known = exportsOf.get(specifier);
  if (known) return known;
  const path = moduleTypes(specifier);
  const text = path && existsSync(path) ? readFileSync(path, "utf8") : "";
  const line = /^export (?:\{ (?:\w+ as )?|declare const |type )(\w+)/gm;
  const names = new Set([...text.matchAll(line)].map((match) => match[1]!));
  exportsOf.set(specifier, names);
  return names;
}

/** Inferred types of carried declarations in the words of a cell: `import("tfjs:…").Tensor` becomes `tf.Tensor`. */
export function shorten(declarations: string): string {
  return declarations.replace(
    /import\("(tfjs|swath):[^"]*"\)\.(\w+)/g,
    (whole, block: string, name: string) => {
      const [namespace, specifier] = NAMESPACES[block as keyof typeof NAMESPACES];
      return exported(specifier).has(name) ? `${namespace}.${name}` : whole;
    },
  );
}
