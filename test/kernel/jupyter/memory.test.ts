import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isBuilt, KernelClient, resultText } from "../support/kernel-client.js";

const CELLS = 400;

/** What a user writes: a result, a name that comes again, a new name, tensors. */
const cell = (i: number): string =>
  [
    `1 + ${i}`,
    `const again${i % 20} = ${i}; again${i % 20} + 1`,
    `const new${i} = [${i}]; new${i}.length`,
    `tf.ones([8]).mul(${i}).sum().dataSync()[0]`,
  ][i % 4]!;

describe.skipIf(!isBuilt)("a long session's memory (skipped without a build)", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
  });
  afterAll(() => kernel.stop());

  /** Megabytes of the whole process. */
  const resident = async () =>
    Number(resultText(await kernel.execute("process.memoryUsage().rss", { store_history: false }))) / 2 ** 20;
  /** Megabytes that JavaScript still refers to. */
  const referred = async () => {
    const code = "(collect(), collect(), process.memoryUsage().heapUsed)";
    const bytes = Number(resultText(await kernel.execute(code, { store_history: false })));
    expect(bytes).toBeGreaterThan(2 ** 20);
    return bytes / 2 ** 20;
  };
  async function run(from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++) {
      const { reply } = await kernel.execute(cell(i));
      expect(reply.content["status"], cell(i)).toBe("ok");
    }
  }

  // 0.77 GB became 1.2 GB in 2,000 cells: half was the compiler's garbage, which V8 collected late (nearly a megabyte a
  // cell), half what its optimiser had once needed and malloc had kept.
  it(`grows by little over ${CELLS} cells`, async () => {
    await kernel.execute(
      "import { setFlagsFromString } from 'node:v8'; import { runInNewContext } from 'node:vm'; setFlagsFromString('--expose-gc'); const collect = runInNewContext('gc') as () => void; 0",
    );
    await run(0, 60);
    const heap = await referred();
    const whole = await resident();
    await run(60, 60 + CELLS);
    const wholeGrowth = (await resident()) - whole;
    const heapGrowth = (await referred()) - heap;
    const growth = { wholeGrowth, kilobytesACell: (heapGrowth * 1024) / CELLS };
    // Measured: 12 kB (text, source map and history of a cell). One kept program of the compiler is a megabyte.
    expect(growth.kilobytesACell, JSON.stringify(growth)).toBeLessThan(50);
    expect(growth.wholeGrowth, JSON.stringify(growth)).toBeLessThan(300);
  }, 240_000);
});
