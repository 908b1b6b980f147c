import { describe, expect, it } from "vitest";
import { toCodePoints, toUtf16 } from "../../../kernel-ext/jupyter/code-points.js";
import { historyReply } from "../../../kernel-ext/jupyter/history.js";
import { Composer, decode, encode, Signer } from "../../../kernel-ext/jupyter/message.js";
import { SendQueue } from "../../../kernel-ext/jupyter/send-queue.js";

const signer = new Signer("key");
const sent = () =>
  encode(
    new Composer().compose("execute_request", { code: "1" }, { msg_id: "p" }, { identities: ["me"] }),
    signer,
  ).map((frame) => Buffer.from(frame));

describe("messages", () => {
  it("come back as they were sent", () => {
    const message = decode(sent(), signer)!;
    expect(message.header.msg_type).toBe("execute_request");
    expect(message.content).toEqual({ code: "1" });
    expect(message.parent).toEqual({ msg_id: "p" });
    expect(String(message.identities[0])).toBe("me");
  });

  it("are dropped when the signature is another's, or one byte was changed", () => {
    expect(decode(sent(), new Signer("other"))).toBeNull();
    const changed = sent();
    changed[6] = Buffer.from('{"code":"2"}');
    expect(decode(changed, signer)).toBeNull();
  });

  it("are dropped when frames are missing or hold no JSON object", () => {
    for (let length = 0; length < 7; length++) expect(decode(sent().slice(0, length), signer)).toBeNull();
    for (const part of ["", "{", "[]", "null", "1"]) {
      const parts = ["{}", "{}", "{}", part];
      const frames = ["<IDS|MSG>", signer.sign(parts), ...parts].map((frame) => Buffer.from(frame));
      expect(decode(frames, signer)).toBeNull();
    }
  });

  it("need no signature when the connection file has no key", () => {
    const open = new Signer("");
    const frames = encode(new Composer().compose("status", {}, {}), open).map((f) => Buffer.from(f));
    expect(decode(frames, open)).not.toBeNull();
  });
});

describe("cursor positions", () => {
  it("go between code points and UTF-16 units and back", () => {
    const text = "a🛰️é𝒳b";
    for (let points = 0; points <= [...text].length; points++) {
      expect(toCodePoints(text, toUtf16(text, points))).toBe(points);
    }
    expect(toUtf16("🛰x", 1)).toBe(2);
    expect(toUtf16("abc", 99)).toBe(3);
  });
});

describe("SendQueue", () => {
  // zeromq.js says "Socket is busy writing" when a send begins before the last has ended; tslab lost messages so.
  it("never sends two at once, and keeps the order", async () => {
    const order: string[] = [];
    let busy = false;
    const queue = new SendQueue({
      send: async (frames) => {
        if (busy) throw new Error("Socket is busy writing");
        busy = true;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
        order.push(String(frames[0]));
        busy = false;
      },
    });
    const wanted = Array.from({ length: 30 }, (_, i) => String(i));
    for (const text of wanted) queue.send([text]);
    await queue.flushed();
    expect(order).toEqual(wanted);
  });

  it("goes on after a send that failed", async () => {
    const order: string[] = [];
    const queue = new SendQueue({
      send: async ([text]) => {
        if (text === "bad") throw new Error("gone");
        order.push(String(text));
      },
    });
    for (const text of ["a", "bad", "b"]) queue.send([text]);
    await queue.flushed();
    expect(order).toEqual(["a", "b"]);
  });
});

describe("history", () => {
  const history = ["a = 1", "b = 2", "a = 1"].map((source, i) => ({ line: i + 1, source, output: null }));
  const lines = (request: object) =>
    (
      historyReply(history, { raw: true, output: false, ...request })["history"] as [number, number, string][]
    ).map(([, line]) => line);

  it("gives the tail, a range and what matches a pattern", () => {
    expect(lines({ hist_access_type: "tail", n: 2 })).toEqual([2, 3]);
    expect(lines({ hist_access_type: "tail", n: 0 })).toEqual([]);
    expect(lines({ hist_access_type: "range", session: 0, start: 2, stop: 3 })).toEqual([2]);
    expect(lines({ hist_access_type: "range", session: -1, start: 0 })).toEqual([]);
    expect(lines({ hist_access_type: "search", pattern: "a*" })).toEqual([1, 3]);
    expect(lines({ hist_access_type: "search", pattern: "a*", unique: true })).toEqual([3]);
    expect(lines({ hist_access_type: "search", pattern: "? = ?", n: 1 })).toEqual([3]);
    expect(lines({ hist_access_type: "search", pattern: "(" })).toEqual([]);
  });
});
