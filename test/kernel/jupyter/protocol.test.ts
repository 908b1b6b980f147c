import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exchange, isBuilt, KernelClient, resultText, streamText } from "../support/kernel-client.js";

// The kernel is tested as it is shipped: `npm run build` comes first.
describe.skipIf(!isBuilt)("the Jupyter kernel", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
  });
  afterAll(() => {
    // Every message of this file was held against the specification.
    const { complaints } = kernel;
    kernel.stop();
    expect(complaints).toEqual([]);
  });

  const types = ({ broadcasts }: Exchange) => broadcasts.map(({ type }) => type);

  it("tells who it is, with the TypeScript that it really runs", async () => {
    const { reply } = await kernel.request("kernel_info_request", {});
    const info = reply.content["language_info"] as Record<string, unknown>;
    expect(info["name"]).toBe("typescript");
    expect(info["version"]).toMatch(/^5\.9\./);
    expect(reply.content["protocol_version"]).toBe("5.4");
  });

  it("sends busy, execute_input, execute_result and idle for an expression, in this order", async () => {
    const run = await kernel.execute("1 + 2");
    expect(types(run)).toEqual(["status", "execute_input", "execute_result", "status"]);
    expect(resultText(run)).toBe("3");
    const count = run.reply.content["execution_count"];
    expect(run.broadcasts[1]!.content["execution_count"]).toBe(count);
    expect(run.broadcasts[2]!.content["execution_count"]).toBe(count);
  });

  it("gives no result for a statement, nor for undefined", async () => {
    expect(types(await kernel.execute("const statement = 1;"))).not.toContain("execute_result");
    expect(types(await kernel.execute("undefined"))).not.toContain("execute_result");
  });

  it("counts up only cells that are stored", async () => {
    const count = async (options: object) =>
      Number((await kernel.execute("0", options)).reply.content["execution_count"]);
    const first = await count({});
    expect(await count({ store_history: false })).toBe(first + 1);
    expect(await count({ silent: true })).toBe(first + 1);
    expect(await count({})).toBe(first + 1);
  });

  it("broadcasts nothing but its status for a silent cell", async () => {
    expect(types(await kernel.execute("console.log('x'); 5", { silent: true }))).toEqual([
      "status",
      "status",
    ]);
  });

  it("keeps stdout and stderr apart and in order", async () => {
    const run = await kernel.execute("console.log('a'); console.error('b'); console.log('c')");
    const streams = run.broadcasts.filter(({ type }) => type === "stream").map(({ content }) => content);
    expect(streams).toEqual([
      { name: "stdout", text: "a\n" },
      { name: "stderr", text: "b\n" },
      { name: "stdout", text: "c\n" },
    ]);
  });

  it("points an error's traceback into the cell, without frames of its own", async () => {
    const run = await kernel.execute(
      "function inner(x: number) {\n  throw new RangeError('bad ' + x);\n}\n\ninner(3);",
    );
    const count = run.reply.content["execution_count"];
    const error = run.broadcasts.find(({ type }) => type === "error")!.content;
    expect(error["ename"]).toBe("RangeError");
    expect(error["evalue"]).toBe("bad 3");
    expect(error["traceback"]).toEqual([
      "RangeError: bad 3",
      `  Cell [${count}], line 2`,
      "    throw new RangeError('bad ' + x);",
      "          ^",
      `  at inner (Cell [${count}], line 2)`,
      `  at Cell [${count}], line 5`,
    ]);
    expect(run.reply.content).toMatchObject({ status: "error", ename: "RangeError", evalue: "bad 3" });
  });

  it("shows what display is given, updates it in place and clears it", async () => {
    const code = `const shown = display.html("<b>1</b>", { id: "mine" });
      await shown.update({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>2</b>" }) });
      display.clear({ wait: true });`;
    const run = await kernel.execute(code);
    expect(types(run).slice(2, -1)).toEqual(["display_data", "update_display_data", "clear_output"]);
    const [first, second, clear] = run.broadcasts.slice(2);
    expect(first!.content["transient"]).toEqual({ display_id: "mine" });
    expect(second!.content["data"]).toMatchObject({ "text/html": "<b>2</b>" });
    expect(clear!.content).toEqual({ wait: true });
  });

  // nbclient stopped at a null here (denoland/deno met it first).
  it("sends an object as transient, also where there is nothing in it", async () => {
    const run = await kernel.execute("({ a: 1 })");
    const result = run.broadcasts.find(({ type }) => type === "execute_result")!;
    expect(result.content["transient"]).toEqual({});
  });

  it("evaluates user expressions after the cell, each with its own outcome", async () => {
    const run = await kernel.execute("const ux = 20", {
      user_expressions: { good: "ux * 2", bad: "nowhere" },
    });
    const { good, bad } = run.reply.content["user_expressions"] as Record<string, Record<string, unknown>>;
    expect(good).toMatchObject({ status: "ok", data: { "text/plain": "40" } });
    expect(bad).toMatchObject({ status: "error", ename: "TypeScriptError" });
  });

  it("aborts what was queued behind a cell that failed, and nothing that comes later", async () => {
    const ids = [
      kernel.sendExecute("throw new Error('first')"),
      kernel.sendExecute("globalThis.ranAnyway = true"),
      kernel.sendExecute("globalThis.ranAnyway = true"),
    ];
    const [failed, ...queued] = await Promise.all(ids.map((id) => kernel.exchange(id)));
    expect(failed!.reply.content["status"]).toBe("error");
    expect(queued.map(({ reply }) => reply.content["status"])).toEqual(["aborted", "aborted"]);
    expect(
      resultText(await kernel.execute("(globalThis as { ranAnyway?: boolean }).ranAnyway ?? 'no'")),
    ).toBe("'no'");
  });

  it("runs what is queued when the failed cell says stop_on_error: false", async () => {
    const failing = kernel.sendExecute("throw new Error('never mind')", { stop_on_error: false });
    const next = kernel.sendExecute("'ran'");
    expect((await kernel.exchange(failing)).reply.content["status"]).toBe("error");
    expect(resultText(await kernel.exchange(next))).toBe("'ran'");
  });

  it("asks for a line, and hides what a password prompt is given", async () => {
    const id = kernel.sendExecute("const secret = await input('Key: ', { password: true }); secret.length", {
      allow_stdin: true,
    });
    const asked = await kernel.waitFor((m) => m.type === "input_request" && m.parent_header["msg_id"] === id);
    expect(asked.content).toEqual({ prompt: "Key: ", password: true });
    kernel.send("input_reply", { value: "12345", status: "ok" }, "stdin");
    expect(resultText(await kernel.exchange(id))).toBe("5");
  });

  it("refuses to ask a front end that cannot", async () => {
    const run = await kernel.execute("await input('?')");
    expect(run.reply.content["evalue"]).toContain("cannot ask its user");
  });

  it("completes with kinds and signatures", async () => {
    const code = "Math.ab";
    const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
    expect(reply.content["matches"]).toEqual(["abs"]);
    expect([reply.content["cursor_start"], reply.content["cursor_end"]]).toEqual([5, 7]);
    const typed = reply.content["metadata"] as Record<string, Record<string, unknown>[]>;
    expect(typed["_jupyter_types_experimental"]![0]).toMatchObject({
      text: "abs",
      type: "method",
      start: 5,
      end: 7,
    });
    expect(typed["_jupyter_types_experimental"]![0]!["signature"]).toContain("x: number");
  });

  // denoland/deno#22771: positions were UTF-16 units, and everything behind an emoji was off by one.
  it("counts cursor positions in code points", async () => {
    const code = "'🛰️'; Math.ab";
    const cursor_pos = [...code].length;
    const { reply } = await kernel.request("complete_request", { code, cursor_pos });
    expect(reply.content["matches"]).toEqual(["abs"]);
    expect(reply.content["cursor_end"]).toBe(cursor_pos);
    expect(reply.content["cursor_start"]).toBe(cursor_pos - 2);
  });

  it("completes names of earlier cells", async () => {
    await kernel.execute("const orbitHeight = 786_000");
    const { reply } = await kernel.request("complete_request", { code: "orbitH", cursor_pos: 6 });
    expect(reply.content["matches"]).toEqual(["orbitHeight"]);
  });

  it("inspects with signature and documentation as Markdown", async () => {
    const { reply } = await kernel.request("inspect_request", {
      code: "Math.abs",
      cursor_pos: 6,
      detail_level: 0,
    });
    const data = reply.content["data"] as Record<string, string>;
    expect(reply.content["found"]).toBe(true);
    expect(data["text/markdown"]).toContain("```ts\n(method) Math.abs(x: number): number\n```");
    expect(data["text/markdown"]).toContain("absolute value");
    const nothing = await kernel.request("inspect_request", { code: "   ", cursor_pos: 1, detail_level: 0 });
    expect(nothing.reply.content["found"]).toBe(false);
  });

  it("knows complete, incomplete and invalid code, and how far to indent", async () => {
    const ask = async (code: string) => (await kernel.request("is_complete_request", { code })).reply.content;
    expect(await ask("const a = 1")).toEqual({ status: "complete" });
    expect(await ask("function f() {\n  if (x) {")).toEqual({ status: "incomplete", indent: "    " });
    expect(await ask("const = 1")).toEqual({ status: "invalid" });
  });

  it("remembers: tail, range and search", async () => {
    for (const code of ["'h1'", "'h2'", "'h1'"]) await kernel.execute(code);
    const ask = async (content: object) =>
      (await kernel.request("history_request", { output: false, raw: true, ...content })).reply.content[
        "history"
      ] as unknown[][];
    const tail = await ask({ hist_access_type: "tail", n: 3 });
    expect(tail.map(([, , source]) => source)).toEqual(["'h1'", "'h2'", "'h1'"]);
    const [session, line] = tail[1] as [number, number];
    const range = await ask({ hist_access_type: "range", session, start: line, stop: line + 1 });
    expect(range).toEqual([tail[1]]);
    expect(await ask({ hist_access_type: "search", pattern: "'h*'", unique: true })).toHaveLength(2);
    const output = await ask({ hist_access_type: "tail", n: 1, output: true });
    expect(output[0]![2]).toEqual(["'h1'", "'h1'"]);
  });

  it("has no comms, and closes one that is opened", async () => {
    const { reply } = await kernel.request("comm_info_request", {});
    expect(reply.content["comms"]).toEqual({});
    const id = kernel.send("comm_open", { comm_id: "c1", target_name: "jupyter.widget", data: {} });
    const closed = await kernel.waitFor((m) => m.type === "comm_close" && m.parent_header["msg_id"] === id);
    expect(closed.content["comm_id"]).toBe("c1");
    kernel.send("comm_msg", { comm_id: "c1", data: {} });
    expect(resultText(await kernel.execute("'alive'"))).toBe("'alive'");
  });

  it("ignores messages that are signed with another key", async () => {
    await kernel.sendFrames(
      kernel.frames("execute_request", { code: "globalThis.forged = 1" }, "forged", "other key"),
    );
    expect(resultText(await kernel.execute("'forged' in globalThis"))).toBe("false");
    expect(kernel.received.some((m) => m.parent_header["msg_id"] === "forged")).toBe(false);
  });

  it("survives frames that are no message", async () => {
    const good = kernel.frames("execute_request", { code: "1" });
    const broken = [
      [Buffer.from("nonsense")],
      [Buffer.alloc(0)],
      good.slice(0, 3),
      [good[0]!, good[1]!, Buffer.from("{"), ...good.slice(3)],
      [good[0]!, Buffer.from("ff"), Buffer.from([0xff, 0xfe]), ...good.slice(3)],
    ];
    for (const frames of broken) {
      await kernel.sendFrames(frames);
      await kernel.sendFrames(frames, "control");
      await kernel.sendFrames(frames, "stdin");
    }
    // Signed rightly, but no object inside.
    const list = kernel.frames("execute_request", []);
    await kernel.sendFrames(list);
    expect(resultText(await kernel.execute("'alive'"))).toBe("'alive'");
  });

  it("echoes the heartbeat", async () => {
    expect(await kernel.heartbeat()).toBe("ping");
  });

  it("loses none of ten thousand rapid prints, and joins them", async () => {
    const run = await kernel.execute("for (let line = 0; line < 10_000; line++) console.log(line)");
    const expected = Array.from({ length: 10_000 }, (_, line) => `${line}\n`).join("");
    expect(streamText(run)).toBe(expected);
    expect(run.broadcasts.length).toBeLessThan(1000);
  });

  it("carries an output of a megabyte", async () => {
    const run = await kernel.execute("console.log('ä'.repeat(1_000_000)); 'b'.repeat(1_000_000).length");
    expect(streamText(run)).toBe(`${"ä".repeat(1_000_000)}\n`);
    expect(resultText(run)).toBe("1000000");
  });

  it("shows errors of timers and forgotten promises with their cell, and lives on", async () => {
    const id = kernel.sendExecute(
      "setTimeout(() => { throw new TypeError('late') }, 5); Promise.reject(new Error('lost')); 0",
    );
    const of = (value: string) => (m: { type: string; content: Readonly<Record<string, unknown>> }) =>
      m.type === "error" && m.content["evalue"] === value;
    const late = await kernel.waitFor(of("late"));
    const lost = await kernel.waitFor(of("lost"));
    expect(late.parent_header["msg_id"]).toBe(id);
    expect(lost.parent_header["msg_id"]).toBe(id);
    expect((await kernel.exchange(id)).reply.content["status"]).toBe("ok");
    expect(String((late.content["traceback"] as string[])[1])).toMatch(/Cell \[\d+\], line 1/);
  });

  it("answers completions while a cell awaits, and still says busy afterwards", async () => {
    const id = kernel.sendExecute("await new Promise((r) => setTimeout(r, 1500)); 'slept'");
    await kernel.waitFor((m) => m.type === "execute_input" && m.parent_header["msg_id"] === id);
    const { reply } = await kernel.request("complete_request", { code: "Math.ab", cursor_pos: 7 });
    expect(reply.content["matches"]).toEqual(["abs"]);
    // A front end shows the latest status: not "idle" while the cell still runs.
    const latest = () => kernel.received.filter((m) => m.type === "status").at(-1)!;
    await kernel.waitFor(() => latest().content["execution_state"] === "busy");
    expect(latest().parent_header["msg_id"]).toBe(id);
    expect(resultText(await kernel.exchange(id))).toBe("'slept'");
  });

  it("does not let a cell end the process", async () => {
    const run = await kernel.execute("process.exit(3)");
    expect(run.reply.content["evalue"]).toContain("the kernel lives on");
    expect(resultText(await kernel.execute("1"))).toBe("1");
  });

  it("opens the documentation of a name with a question mark", async () => {
    const { reply } = await kernel.execute("Math.abs?");
    const [page] = reply.content["payload"] as { source: string; data: Record<string, string> }[];
    expect(page!.source).toBe("page");
    expect(page!.data["text/markdown"]).toContain("absolute value");
  });

  it("names the line of a loop that forgets its tensors, once", async () => {
    const run = await kernel.execute(
      "const forgotten: unknown[] = [];\nfor (let i = 0; i < 2500; i++) {\n  forgotten.push(tf.scalar(i));\n}",
    );
    const told = streamText(run, "stderr");
    expect(told).toMatch(/^Cell \[\d+\], line 3: this cell holds [2-9],\d{3} tensors .*tf\.tidy/);
    expect(told.match(/this cell holds/g)).toHaveLength(1);
  });

  // Recording a network's step holds thousands of tensors for a moment; it was told off for a loop that forgets them.
  it("does not mistake the tensors of a tidy scope for forgotten ones", async () => {
    const run = await kernel.execute(
      "tf.tidy(() => {\n  let x = tf.scalar(0);\n  for (let i = 0; i < 2500; i++) x = x.add(1);\n  return x.dataSync()[0];\n})",
    );
    expect(resultText(run)).toBe("2500");
    expect(streamText(run, "stderr")).toBe("");
  });

  // A loop that only prints was seen at its end: the prints waited for a thread that was busy with the loop.
  it("shows what a busy cell prints while it runs", async () => {
    const id = kernel.sendExecute(
      "console.log('early'); const until = Date.now() + 3000; while (Date.now() < until) {} 'done'",
    );
    await kernel.waitFor((m) => m.type === "stream" && m.parent_header["msg_id"] === id);
    expect(kernel.received.some((m) => m.type === "execute_reply" && m.parent_header["msg_id"] === id)).toBe(
      false,
    );
    expect(resultText(await kernel.exchange(id))).toBe("'done'");
  });
});
