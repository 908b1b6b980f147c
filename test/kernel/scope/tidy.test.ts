import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DISPLAY } from "../../../kernel-ext/mime.js";
import { memory } from "../../../kernel-ext/scope/tidy.js";
import { globalTypes } from "../../../kernel-ext/scope/types.js";
import { Session } from "../../../kernel-ext/session/session.js";

describe.skipIf(globalTypes().length === 0)("the tidy scope of a cell", () => {
  let session: Session;
  beforeAll(() => {
    session = new Session({ captureProcess: true });
  });
  afterAll(() => session.close());

  const run = async (code: string) => {
    const { error } = await session.execute({ code });
    expect(error?.traceback.join("\n")).toBeUndefined();
  };
  /** How many tensors are alive once everything unreachable is gone. */
  const alive = async () => {
    await memory()[DISPLAY]();
    return memory().tensors;
  };

  it("frees what nothing refers to, and keeps what something does", async () => {
    await run("const kept = tf.ones([8]); tf.zeros([8]).add(1).mul(2); 0");
    expect(await alive()).toBe(1);
    await run("kept.sum().dataSync()[0]");
    expect(await alive()).toBe(1);
  });

  // A walk over a cell's values cannot see into closures: freeing by such a walk would break this function.
  it("keeps what only a closure refers to", async () => {
    await run(
      "const makeScaler = () => { const w = tf.scalar(3); return (x: number) => w.mul(x) }; const scale = makeScaler();",
    );
    await alive();
    await run("const nine = scale(3).dataSync()[0]; if (nine !== 9) throw new Error(String(nine))");
  });

  it("frees the old value of a variable that is declared anew", async () => {
    const before = await alive();
    await run("let image = tf.ones([16, 16])");
    await run("let image = tf.ones([4, 4])");
    expect(await alive()).toBe(before + 1);
  });

  // Node 20's gc({ type: "major" }) collects nothing: what had outlived two small collections then stayed for ever,
  // and sw.memory() counted it as alive. (Asked for without a type, it collects everything in every Node.)
  it("frees what has grown old before it was forgotten", async () => {
    const before = await alive();
    await run("let old: any = tf.ones([32, 32])");
    // Each of these ends with a small collection, and what outlives two is moved to where only large ones look.
    for (let i = 0; i < 4; i++) await run(`tf.zeros([${i + 1}]).add(1); 0`);
    expect(memory().tensors).toBeGreaterThan(before);
    await run("old = null; tf.scalar(1); 0");
    expect(await alive()).toBe(before);
  });

  it("leaves tensors alone that their cell has disposed itself", async () => {
    const before = await alive();
    await run("const t = tf.ones([4]); t.dispose(); tf.tidy(() => { tf.ones([4]) }); 0");
    expect(await alive()).toBe(before);
  });

  it("tells what is alive by the cell that made it", async () => {
    await run("const big = tf.zeros([1024])");
    const made = memory().cells.find(({ bytes }) => bytes === 4096);
    expect(made).toMatchObject({ tensors: 1, cell: session.executionCount });
    const face = (await memory()[DISPLAY]()) as Record<string, string>;
    expect(face["text/plain"]).toContain(`Cell [${made!.cell}]`);
  });
});
