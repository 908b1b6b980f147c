import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * What `tfjs-node-gpu` calls of `node:util` and Node >= 23 no longer has (tensorflow/tfjs#8609). Node 22 still has
 * them but writes a `DeprecationWarning` into the user's output at the first call. The others that Node dropped with
 * them are not called there and stay as they are.
 */
const DROPPED: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: (value) => Array.isArray(value),
};

/**
 * Makes the process ready for TensorFlow's addon; to be called before the addon is loaded, may be called again.
 * - Replaces on `node:util` what the package's JavaScript calls and this Node lacks or warns of.
 * - Turns TensorFlow's log off (`TF_CPP_MIN_LOG_LEVEL=3`; errors reach the caller as exceptions) unless the user
 *   set a level. Assignments to `process.env` reach the C environment on the main thread.
 * - Turns oneDNN on explicitly, since some processors have it off by default: steps are up to six times faster.
 *
 * The notice about oneDNN is written before TensorFlow reads its log level. The loader that is compiled with the
 * addon (`provision/loader.ts`) keeps that one back.
 */
export function prepareForNative(env: NodeJS.ProcessEnv = process.env): void {
  const util = require("node:util") as Record<string, unknown>; // the CommonJS object: a module namespace is frozen
  for (const [name, restored] of Object.entries(DROPPED)) util[name] = restored;
  env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  env["TF_ENABLE_ONEDNN_OPTS"] ??= "1";
}
