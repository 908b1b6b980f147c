import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isBuilt, KernelClient, resultText } from "../support/kernel-client.js";

describe.skipIf(!isBuilt)("interrupting the kernel", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
    await kernel.execute("let turns = 0; const kept = 'kept'; 0");
  });
  afterAll(() => {
    const { complaints } = kernel;
    kernel.stop();
    expect(complaints).toEqual([]);
  });

  /** Runs a cell that would not end, interrupts it once it runs, and gives what became of it. */
  async function interrupted(code: string, how: "message" | "signal" = "message") {
    const id = kernel.sendExecute(`console.log("runs"); ${code}`);
    await kernel.waitFor((m) => m.type === "stream" && m.parent_header["msg_id"] === id);
    if (how === "message") await kernel.request("interrupt_request", {}, "control");
    else kernel.process!.kill("SIGINT");
    return (await kernel.exchange(id)).reply.content;
  }

  // Each was a way to hang: code inside vm, code behind an await (where no signal reaches), a microtask that starves
  // the event loop, a timer's callback, a promise that nobody settles.
  it.each([
    ["a synchronous endless loop", "while (true) { turns++ }"],
    ["an endless loop behind an await", "await null; for (;;) { turns++ }"],
    [
      "an endless loop in a function behind an await",
      "const spin = () => { do { turns++ } while (true) }; await 0; spin()",
    ],
    ["a loop that only awaits settled promises", "for (;;) await null"],
    ["an endless loop in a timer", "setTimeout(() => { for (;;) turns++ }); await new Promise(() => {})"],
    ["a promise that nobody settles", "await new Promise(() => {})"],
    ["a long sleep", "await new Promise((r) => setTimeout(r, 1e9))"],
    [
      "a loop whose errors are caught",
      "await 0; for (;;) { try { for (;;) turns++ } catch {} if (signal.aborted) break }",
    ],
    ["an interval", "setInterval(() => turns++, 1); await new Promise(() => {})"],
    [
      "work that asks the signal",
      "await new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)))",
    ],
  ])("stops %s", async (_, code) => {
    const reply = await interrupted(code);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(resultText(await kernel.execute("kept"))).toBe("'kept'");
  });

  it("stops a synchronous loop and a sleep by signal as well", async () => {
    expect(await interrupted("while (true) { turns++ }", "signal")).toMatchObject({ ename: "Interrupted" });
    expect(await interrupted("await new Promise(() => {})", "signal")).toMatchObject({
      ename: "Interrupted",
    });
    expect(resultText(await kernel.execute("kept"))).toBe("'kept'");
  });

  it("stops what a cell has left running", async () => {
    await kernel.execute("let ticks = 0; setInterval(() => ticks++, 1); 0");
    await kernel.request("interrupt_request", {}, "control");
    const count = async () => Number(resultText(await kernel.execute("ticks")));
    const before = await count();
    await kernel.execute("await new Promise((r) => setTimeout(r, 50))");
    expect(await count()).toBe(before);
  });

  it("does nothing to a kernel that does nothing", async () => {
    const { reply } = await kernel.request("interrupt_request", {}, "control");
    expect(reply.content).toEqual({ status: "ok" });
    expect(resultText(await kernel.execute("let sum = 0; for (let i = 0; i < 10; i++) sum += i; sum"))).toBe(
      "45",
    );
  });

  it("gives cells after an interrupt a fresh signal", async () => {
    await interrupted("await new Promise(() => {})");
    expect(resultText(await kernel.execute("signal.aborted"))).toBe("false");
  });

  it("is as usable after two hundred interrupts as before", async () => {
    for (let round = 0; round < 200; round++) {
      const reply = await interrupted(
        round % 2 ? "while (true) { turns++ }" : "await null; for (;;) { turns++ }",
      );
      expect(reply["ename"], `round ${round}`).toBe("Interrupted");
    }
    expect(resultText(await kernel.execute("kept"))).toBe("'kept'");
  }, 240_000);
});

describe.skipIf(!isBuilt)("ending the kernel", () => {
  const ended = (kernel: KernelClient) =>
    new Promise<number | null>((resolve) => kernel.process!.once("exit", (code) => resolve(code)));

  it("answers a shutdown, then ends with code 0", async () => {
    const kernel = await KernelClient.start();
    await kernel.execute("0");
    const exit = ended(kernel);
    const { reply } = await kernel.request("shutdown_request", { restart: false }, "control");
    expect(reply.content).toEqual({ status: "ok", restart: false });
    expect(await exit).toBe(0);
    expect(kernel.complaints).toEqual([]);
    // zeromq's addon aborted with an uncaught Napi::Error when a thread's sockets were open at the end.
    expect(kernel.stderr).toBe("");
    kernel.stop();
  });

  it("ends even while a cell keeps it busy", async () => {
    const kernel = await KernelClient.start();
    const exit = ended(kernel);
    const id = kernel.sendExecute("console.log('runs'); while (true) {}");
    await kernel.waitFor((m) => m.type === "stream" && m.parent_header["msg_id"] === id);
    await kernel.request("shutdown_request", { restart: true }, "control");
    await exit;
    kernel.stop();
  });

  it("starts anew without anything of the life before", async () => {
    const kernel = await KernelClient.start();
    await kernel.execute("let left = 1");
    const exit = ended(kernel);
    await kernel.request("shutdown_request", { restart: true }, "control");
    await exit;
    await kernel.restart();
    const run = await kernel.execute("left");
    expect(run.reply.content).toMatchObject({ ename: "TypeScriptError", execution_count: 1 });
    expect(run.broadcasts.some((m) => m.type === "stream")).toBe(false);
    kernel.stop();
  });

  it("tells after a crash which cell it was", async () => {
    const kernel = await KernelClient.start();
    await kernel.execute("1");
    const exit = ended(kernel);
    kernel.sendExecute(
      "// a crash in native code\nprocess.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})",
    );
    await exit;
    await kernel.restart();
    const run = await kernel.execute("1");
    const told = run.broadcasts.find((m) => m.type === "stream")!.content;
    expect(told["name"]).toBe("stderr");
    expect(told["text"]).toContain("The kernel died while Cell [2] ran");
    expect(told["text"]).toContain("// a crash in native code");
    expect((await kernel.execute("2")).broadcasts.some((m) => m.type === "stream")).toBe(false);
    kernel.stop();
  });
});
