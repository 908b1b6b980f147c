import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { type DataRoot, dataRoots } from "../../data/manifest/roots.js";
import { candidates, engine, start } from "../../device/engine.js";
import {
  cacheRoot,
  findCompiler,
  findNative,
  findPython,
  folderBytes,
  type Tool,
} from "../../device/provision/index.js";
import { run } from "../../device/provision/process.js";
import { SwathError } from "../../errors.js";
import { jupyterDataPaths, kernelspecs } from "./jupyter.js";
import { version } from "./program.js";

/** An engine that cannot be used here. */
export interface WhyNot {
  readonly name: string;
  readonly reason: string;
  readonly mend: string;
}

/** All that `swath doctor` knows; printed as it is by `--json`. */
export interface Diagnosis {
  readonly swath: string;
  readonly engine: {
    /** `none` when no engine works. */
    readonly name: string;
    readonly version: string;
    readonly kind: string;
    readonly threads: number;
    readonly capture: boolean;
    /** Engines that would run here too. */
    readonly others: readonly string[];
    readonly whyNot: readonly WhyNot[];
  };
  readonly node: string;
  readonly platform: string;
  readonly kernel: {
    readonly name: string;
    readonly installed: boolean;
    readonly folders: readonly string[];
  };
  readonly data: { readonly roots: readonly DataRoot[] };
  readonly tools: {
    readonly python: string | null;
    readonly pip: string | null;
    readonly compiler: string | null;
  };
  readonly cache: { readonly folder: string; readonly bytes: number; readonly freeBytes: number | null };
  readonly cuda: { readonly provisioned: boolean; readonly seenOnGpu: false };
}

/** Looks at everything; starts the engine that would be used, and changes nothing. */
export async function diagnose(env: NodeJS.ProcessEnv = process.env): Promise<Diagnosis> {
  const [{ python, pip }, compiler] = await Promise.all([findPython({ env }), findCompiler({ env })]);
  const prefix =
    python && (await run(python.name, ["-c", "import sys; print(sys.prefix)"], { env })).stdout.trim();
  const folders = kernelspecs("swath", jupyterDataPaths({ env, prefix: prefix || undefined }));
  const cache = cacheRoot(env);
  return {
    swath: version(),
    engine: withTools(await engines(env), { python, pip, compiler }),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    kernel: { name: "swath", installed: folders.length > 0, folders },
    data: { roots: dataRoots(env) },
    tools: {
      python: python?.version ?? null,
      pip: pip?.version ?? null,
      compiler: compiler ? `${compiler.name} ${compiler.version}` : null,
    },
    cache: { folder: cache, bytes: await folderBytes(cache), freeBytes: freeBytes(cache) },
    cuda: { provisioned: findNative({ env, kind: "cuda" }).found, seenOnGpu: false },
  };
}

async function engines(env: NodeJS.ProcessEnv): Promise<Diagnosis["engine"]> {
  const all = await candidates();
  const whyNot: WhyNot[] = all
    .filter(({ available }) => !available)
    .map(({ name, reason, mend }) => ({ name, reason: reason ?? "it does not run here", mend: mend ?? "" }));
  try {
    await start();
    const { name, version, kind, threads, capture } = engine();
    // A worse engine that was asked for: the better ones are not used for that reason alone.
    const forced = env["SWATH_ENGINE"];
    const better = all.slice(
      0,
      all.findIndex((one) => one.name === name),
    );
    for (const one of forced ? better.filter(({ available }) => available) : []) {
      whyNot.push({ name: one.name, reason: `SWATH_ENGINE asks for ${forced}`, mend: "unset SWATH_ENGINE" });
    }
    const others = all
      .map((one) => one.name)
      .filter((other) => other !== name && !whyNot.some((one) => one.name === other));
    return { name, version, kind, threads, capture, others, whyNot };
  } catch (error) {
    const none = { name: "none", version: "", kind: "", threads: 0, capture: false, others: [] };
    if (!(error instanceof SwathError)) throw error;
    const name = env["SWATH_ENGINE"] ?? "any";
    if (!whyNot.some((one) => one.name === name)) {
      whyNot.unshift({ name, reason: error.message.split("\n")[0] as string, mend: error.mend });
    }
    return { ...none, whyNot };
  }
}

/** Where the native engine is only not made yet: what would keep `swath device provision` from making it. */
function withTools(
  engine: Diagnosis["engine"],
  tools: { readonly python?: Tool; readonly pip?: Tool; readonly compiler?: Tool },
): Diagnosis["engine"] {
  const lacks = [
    ...(tools.compiler ? [] : [{ what: "a C++ compiler", mend: "g++ (Debian: apt install g++)" }]),
    ...(tools.python
      ? []
      : [{ what: "python3", mend: "Python 3 with pip (Debian: apt install python3-pip)" }]),
    ...(tools.python && !tools.pip ? [{ what: "pip", mend: "pip (Debian: apt install python3-pip)" }] : []),
  ];
  if (lacks.length === 0) return engine;
  const whyNot = engine.whyNot.map((one) =>
    one.name === "native" && one.mend.startsWith("swath device provision")
      ? {
          ...one,
          reason: `${one.reason}, and ${lacks.map(({ what }) => what).join(" and ")} is missing to make it`,
          mend: `install ${lacks.map(({ mend }) => mend).join(" and ")}, then ${one.mend}`,
        }
      : one,
  );
  return { ...engine, whyNot };
}

/** The cache folder may not be there yet; then the nearest folder above it counts. */
function freeBytes(folder: string): number | null {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      if (dirname(path) === path) return null;
    }
  }
}
