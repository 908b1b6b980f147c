import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseNamed, cases } from "../cases/index.js";
import { Peer } from "./peer.js";
import { watch } from "./quiet.js";
import { median, relativeDifference } from "./statistics.js";

describe("the benchmark's numbers", () => {
  it("are medians", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("never call NaN or lists of other lengths equal", () => {
    expect(relativeDifference([1, 2], [1, 2.2])).toBeCloseTo(0.2 / 2.2, 12);
    expect(relativeDifference([1, Number.NaN], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(relativeDifference([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  });

  it.skipIf(process.platform !== "linux")("tell how much of the machine others used", () => {
    const others = watch(process.pid)();
    expect(others).toBeTypeOf("number");
  });
});

describe("the benchmark's cases", () => {
  it("are the thirteen of the table, each with a peer of the same name", () => {
    const peers = readFileSync(new URL("../peers/worker.py", import.meta.url), "utf8");
    expect(cases.length).toBe(13);
    for (const { name } of cases) expect(peers).toContain(`"${name}": (`);
    expect(() => caseNamed("nothing")).toThrow(/choose one of vit, unet/);
  });
});

describe("a live process", () => {
  const echo = `
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const { n } = JSON.parse(line);
      if (n === 3) process.exit(7);
      console.log("a library's chatter");
      console.log(JSON.stringify(n === 2 ? { error: "two is too many" } : { twice: 2 * n }));
    });`;
  const peer = () => new Peer("echo", process.execPath, ["-e", echo]);

  it("answers in turn, whatever libraries print", async () => {
    const one = peer();
    expect(await one.ask({ n: 1 })).toEqual({ twice: 2 });
    await expect(one.ask({ n: 2 })).rejects.toThrow("echo: two is too many");
    expect(await one.ask({ n: 5 })).toEqual({ twice: 10 });
    await one.end();
  });

  it("that dies fails the question instead of hanging", async () => {
    const one = peer();
    await expect(one.ask({ n: 3 })).rejects.toThrow(/echo ended \(7\)/);
    await expect(one.ask({ n: 1 })).rejects.toThrow(/echo is not running/);
    const none = new Peer("none", "/no/such/program", []);
    await expect(none.ask({ n: 1 })).rejects.toThrow(/none could not start/);
  });
});
