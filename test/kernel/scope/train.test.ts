import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DISPLAY } from "../../../kernel-ext/mime.js";
import { memory } from "../../../kernel-ext/scope/tidy.js";
import { globalTypes } from "../../../kernel-ext/scope/types.js";
import { type CellOutcome, Session, type SessionEvent } from "../../../kernel-ext/session/session.js";
import { root } from "../../headless/support.js";
import { isBuilt, KernelClient, resultText } from "../support/kernel-client.js";

type Of<T extends SessionEvent["type"]> = Extract<SessionEvent, { type: T }>;

describe.skipIf(globalTypes().length === 0)("sw.train in a cell", () => {
  let session: Session;
  const events: SessionEvent[] = [];
  beforeAll(async () => {
    session = new Session({ captureProcess: true });
    session.subscribe((event) => events.push(event));
    await run("const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms)); sw.seed(1); 0");
  }, 60_000);
  afterAll(() => session.close());
  afterEach(() => {
    events.length = 0;
  });

  async function run(code: string): Promise<CellOutcome> {
    events.length = 0;
    return session.execute({ code });
  }
  const all = <T extends SessionEvent["type"]>(type: T) => events.filter((e): e is Of<T> => e.type === type);
  const words = (data: Readonly<Record<string, unknown>>) => String(data["text/plain"]);
  const result = () => words(all("result").at(-1)!.data);
  /** What the picture says, from the first to the last time that it was drawn. */
  const pictures = () => [...all("display"), ...all("update")].map(({ data }) => words(data));

  it("returns the values of all steps, and those of the last", async () => {
    const { error } = await run(
      "const h = await sw.train(4, (t) => ({ loss: 1 / (1 + t), rate: 2 })); [h.done, h.outcome, h.last, h.curves]",
    );
    expect(error?.traceback.join("\n")).toBeUndefined();
    expect(result().replace(/\s+/g, " ")).toBe(
      "[ 4, 'done', { loss: 0.25, rate: 2 }, { loss: [ 1, 0.5, 0.3333333333333333, 0.25 ], rate: [ 2, 2, 2, 2 ] } ]",
    );
  });

  it("awaits steps that are asynchronous, one after the other", async () => {
    await run(
      "let open = 0, most = 0; const later = await sw.train(3, async (t) => { most = Math.max(most, ++open); await sleep(2); open--; return t }); [most, later.curves.loss]",
    );
    expect(result()).toBe("[ 1, [ 0, 1, 2 ] ]");
  });

  it("draws one picture and draws it anew in its place, to the end", async () => {
    // Longer than the second between two drawings.
    await run(
      "await sw.train(14, async (t) => { await sleep(100); return { loss: 1 / (1 + t) } }, { title: 'a trial', every: 0 }); 0",
    );
    const [first, ...others] = all("display");
    expect(others).toEqual([]);
    expect(first?.displayId).toBeTruthy();
    const updates = all("update");
    // The first picture, the one after a second, and the last.
    expect(updates.length).toBeGreaterThanOrEqual(3);
    expect(new Set(updates.map(({ displayId }) => displayId))).toEqual(new Set([first!.displayId]));
    for (const { data } of updates) {
      expect(Object.keys(data)).toContain("image/png");
      expect(words(data)).toMatch(/steps\/s/);
      expect(words(data)).toMatch(/loss /);
    }
    const running = updates.slice(0, -1).map(({ data }) => words(data));
    for (const text of running) expect(text).toMatch(/^\d+ of 14 · [\d.]+ steps\/s · [\d.]+ s left · loss/m);
    const counts = running.map((text) => Number(/(\d+) of 14/.exec(text)![1]));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(new Set(counts).size).toBe(counts.length);
    expect(words(updates.at(-1)!.data)).toMatch(/14 of 14 · .* · done after .* · loss 0\.071/);
    expect(result()).toBe("0");
  });

  it("tells steps a second and the time that is left, which agree with one another", async () => {
    await run(
      "await sw.train(5, async (t) => { await sleep(3); return { loss: t } }, { title: 'told', every: 0 })",
    );
    const told = all("progress");
    expect(told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 5]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told.map(({ finished }) => finished)).toEqual([false, false, false, false, false, true]);
    for (const { done, total, rate, eta, label, values, shown } of told) {
      expect({ total, label, shown, values }).toEqual({
        total: 5,
        label: "told",
        shown: true,
        values: { loss: done - 1 },
      });
      expect(rate).toBeGreaterThan(0);
      expect([eta]).toBeAllClose([(5 - done) / rate!], { rtol: 1e-9 });
    }
  });

  it("shows the step's own error, and a picture that says that it failed", async () => {
    const { error } = await run(
      "await sw.train(10, (t) => {\n  if (t === 3) throw new RangeError('the loss ran away');\n  return t;\n})",
    );
    expect(error).toMatchObject({ name: "RangeError", message: "the loss ran away" });
    expect(pictures().at(-1)).toMatch(/3 of 10 .* failed/);
    expect(all("progress").at(-1)).toMatchObject({ done: 3, finished: true });
  });

  it("shows the error of a step that rejects", async () => {
    const { error } = await run(
      "await sw.train(2, async () => { await sleep(1); throw new Error('no data') })",
    );
    expect(error).toMatchObject({ message: "no data" });
  });

  it("stops between two steps when the cell is interrupted", async () => {
    await run("let stepped = 0; 0");
    const cell = run(
      "await sw.train(1e6, async () => { stepped++; await sleep(1); return stepped }, { every: 0 })",
    );
    await expect.poll(() => all("progress").length, { timeout: 20_000 }).toBeGreaterThan(2);
    session.interrupt();
    expect(await cell).toMatchObject({ interrupted: true, error: { name: "Interrupted" } });
    await expect.poll(() => pictures().at(-1)).toMatch(/stopped/);
    await run("const before = stepped; await sleep(30); stepped - before");
    expect(result()).toBe("0");
  });

  it("stops by a signal of the cell's own, and carries what was done", async () => {
    await run(
      "const own = new AbortController(); let seen: any; await sw.train(50, (t) => { if (t === 6) own.abort(); return t }, { signal: own.signal }).catch((e) => { seen = e }); [seen.code, seen.history.done, seen.history.curves.loss.at(-1)]",
    );
    expect(result()).toBe("[ 'ABORTED', 7, 6 ]");
    expect(pictures().at(-1)).toMatch(/7 of 50 .* stopped/);
  });

  // A signal of the cell's own took the place of the session's: the loop then ran on for ever behind the stopped cell.
  it("stops by an interrupt although it has a signal of its own", async () => {
    await run("let turns = 0; const mine = new AbortController(); 0");
    const cell = run(
      "await sw.train(1e6, async () => { turns++; await new Promise((r) => globalThis.setTimeout(r, 1)); return turns }, { signal: mine.signal, every: 0 })",
    );
    await expect.poll(() => all("progress").length, { timeout: 20_000 }).toBeGreaterThan(2);
    session.interrupt();
    expect(await cell).toMatchObject({ error: { name: "Interrupted" } });
    await run("await sleep(20); const then = turns; await sleep(30); turns - then");
    expect(result()).toBe("0");
  });

  it("frees the tensors that steps return, and keeps none itself", async () => {
    const alive = async () => {
      await memory()[DISPLAY]();
      return memory().tensors;
    };
    await run("const weight = tf.scalar(2); 0");
    const before = await alive();
    await run("await sw.train(40, (t) => ({ loss: weight.mul(t).asScalar(), norm: tf.tensor1d([t]) })); 0");
    expect(memory().tensors).toBeLessThan(before + 80);
    expect(await alive()).toBe(before);
    await run(
      "await sw.train(3, (t) => { if (t === 2) throw new Error('late'); return weight.mul(t).asScalar() })",
    );
    expect(await alive()).toBe(before);
  });

  it("refuses a count that is none before it shows anything", async () => {
    const { error } = await run("await sw.train(2.5, () => 1)");
    expect(error?.message).toBe("loop: 2.5 steps; give a whole number of steps");
    expect(all("display")).toEqual([]);
  });
});

