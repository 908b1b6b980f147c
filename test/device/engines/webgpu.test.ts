import { expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { tf } from "../../../lib/device/tf.js";
import { numericalSuite } from "./suite.js";
import { whyNoWebgpu } from "./webgpu-driver.js";

const reason = await whyNoWebgpu();

it.skipIf(reason !== undefined)(`WebGPU has an adapter${reason ? `: no, ${reason}` : ""}`, () => {
  expect(reason).toBe(undefined);
});

if (reason === undefined) {
  await start({ engine: "webgpu" });
  // Small tensors would be computed by tfjs's JavaScript instead of the shaders that are to be tested.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  // WGSL lets a sine or cosine be off by 2^-11; tan and its gradient divide by one.
  numericalSuite("webgpu", { tan: 1e-3 });

  it("reads synchronously what it has computed, large and small", () => {
    const x = tf.range(0, 100_000, 1);
    const doubled = tf.mul(x, 2);
    expect(doubled.dataSync()[99_999]).toBe(199_998);
    expect(tf.sum(tf.ones([7])).dataSync()[0]).toBe(7);
  });

  it("reads asynchronously while another read waits", async () => {
    const [a, b] = [tf.mul(tf.ones([3]), 2), tf.mul(tf.ones([3]), 3)];
    const pending = [a.data(), b.data()];
    expect(tf.add(a, b).dataSync()[0]).toBe(5);
    expect((await Promise.all(pending)).map((values) => values[0])).toEqual([2, 3]);
  });

  it("throws what the driver refuses, instead of handing out zeros", async () => {
    const { maxBufferSize } = (tf.backend() as unknown as { device: { limits: { maxBufferSize: number } } })
      .device.limits;
    const side = Math.ceil(Math.sqrt(maxBufferSize / 4)) + 1;
    const tooLarge = () => tf.tidy(() => tf.sum(tf.fill([side, side], 1)));
    expect(() => tooLarge().dataSync()).toThrow(
      /webgpu: the graphics driver refused an operation: .*use smaller/s,
    );
    await expect(async () => tooLarge().data()).rejects.toThrow(/refused an operation/);
    expect(tf.mul(tf.ones([2]), 2).dataSync()[0]).toBe(2);
  });

  it("leaves no navigator behind that would make other libraries take Node for a browser", () => {
    const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
    expect(navigator?.gpu).toBe(undefined);
  });

  // tfjs keeps the shader of a reversed sum by everything but the length that is written into it.
  it("sums backwards along axes of one length after the other", () => {
    for (const n of [4, 7, 5]) {
      expect(tf.cumsum(tf.ones([n]), 0, false, true)).toBeAllClose(
        Array.from({ length: n }, (_, i) => n - i),
      );
    }
  });
}
