import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fuzz, once } from "./fuzz.js";
import { targets } from "./targets.js";

describe("readers under changed files", () => {
  it.each(Object.keys(targets))("%s never crashes, hangs, overflows or gives a wrong shape", async (name) => {
    const { runs, findings, read, refusals } = await fuzz(name, {
      seed: 20261121,
      runs: 3000,
      milliseconds: 4000,
    });
    expect(
      findings
        .slice(0, 3)
        .map(({ reason, bytes }) => [reason, Buffer.from(bytes.subarray(0, 2000)).toString("base64")]),
    ).toEqual([]);
    // A fuzzer whose inputs all die at the first byte, or all pass, tests nothing.
    expect(read).toBeGreaterThan(0);
    expect(refusals).toBeGreaterThan(name === "cifar" ? 1 : 3);
    expect(runs).toBeGreaterThan(20);
  });
});

describe("files that once broke a reader", () => {
  // Named <target>-<what happened>; each was found by fuzzing and is refused or read since.
  const folder = new URL("./fixtures/", import.meta.url);
  it.each(readdirSync(folder).filter((name) => name !== "README.md"))(
    "%s is refused or read",
    async (name) => {
      const target = targets[name.split("-")[0]!]!;
      expect(
        (await once(target, new Uint8Array(readFileSync(new URL(name, folder))))).finding,
      ).toBeUndefined();
    },
  );
});
