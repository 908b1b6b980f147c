import { SwathError } from "../errors.js";
import { cpu } from "./engines/cpu.js";
import type { Candidate, Engine, EngineDefinition, EngineName } from "./engines/definition.js";
import { correctGradients } from "./engines/gradients/correct.js";
import { native } from "./engines/native.js";
import { wasm } from "./engines/wasm.js";
import { webgpu } from "./engines/webgpu.js";
import { tf } from "./tf.js";

export type { Candidate, Engine, EngineName } from "./engines/definition.js";

/** Best first: the order in which the automatic choice asks. */
const definitions: readonly EngineDefinition[] = [native, webgpu, wasm, cpu];

// The native and the plain engine start without waiting, so a library function may be called before `start()`.
native.register();
correctGradients();
if (tf.findBackendFactory("webgl")) tf.removeBackend("webgl");

function definitionOf(name: string): EngineDefinition {
  const found = definitions.find((definition) => definition.name === name);
  if (found) return found;
  throw new SwathError("USAGE", "start", `there is no engine "${name}"`, {
    mend: `choose one of ${definitions.map(({ name }) => name).join(", ")}`,
  });
}

/**
 * Every engine, best first, with whether it can run here, and if not, why not and what to do about it.
 *
 * @example
 * ```ts
 * import { candidates } from "swath/device";
 *
 * for (const { name, available, reason = "" } of await candidates()) console.log(name, available, reason);
 * ```
 */
export async function candidates(): Promise<readonly Candidate[]> {
  const answers: Candidate[] = [];
  for (const definition of definitions) answers.push(await definition.candidate());
  return answers;
}

/**
 * Starts an engine: the one that is named, else the one in `SWATH_ENGINE`, else the best that can run here.
 * Starting again with the same name changes nothing.
 *
 * @example
 * ```ts
 * import { start } from "swath/device";
 *
 * const engine = await start();
 * engine.name; // "native", or the next best engine of this machine
 * ```
 */
export async function start(options: { readonly engine?: EngineName } = {}): Promise<Engine> {
  const wanted = options.engine ?? process.env["SWATH_ENGINE"];
  if (wanted) {
    const definition = definitionOf(wanted);
    const candidate = await definition.candidate();
    if (!candidate.available && !candidate.onlyByName) {
      throw new SwathError(
        "ENGINE_MISSING",
        "start",
        `the ${wanted} engine cannot run: ${candidate.reason}`,
        {
          mend: candidate.mend ?? "",
        },
      );
    }
    await definition.start();
    return engine();
  }
  for (const definition of definitions) {
    if (!(await definition.candidate()).available) continue;
    await definition.start();
    return engine();
  }
  throw new SwathError("ENGINE_MISSING", "start", "no engine can run here", { mend: "run `swath doctor`" });
}

/**
 * The active engine. Before `start()` it is the native one where it is provisioned, else plain JavaScript.
 *
 * @example
 * ```ts
 * import { engine } from "swath/device";
 *
 * const { name, threads, capture } = engine();
 * typeof capture; // "boolean": whether training steps run as one graph
 * ```
 */
export function engine(): Engine {
  tf.backend();
  const active = tf.getBackend();
  const definition = definitions.find(({ backend }) => backend === active);
  if (!definition)
    throw new SwathError("STATE", "engine", `tfjs runs on "${active}", which is none of Swath's engines`);
  return definition.describe();
}
