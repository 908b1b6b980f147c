import { realpathSync } from "node:fs";
import module from "node:module";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { boundMemory } from "../session/v8.js";
import { readConnection } from "./connection.js";
import { JupyterKernel } from "./kernel.js";

/** Runs the kernel that a connection file describes, until it is shut down. */
export async function runKernel(connectionFile: string): Promise<void> {
  boundMemory();
  // TensorFlow's own log goes to the process's stderr; only what is wrong is of interest there.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "1";
  // Node 22 and later keep the compiler's machine code between starts; Node 20 has no such function.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  await JupyterKernel.start({
    connection: readConnection(connectionFile),
    connectionFile,
    exit: () => process.exit(0),
  });
}

const usage = "usage: node main.js -f CONNECTION_FILE\n";

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const { values } = parseArgs({ options: { f: { type: "string", short: "f" } } });
  if (!values.f) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else await runKernel(values.f);
}