describe.skipIf(!isBuilt)("sw.train in Jupyter (skipped without a build)", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
  });
  afterAll(() => {
    const { complaints } = kernel;
    kernel.stop();
    expect(complaints).toEqual([]);
  });

  it("is one display_data that update_display_data draws anew, until an interrupt stops it", async () => {
    const id = kernel.sendExecute(
      "let n = 0; await sw.train(1e6, async (t) => { n++; await new Promise((r) => setTimeout(r, 2)); return 1 / (1 + t) }, { every: 0 })",
    );
    const mine = (type: string) =>
      kernel.received.filter((m) => m.type === type && m.parent_header["msg_id"] === id);
    await expect.poll(() => mine("update_display_data").length, { timeout: 30_000 }).toBeGreaterThan(1);
    await kernel.request("interrupt_request", {}, "control");
    const { reply } = await kernel.exchange(id);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    const ids = [...mine("display_data"), ...mine("update_display_data")].map(
      ({ content }) => (content["transient"] as { display_id?: string }).display_id,
    );
    expect(mine("display_data")).toHaveLength(1);
    expect(new Set(ids).size).toBe(1);
    const latest = () =>
      (mine("update_display_data").at(-1)!.content["data"] as Record<string, string>)["text/plain"];
    await expect.poll(latest).toMatch(/stopped/);
    const after = await kernel.execute(
      "const steps = n; await new Promise((r) => setTimeout(r, 40)); n - steps",
    );
    expect(resultText(after)).toBe("0");
  });

  it("tells the line of the step that failed", async () => {
    const { reply } = await kernel.execute(
      "await sw.train(10, (t) => {\n  if (t === 3) throw new RangeError('the loss ran away');\n  return t;\n})",
    );
    const traceback = reply.content["traceback"] as readonly string[];
    expect(traceback.slice(0, 3)).toEqual([
      "RangeError: the loss ran away",
      expect.stringMatching(/^ {2}Cell \[\d+\], line 2$/),
      "    if (t === 3) throw new RangeError('the loss ran away');",
    ]);
  });
});

describe.skipIf(!isBuilt)("sw.train in a script (skipped without a build)", () => {
  it("says on stderr how it went, and returns the history", () => {
    const entry = pathToFileURL(join(root, "dist", "kernel-ext", "notebook.js")).href;
    const script = `const { sw } = await import(${JSON.stringify(entry)});
const history = await sw.train(3, (t) => ({ loss: t }), { title: "by hand" });
console.log(JSON.stringify(history.curves));`;
    const out = execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `${script.replace("console.log", "process.stderr.write('|'); console.log")}`,
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    expect(out).toBe('{"loss":[0,1,2]}\n');
  });
});
