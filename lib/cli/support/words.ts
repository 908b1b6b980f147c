import { homedir } from "node:os";
import type { Diagnosis } from "./diagnosis.js";

/** A diagnosis for people: what works, what does not, how to mend it. */
export function inWords(found: Diagnosis, home: string = homedir()): string {
  const { engine, kernel, data, tools, cache, cuda } = found;
  const short = (path: string) => (path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);
  const dot = (...parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(" · ");
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`;
  const rows: (readonly [string, string] | undefined)[] = [
    [
      "engine",
      engine.name === "none"
        ? "none works"
        : dot(
            engine.name,
            engine.version,
            engine.kind,
            `${engine.threads} thread${engine.threads === 1 ? "" : "s"}`,
            engine.capture ? "capture" : "no capture (steps run op by op)",
          ),
    ],
    ...engine.others.map((name) => [`  ${name}`, "would run too"] as const),
    ...engine.whyNot.flatMap(({ name, reason, mend }) => [
      [`  ${name}`, `not: ${reason}`] as const,
      ...(mend ? [["", `mend: ${mend}`] as const] : []),
    ]),
    [
      "  cuda",
      dot(cuda.provisioned ? "provisioned" : "not provisioned", "this path was never seen on a GPU"),
    ],
    undefined,
    ["kernel", kernel.installed ? kernel.folders.map(short).join(", ") : "not installed"],
    ...(kernel.installed ? [] : [["", "mend: swath kernel install --user"] as const]),
    ...(data.roots.length === 0
      ? [["data", "no folder named"] as const, ["", "mend: set SWATH_DATA to your data folders"] as const]
      : data.roots.map(
          ({ path, problem }, index) =>
            [index === 0 ? "data" : "", dot(short(path), problem ?? false)] as const,
        )),
    undefined,
    ["node", dot(found.node, found.platform)],
    ["python", tools.python ? dot(tools.python, tools.pip ? `pip ${tools.pip}` : "no pip") : "none"],
    ["compiler", tools.compiler ?? "none for C++"],
    [
      "cache",
      dot(
        short(cache.folder),
        gigabytes(cache.bytes),
        cache.freeBytes !== null && `${gigabytes(cache.freeBytes)} free`,
      ),
    ],
  ];
  const lines = rows.map((row) => (row ? `${row[0].padEnd(10)}${row[1]}` : ""));
  return [`swath ${found.swath}`, "", ...lines].join("\n");
}
