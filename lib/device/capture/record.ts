import { SwathError } from "../../errors.js";
import { nativeBackend, nativeOp } from "../native/op.js";
import { type Tensor, tf, type Variable } from "../tf.js";
import { setInPlace } from "./inplace.js";
import { quietly } from "./managed.js";
import { difference } from "./program.js";
import { Recorder, type Recording } from "./recorder.js";
import { flatten, isTensor, type Layout, unflatten } from "./tree.js";

/** A step as the recorder runs it: tensors in, a tree of tensors out. */
export type Step = (...inputs: never[]) => unknown;

export interface Recorded {
  readonly recording: Recording;
  readonly outputs: { readonly layout: Layout; readonly paths: readonly string[] };
}

export interface RecordOptions {
  readonly prefix: string;
  readonly step: Step;
  readonly variables: readonly Variable[];
  readonly inputs: readonly Tensor[];
  readonly layout: Layout;
  readonly constants: readonly Tensor[];
}

const registered = (): Readonly<Record<string, Variable>> =>
  (tf.engine() as unknown as { registeredVariables: Record<string, Variable> }).registeredVariables;

/** The variable that a native tensor id or a dataId belongs to, in words. */
function nameOfVariable(which: number | object): string | undefined {
  const { tensorMap } = nativeBackend("capture");
  const owner = Object.values(registered()).find(({ dataId }) =>
    typeof which === "object"
      ? dataId === which
      : tensorMap.has(dataId) && tensorMap.get(dataId).id === which,
  );
  return owner && `"${owner.name}" of shape [${owner.shape}]`;
}

const variableCount = () => Object.keys(registered()).length;

/** Runs the step once with every op recorded. The state is what it was before, also after an error. */
function recordOnce({ prefix, step, variables, inputs, layout, constants }: RecordOptions): Recorded {
  const backend = nativeBackend("capture");
  // Reading them brings values home that lie in a session.
  const originals = variables.map((variable) => tf.keep(variable.clone()));
  const own: Tensor[] = [];
  const fresh = (tensor: Tensor): Tensor => {
    // Two variables or inputs may share one tensor: each gets an id of its own.
    const copy = tf.keep(nativeOp("Identity", [tensor]));
    own.push(copy);
    return copy;
  };
  const recorder = new Recorder(backend, prefix, variables, nameOfVariable);
  const before = variableCount();
  let result: Recorded | undefined;
  try {
    quietly(() => {
      variables.forEach((variable, i) => {
        variable.assign(fresh(originals[i] as Tensor) as never);
        recorder.addVariable(i, variable as unknown as Tensor);
      });
      const fed = inputs.map(fresh);
      fed.forEach((tensor) => recorder.addInput(tensor));
      constants.forEach((tensor) => recorder.addConstant(tensor));
      setInPlace(recorder);
      recorder.record(() => {
        tf.tidy(() => {
          const args = unflatten(layout, fed) as never[];
          const value = step(...args);
          if (value instanceof Promise) {
            value.catch(() => undefined);
            throw new SwathError("CAPTURE", "capture", "the step is asynchronous", {
              mend: "await outside of it: a captured step computes, nothing else",
            });
          }
          if (variableCount() !== before) {
            throw new SwathError("CAPTURE", "capture", "the step makes variables", {
              mend: "make them before (optimisers make their slots in init), and list them in state",
            });
          }
          const { leaves, ...outputs } = flatten(value, isTensor, "capture", "output");
          result = { recording: recorder.finish(leaves), outputs };
        });
      });
    });
  } finally {
    setInPlace(undefined);
    quietly(() => {
      variables.forEach((variable, i) => {
        variable.assign(originals[i] as never);
      });
    });
    tf.dispose([...originals, ...own]);
  }
  return result as Recorded;
}

/**
 * Records a step. With `verify` (the default) it is recorded twice from the same state, and a value that JavaScript
 * made anew each time (Math.random, a counter, the clock) is found out instead of frozen.
 */
export function record(options: RecordOptions & { readonly verify: boolean }): Recorded {
  const first = recordOnce(options);
  if (!options.verify) return first;
  const found = difference(first.recording, recordOnce(options).recording);
  if (found !== undefined) {
    throw new SwathError("CAPTURE", "capture", `the step is not the same when it runs again: ${found}`, {
      mend: "a value computed in JavaScript would be frozen; draw random numbers from a generator in state, pass changing numbers as arguments",
    });
  }
  return first;
}
