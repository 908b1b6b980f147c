import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { DecodingThreads } from "../../../lib/data/dataset/threads.js";
import { batches, encodePng, encodeZip, imageDataset } from "../../../lib/data/index.js";
import { SwathError } from "../../../lib/errors.js";
import { picture, pictureFolder, runningThreads, tempFolder } from "./pictures.js";

const prefetch = { workers: 2, batches: 2 };

async function caught(work: () => Promise<unknown>): Promise<SwathError> {
  const error = await work().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(SwathError);
  return error as SwathError;
}

describe("threads that decode", () => {
  it("run while batches are taken and end with the last one", async () => {
    const set = await imageDataset(pictureFolder(60), { id: "folder" });
    const before = runningThreads();
    let during = 0;
    for await (const { size } of batches(set, { batch: 20, prefetch })) {
      expect(size).toBe(20);
      during = Math.max(during, runningThreads());
    }
    expect(during).toBe(before + 2);
    expect(runningThreads()).toBe(before);
  });

  it("end when the loop is left by break or by an error", async () => {
    const set = await imageDataset(pictureFolder(60), { id: "folder" });
    const before = runningThreads();
    for await (const { size } of batches(set, { batch: 8, prefetch })) {
      expect(size).toBe(8);
      break;
    }
    expect(runningThreads()).toBe(before);
    const leaving = async () => {
      for await (const { size } of batches(set, { batch: 8, prefetch })) throw new Error(`left at ${size}`);
    };
    await expect(leaving()).rejects.toThrow("left at 8");
    expect(runningThreads()).toBe(before);
  });

  it("end when the signal says so, while a batch is awaited and between two", async () => {
    const set = await imageDataset(pictureFolder(60), { id: "folder" });
    const before = runningThreads();
    const between = new AbortController();
    const error = await caught(async () => {
      for await (const _ of batches(set, { batch: 8, prefetch, signal: between.signal })) between.abort();
    });
    expect(error.code).toBe("ABORTED");
    expect(runningThreads()).toBe(before);

    const waiting = new AbortController();
    const iterator = batches(set, { batch: 60, prefetch, signal: waiting.signal })[Symbol.asyncIterator]();
    const first = iterator.next();
    waiting.abort();
    expect((await caught(() => first)).code).toBe("ABORTED");
    expect(runningThreads()).toBe(before);

    const early = batches(set, { batch: 8, prefetch, signal: AbortSignal.abort() });
    expect((await caught(() => early[Symbol.asyncIterator]().next())).code).toBe("ABORTED");
  });

  it("tell of a broken image by its file, as this thread does, and end", async () => {
    const folder = pictureFolder(40);
    const set = await imageDataset(folder, { id: "folder" });
    const broken = join(folder, "field", "010.png");
    const bytes = readFileSync(broken);
    writeFileSync(broken, bytes.subarray(0, bytes.length - 20));
    const before = runningThreads();
    const messages = [];
    for (const threads of [prefetch, false] as const) {
      const error = await caught(async () => {
        for await (const { size } of batches(set, { batch: 10, prefetch: threads })) expect(size).toBe(10);
      });
      expect(error.code).toBe("FORMAT");
      expect(error.message).toContain(broken);
      messages.push(error.message);
    }
    expect(messages[0]).toBe(messages[1]);
    expect(runningThreads()).toBe(before);
  });

  it("tell of a file that went away, and of a member of an archive that is broken", async () => {
    const folder = pictureFolder(4);
    const set = await imageDataset(folder, { id: "folder" });
    const gone = set.subset([0]);
    rmSync(join(folder, "field", "000.png"));
    expect(
      (
        await caught(async () => {
          for await (const { size } of batches(gone, { batch: 1, prefetch })) expect(size).toBe(1);
        })
      ).message,
    ).toContain("000.png");

    const png = encodePng(picture(1));
    const zip = encodeZip({ "a/1.png": png, "b/2.png": png.subarray(0, 60) });
    const archive = await imageDataset(zip, { id: "archive" });
    const error = await caught(async () => {
      for await (const { size } of batches(archive, { batch: 1, prefetch })) expect(size).toBe(1);
    });
    expect(error.message).toContain("b/2.png");
  });

  it("that die leave nobody waiting, neither for what they were asked nor for what they are asked later", async () => {
    const file = join(tempFolder(), "dying.mjs");
    writeFileSync(
      file,
      'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3));',
    );
    const threads = new DecodingThreads(1, pathToFileURL(file));
    threads.wait(true);
    await expect(threads.decode([])).rejects.toThrow(/ended with code 3/);
    await expect(threads.decode([])).rejects.toThrow(/ended with code 3/);
    await threads.close();
    await expect(threads.decode([])).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("hand an error of the sample's making to the caller", async () => {
    const set = (await imageDataset(pictureFolder(20), { id: "folder" })).map((sample, i) => {
      if (i === 12) throw new Error("no more");
      return sample;
    });
    const before = runningThreads();
    const going = async () => {
      for await (const { size } of batches(set, { batch: 5, prefetch })) expect(size).toBe(5);
    };
    await expect(going()).rejects.toThrow("no more");
    expect(runningThreads()).toBe(before);
  });

  it("do not keep a process alive that leaves them behind, and keep one that waits for them", async () => {
    const folder = pictureFolder(40);
    const built = pathToFileURL(fileURLToPath(new URL("../../../dist/lib/data/index.js", import.meta.url)));
    const script = join(tempFolder(), "script.mjs");
    mkdirSync(join(folder, "more"), { recursive: true });
    copyFileSync(join(folder, "field", "000.png"), join(folder, "more", "000.png"));
    writeFileSync(
      script,
      `import { batches, imageDataset } from ${JSON.stringify(built.href)};
       const set = await imageDataset(${JSON.stringify(folder)}, { id: "folder" });
       const left = batches(set, { batch: 8, prefetch: { workers: 2 } })[Symbol.asyncIterator]();
       console.log((await left.next()).value.size);
       for await (const { size } of batches(set, { batch: 20, prefetch: { workers: 1 } })) console.log(size);
       console.log("end");`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 50_000 });
    expect(stdout.split("\n")).toEqual(["8", "20", "20", "1", "end", ""]);
  });
});
