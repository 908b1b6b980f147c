import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { bar } from "../../lib/cli/support/bar.js";

function stream(isTTY: boolean): { readonly to: NodeJS.WriteStream; readonly text: () => string } {
  let text = "";
  const to = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  // What cli-progress asks of a terminal.
  const nothing = () => true;
  const terminal = { isTTY, columns: 100, cursorTo: nothing, clearLine: nothing, moveCursor: nothing };
  return { to: Object.assign(to, terminal) as unknown as NodeJS.WriteStream, text: () => text };
}

const events = [0, 10, 26, 60, 61, 100].map((done) => ({
  phase: "unpack",
  done,
  total: 100,
  text: "libraries",
}));

describe("the progress of a long task", () => {
  it("is a line for each quarter where nobody watches", () => {
    const { to, text } = stream(false);
    const { onProgress, stop } = bar(to);
    for (const event of events) onProgress(event);
    stop();
    expect(text()).toBe(
      ["", " · 25 %", " · 50 %", " · 100 %"].map((end) => `unpack    libraries${end}\n`).join(""),
    );
  });

  it("is a bar on a terminal, in one line", () => {
    const { to, text } = stream(true);
    const { onProgress, stop } = bar(to);
    for (const event of events) onProgress(event);
    stop();
    expect(text()).toContain("━");
    expect(text()).toContain("100 %  libraries");
    expect(text().split("\n").length).toBeLessThanOrEqual(2);
  });
});
