import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^swath$/, replacement: here("./lib/index.ts") },
      { find: /^swath\/notebook$/, replacement: here("./kernel-ext/notebook.ts") },
      { find: /^swath\/(.*)$/, replacement: `${here("./lib/")}$1/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    // One process a file: an engine is process-wide state, and TensorFlow does not like to be loaded twice.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    coverage: { provider: "v8", include: ["lib/**", "kernel-ext/**"], reporter: ["text-summary", "html"] },
  },
});
