import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fullDisk, provisionError } from "./errors.js";
import type { FetchStep } from "./plan.js";
import { lastLine, run } from "./process.js";

/** Which wheel pip is to download: for a named platform and Python, whichever Python runs pip. */
function choice(step: FetchStep): readonly string[] {
  return [
    ...["-m", "pip", "download", "--no-deps", "--only-binary=:all:"],
    ...step.tags.flatMap((tag) => ["--platform", tag]),
    ...["--python-version", "312", "--implementation", "cp", "--abi", "cp312"],
  ];
}

/** pip's arguments for a download that nobody watches. */
export function pipArguments(step: FetchStep, into: string): readonly string[] {
  const quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
  return [...choice(step), ...quiet, "--dest", into, `${step.name}${step.version}`];
}

/** What a user types on a machine with a network, to carry the wheel to one without. */
export function pipCommand(step: FetchStep): string {
  return `python3 ${choice(step).join(" ")} "${step.name}${step.version}"`;
}

/** A wheel that an earlier run fetched whole. */
export async function keptWheel(step: FetchStep, wheels: string): Promise<string | undefined> {
  const beginning = `${step.name.replaceAll("-", "_")}-`;
  const version = /^==(.*)/.exec(step.version)?.[1] ?? "";
  const names = await readdir(wheels).catch(() => []);
  const name = names.find((name) => name.startsWith(beginning + version) && name.endsWith(".whl"));
  return name && join(wheels, name);
}

/**
 * Fetches one wheel with pip, which honours the user's own index, proxy and certificate settings, into a
 * folder of its own; it moves to the kept wheels when it is whole.
 */
export async function fetchWheel(
  step: FetchStep,
  options: {
    readonly python: string;
    readonly wheels: string;
    readonly env: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
    readonly onBytes?: (bytes: number) => void;
  },
): Promise<string> {
  const { python, wheels, env, signal, onBytes } = options;
  const aside = join(wheels, `download-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(join(aside, "tmp"), { recursive: true });
  // pip says nothing useful about progress when it writes to a pipe, so the growth of its files is watched.
  const watch = setInterval(() => {
    void folderBytes(aside).then((bytes) => onBytes?.(bytes));
  }, 250);
  try {
    const ended = await run(python, pipArguments(step, aside), {
      env: { ...env, TMPDIR: join(aside, "tmp") },
      signal,
    });
    const found = (await readdir(aside)).find((name) => name.endsWith(".whl"));
    if (ended.code !== 0 || found === undefined) throw pipFailed(step, wheels, ended.stderr || ended.stdout);
    const kept = join(wheels, found);
    await rename(join(aside, found), kept);
    return kept;
  } finally {
    clearInterval(watch);
    await rm(aside, { recursive: true, force: true });
  }
}

function pipFailed(step: FetchStep, root: string, said: string): Error {
  if (/No space left on device|Errno 28/.test(said)) return fullDisk(root);
  const unreachable =
    /NewConnectionError|Retrying \(|Name or service not known|Temporary failure|ProxyError|SSLError/;
  const cause = said.split("\n").find((line) => unreachable.test(line));
  return provisionError(
    cause ? "pip could not reach the package index" : `pip could not fetch ${step.name}${step.version}`,
    "check the network and pip's settings (pip config list), or fetch the wheel elsewhere and give it: --wheel FILE",
    {
      pip: lastLine(said),
      ...(cause ? { network: cause.trim().slice(0, 300) } : {}),
      elsewhere: pipCommand(step),
    },
  );
}

/** Downloads of runs that were killed. Only to be called while the lock is held. */
export async function sweepDownloads(wheels: string): Promise<void> {
  for (const name of await readdir(wheels).catch(() => [])) {
    if (name.startsWith("download-")) await rm(join(wheels, name), { recursive: true, force: true });
  }
}

/** Size of all files below a folder; what vanishes meanwhile does not count. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
