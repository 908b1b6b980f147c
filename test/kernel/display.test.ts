import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { display } from "../../kernel-ext/display.js";
import { faceNowOrLater, faceOf, plain, registerFormatter } from "../../kernel-ext/mime.js";
import { type HostMessage, setHost } from "../../kernel-ext/scope/host.js";
import type { ProgressEvent } from "../../kernel-ext/session/events.js";
import { progressBundle } from "../../kernel-ext/session/progress.js";

describe("display in a plain script", () => {
  const folder = mkdtempSync(join(tmpdir(), "swath-display-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let printed = "";
  beforeEach(() => {
    printed = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("writes the best form into a file and prints its path", () => {
    display.html("<b>x</b>", { folder });
    const path = printed.trim();
    expect(path.endsWith(".html")).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("<b>x</b>");
  });

  it("writes pictures as bytes, and an update over the same file", async () => {
    const handle = display.png(new Uint8Array([1, 2, 3]), { folder });
    const path = printed.trim();
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    const files = readdirSync(folder).length;
    await handle.update({ [Symbol.for("Jupyter.display")]: () => ({ "image/png": new Uint8Array([4]) }) });
    expect([...readFileSync(path)]).toEqual([4]);
    expect(readdirSync(folder)).toHaveLength(files);
  });

  it("prints what is only text", () => {
    display({ a: 1 }, { folder });
    expect(printed).toBe("{ a: 1 }\n");
  });
});

describe("display in a session", () => {
  const told: HostMessage[] = [];
  beforeEach(() => {
    told.length = 0;
    setHost({
      signal: new AbortController().signal,
      cell: 1,
      emit: (message) => told.push(message),
      hold: () => undefined,
      input: () => Promise.resolve(""),
      where: () => null,
    });
  });
  afterEach(() => setHost(null));

  it("shows at once what can be shown at once, so that it keeps its place among the prints", () => {
    display("now");
    expect(told).toMatchObject([{ type: "display", data: { "text/plain": "'now'" } }]);
  });

  it("keeps a place for what takes a while, and puts it there", async () => {
    const handle = display(
      { [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "x" }) },
      { id: "slow" },
    );
    expect(told.map(({ type }) => type)).toEqual(["display"]);
    await handle.shown;
    await handle.update(2);
    expect(told.map(({ type }) => type)).toEqual(["display", "update", "update"]);
    expect(told[1]).toMatchObject({ displayId: "slow", data: { "text/html": "x" } });
    expect(told[2]).toMatchObject({ displayId: "slow", data: { "text/plain": "2" } });
  });
});

describe("faces", () => {
  it("always have a text, and binary parts in base64", async () => {
    const value = { [Symbol.for("Jupyter.display")]: () => ({ "image/png": new Uint8Array([255]) }) };
    const { data } = await faceOf(value);
    expect(data["image/png"]).toBe("/w==");
    expect(typeof data["text/plain"]).toBe("string");
  });

  it("come from the latest formatter that knows the value", async () => {
    class Spectrum {}
    registerFormatter((value) => (value instanceof Spectrum ? { "text/html": "first" } : null));
    registerFormatter((value) => (value instanceof Spectrum ? { "text/html": "second" } : null));
    expect(faceNowOrLater(new Spectrum())).toMatchObject({ data: { "text/html": "second" } });
    expect((await faceOf(new Date(0))).data["text/plain"]).toBe("1970-01-01T00:00:00.000Z");
  });

  it("cut what is long", () => {
    expect(plain(new Float32Array(1000)).length).toBeLessThan(2500);
    expect(plain("x".repeat(1e6)).length).toBeLessThan(20_000);
  });
});

describe("progressBundle", () => {
  const event: ProgressEvent = {
    type: "progress",
    cell: { key: 1, count: 1, origin: null, silent: false },
    id: "p",
    label: "train <1>",
    done: 30,
    total: 120,
    rate: 12.4,
    eta: 3725,
    values: { loss: 0.123456 },
    finished: false,
  };

  it("draws a bar with count, speed, time left and figures", () => {
    const text = String(progressBundle(event)["text/plain"]);
    expect(text).toBe(
      `train <1> ${"█".repeat(8)}${"░".repeat(22)} 30/120 · 12/s · 1:02:05 left · loss 0.1235`,
    );
  });

  it("escapes its label, and shows a moving bar when the end is not known", () => {
    const html = String(progressBundle({ ...event, total: null })["text/html"]);
    expect(html).toContain("train &#60;1&#62;");
    expect(html).not.toContain("value=");
  });
});
