import { provision } from "../../device/provision/index.js";
import { SwathError } from "../../errors.js";
import type { ProvisionFlags } from "../device.js";
import { bar } from "./bar.js";
import { formatError } from "./errors.js";
import { interruptible } from "./interrupt.js";

/** What `swath device provision` does. */
export async function runProvision(flags: ProvisionFlags): Promise<void> {
  if (flags.cpu && flags.cuda) {
    throw new SwathError("USAGE", "device provision", "--cpu and --cuda exclude each other", {
      mend: "give one",
    });
  }
  const kind = flags.cuda ? "cuda" : "cpu";
  if (kind === "cuda") {
    process.stderr.write(
      "note      the CUDA path was never seen on a GPU by its makers; please report how it went\n",
    );
  }
  const { onProgress, stop } = bar();
  try {
    const made = await interruptible((signal) =>
      provision({
        kind,
        wheel: flags.wheel,
        offline: flags.offline || process.env["SWATH_OFFLINE"] === "1",
        onProgress,
        signal,
      }),
    );
    stop();
    const state = made.already ? "was there" : "made";
    const gpu = made.gpu === undefined || kind === "cpu" ? "" : made.gpu ? " · sees a GPU" : " · sees no GPU";
    process.stdout.write(
      `engine    native · TensorFlow ${made.tensorflow} · ${made.kind}${gpu} · ${state}\n`,
    );
    process.stdout.write(`folder    ${made.folder}\n`);
  } catch (error) {
    stop();
    if (!flags.optional || !(error instanceof SwathError) || error.code !== "PROVISION") throw error;
    process.stderr.write(
      `${formatError(error)}\nGoing on without the native engine: the next one is used.\n`,
    );
  }
}
