import type { Tensor, Variable } from "../tf.js";

/** A session in which a variable's newest value may lie. */
export interface Holder {
  /** Brings every value that is newest there back into the JavaScript variables. */
  pull(): void;
}

/** While true, reads and writes of variables are our own bookkeeping, not the user's. */
let quiet = false;

export function quietly<T>(run: () => T): T {
  const before = quiet;
  quiet = true;
  try {
    return run();
  } finally {
    quiet = before;
  }
}

/**
 * A tf.Variable whose newest value may live inside a session. Captured steps change variables where TensorFlow keeps
 * them; the JavaScript object is brought up to date when somebody looks, and what somebody assigns reaches the session
 * before its next run. So `model(x)` after training, `variable.dataSync()` and `save` always see the present weights.
 */
export class Managed {
  /** Grows with every change, wherever it happened. */
  version = 1;
  /** The version that the JavaScript object holds. */
  fresh = 1;
  holder: Holder | undefined;
  readonly variable: Variable;

  static readonly #all = new WeakMap<Variable, Managed>();

  static of(variable: Variable): Managed {
    const known = Managed.#all.get(variable);
    if (known) return known;
    const managed = new Managed(variable);
    Managed.#all.set(variable, managed);
    return managed;
  }

  private constructor(variable: Variable) {
    this.variable = variable;
    let data = variable.dataId;
    Object.defineProperty(variable, "dataId", {
      enumerable: true,
      configurable: true,
      get: () => {
        if (!quiet && this.fresh !== this.version) this.holder?.pull();
        return data;
      },
      set: (next: typeof data) => {
        data = next;
        if (!quiet) this.changedInJavaScript();
      },
    });
  }

  changedInJavaScript(): void {
    this.version++;
    this.fresh = this.version;
    this.holder = undefined;
  }

  changedIn(holder: Holder): number {
    this.version++;
    this.holder = holder;
    return this.version;
  }

  /** Takes the newest value; the tensor is consumed. */
  refresh(value: Tensor): void {
    quietly(() => this.variable.assign(value as never));
    value.dispose();
    this.fresh = this.version;
  }
}
