import { findNative, provision } from "../../device/provision/index.js";
import { SwathError } from "../../errors.js";
import { bar } from "./bar.js";
import { formatError } from "./errors.js";

/**
 * For every command that computes: makes the native engine on first use, with a progress bar, before the
 * library is imported. Where that is not possible it says why and the next engine is used. Nothing happens when
 * it is there, when `--offline` or `SWATH_OFFLINE=1` forbids it, or when `SWATH_ENGINE` asks for another engine.
 */
export async function ensureEngine(
  options: {
    readonly offline?: boolean;
    readonly signal?: AbortSignal;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<void> {
  const { signal, env = process.env } = options;
  const wanted = env["SWATH_ENGINE"];
  if ((wanted && wanted !== "native") || findNative({ env }).found) return;
  if (options.offline || env["SWATH_OFFLINE"] === "1") return;
  process.stderr.write(
    "The native engine is made now, once: TensorFlow's libraries (about 270 MB) and a small addon.\n",
  );
  const { onProgress, stop } = bar();
  try {
    await provision({ onProgress, signal, env });
  } catch (error) {
    stop();
    if (error instanceof SwathError && error.code === "ABORTED") throw error;
    process.stderr.write(`${formatError(error, env)}\nGoing on with the next engine, which is slower.\n`);
  } finally {
    stop();
  }
}
