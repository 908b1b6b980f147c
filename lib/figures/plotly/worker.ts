import { parentPort } from "node:worker_threads";
import { drawSvg } from "./draw.js";
import type { DrawReply, DrawRequest, Pixels32 } from "./messages.js";
import { rasterize } from "./rasterize.js";

// The drawing thread: one request after the other, so that figures never mix in the one document.
const before = new Set(Object.getOwnPropertyNames(globalThis));
let queue: Promise<void> = Promise.resolve();

async function answer(request: DrawRequest): Promise<string | Uint8Array | Pixels32 | readonly string[]> {
  switch (request.kind) {
    case "figure":
      return drawSvg(request.figure, request.bundle);
    case "png":
      return new Uint8Array(rasterize(request.svg, request).asPng());
    case "pixels": {
      const image = rasterize(request.svg, request);
      return { width: image.width, height: image.height, data: straight(image.pixels) };
    }
    case "globals":
      return Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
  }
}

/** resvg gives colours multiplied by their alpha; PNG and blending want them straight. */
function straight(pixels: Uint8Array): Uint8Array {
  const out = new Uint8Array(pixels);
  for (let i = 0; i < out.length; i += 4) {
    const alpha = out[i + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let k = 0; k < 3; k++) out[i + k] = Math.min(255, Math.round((out[i + k]! * 255) / alpha));
  }
  return out;
}

// plotly starts promises that nobody awaits; a figure that breaks in one of them must not end the thread.
process.on("unhandledRejection", () => {});

parentPort?.on("message", (request: DrawRequest) => {
  queue = queue.then(async () => {
    const reply: DrawReply = await answer(request).then(
      (value) => ({ id: request.id, ok: true, value }) as const,
      (error: unknown) =>
        ({
          id: request.id,
          ok: false,
          message: error instanceof Error ? error.message : (JSON.stringify(error) ?? String(error)),
        }) as const,
    );
    parentPort?.postMessage(reply);
  });
});
