import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that others see the old one or the whole new one: into a neighbour first, then renamed.
 * The parts are written one after the other, so a large file need not be joined in memory.
 */
export async function writeWhole(
  path: string,
  parts: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const aside = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}.part`,
  );
  try {
    const handle = await open(aside, "wx");
    try {
      for await (const part of parts instanceof Uint8Array ? [parts] : parts) await handle.writeFile(part);
    } finally {
      await handle.close();
    }
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true });
    throw cause;
  }
}
