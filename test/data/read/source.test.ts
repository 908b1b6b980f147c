import { spawnSync } from "node:child_process";
import { mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fileSource, open } from "../../../lib/data/index.js";

const large = 3 * 2 ** 20;
const path = join(mkdtempSync(join(tmpdir(), "swath-source-")), "numbers.bin");
const bytes = Uint8Array.from({ length: large }, (_, i) => (i * 7919) >> 3);

beforeAll(() => writeFileSync(path, bytes));

describe("a file as a source", () => {
  it("gives small and large parts alike, several at the same time", async () => {
    const source = await fileSource(path);
    expect(source.size).toBe(large);
    const parts = [
      [0, 10],
      [5, large - 10],
      [1000, 2 ** 20],
      [1000, 2 ** 20 + 1],
      [large, 0],
    ] as const;
    const read = await Promise.all(parts.map(([offset, length]) => source.read(offset, length)));
    parts.forEach(([offset, length], i) => {
      expect(Buffer.compare(read[i]!, bytes.subarray(offset, offset + length))).toBe(0);
    });
    await source.close();
  });

  it("is closed once, after what is being read, and reads nothing then", async () => {
    const source = await fileSource(path);
    const reading = source.read(0, large);
    const closing = source.close();
    expect((await reading).length).toBe(large);
    await closing;
    await source.close();
    await expect(source.read(0, 1)).rejects.toThrow("read: numbers.bin is closed; open it again");
  });

  it("lets timers through while many small files are read in a row", async () => {
    const small = `${path}.small`;
    writeFileSync(small, bytes.subarray(0, 1000));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    // Without a turn of the event loop the timer never comes, and this ends by the clock.
    const end = performance.now() + 10_000;
    while (ticks < 3 && performance.now() < end) {
      const source = await fileSource(small);
      await source.read(0, source.size);
      await source.close();
    }
    clearInterval(timer);
    expect(ticks).toBe(3);
  });

  it("refuses what lies beyond its end, and says when the file became shorter", async () => {
    const short = `${path}.short`;
    writeFileSync(short, bytes.subarray(0, 1000));
    const source = await fileSource(short);
    await expect(source.read(990, 20)).rejects.toMatchObject({ code: "FORMAT" });
    truncateSync(short, 500);
    await expect(source.read(0, 1000)).rejects.toThrow(/became shorter while it was read/);
    await source.close();
  });

  it("names a file that is not there, a folder, and a pipe that nobody would ever answer", async () => {
    await expect(fileSource(`${path}.gone`)).rejects.toThrow(/there is no such file; check the path/);
    await expect(fileSource(tmpdir())).rejects.toThrow(/not a regular file; give the path of a file/);
    const pipe = `${path}.pipe`;
    if (spawnSync("mkfifo", [pipe]).status !== 0) return;
    await expect(open(pipe)).rejects.toThrow(/not a regular file/);
  });
});
