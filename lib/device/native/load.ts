import { createRequire } from "node:module";
import { findNative } from "../provision/find.js";
import { prepareForNative } from "../shims.js";
import { tf } from "../tf.js";
import type { Binding, NativeBackend } from "./binding.js";
import { useMatMul } from "./product.js";

const require = createRequire(import.meta.url);
const PACKAGE = "@tensorflow/tfjs-node-gpu";

let loaded: Binding | undefined;

/** The compiled addon, loaded once a process (about 0.7 s). Throws what the dynamic linker said when it does not fit. */
export function loadBinding(): Binding {
  if (loaded) return loaded;
  const native = findNative();
  if (!native.found) throw new Error(native.reason);
  prepareForNative();
  loaded = require(native.addon) as Binding;
  return loaded;
}

/**
 * Makes TensorFlow known to tfjs as the backend "tensorflow", under tfjs-node's own class and kernels. The package's
 * entry point is not imported: it insists on a binary inside node_modules.
 */
export function registerNative(): void {
  if (tf.findBackendFactory("tensorflow")) return;
  tf.registerBackend(
    "tensorflow",
    () => {
      const binding = loadBinding();
      require(`${PACKAGE}/dist/register_all_kernels.js`);
      useMatMul();
      const { NodeJSKernelBackend } = require(`${PACKAGE}/dist/nodejs_kernel_backend.js`) as {
        NodeJSKernelBackend: new (binding: Binding, name: string) => NativeBackend;
      };
      return new NodeJSKernelBackend(binding, PACKAGE) as unknown as ReturnType<typeof tf.backend>;
    },
    3,
  );
}
