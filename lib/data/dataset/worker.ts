import { parentPort } from "node:worker_threads";
import { decodeSource, OpenArchives } from "./source.js";
import { type DecodeReply, type DecodeRequest, packError, packRaster } from "./wire.js";

/** A thread that decodes what it is asked for, one request after the other, until it is ended. */
const archives = new OpenArchives();
const port = parentPort!;
let turn: Promise<void> = Promise.resolve();
port.on("message", (request: DecodeRequest) => {
  turn = turn.then(() => answer(request));
});

async function answer({ id, samples }: DecodeRequest): Promise<void> {
  const memory = new Set<ArrayBuffer>();
  try {
    const done = [];
    for (const sources of samples) {
      const packed = [];
      for (const source of sources) packed.push(packRaster(await decodeSource(source, archives), memory));
      done.push(packed);
    }
    port.postMessage({ id, samples: done } satisfies DecodeReply, [...memory]);
  } catch (cause) {
    port.postMessage({ id, error: packError(cause) } satisfies DecodeReply);
  }
}
