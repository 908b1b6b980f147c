import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ShapeError, SwathError, ValueError } from "../../errors.js";
import type { Grads } from "../grad.js";
import type { Params } from "../module.js";
import { filled } from "../variables.js";
import type { Schedule } from "./schedules/schedule.js";

/** What one call of {@link Optimizer.apply} may say anew. */
export interface ApplyOptions {
  /** The learning rate of this step: a number, or a scalar tensor (an input of a captured step). */
  readonly lr?: number | Tensor;
}

/** A rule with its memory of a model's parameters. */
export interface Optimizer {
  readonly kind: string;
  /** The rule's learning rate, which {@link apply} uses when it is told none; a schedule cannot be used so. */
  readonly lr: number | Schedule;
  /** Changes the parameters. A parameter without a gradient stays as it is. */
  apply(grads: Grads, options?: ApplyOptions): void;
  /** What it remembers (moments, step count), by names that a checkpoint can use. */
  readonly slots: Params;
  /** The parameters and all slots: what a captured step needs as its state. */
  readonly state: readonly Variable[];
  /** Frees the slots, not the parameters. */
  dispose(): void;
}

/** How to optimise; {@link OptimizerRule.init} gives it a model to work on. */
export interface OptimizerRule {
  readonly kind: string;
  readonly lr: number | Schedule;
  init(params: Params): Optimizer;
}

/** One parameter with its gradient and its own slots. */
export interface Update<Slot extends string> {
  readonly name: string;
  readonly parameter: Variable;
  readonly grad: Tensor;
  readonly slots: Readonly<Record<Slot, Variable>>;
}

/** What a rule is made of; {@link makeRule} does the rest. */
export interface RuleParts<Slot extends string, Shared extends string> {
  readonly kind: string;
  readonly lr: number | Schedule;
  /** Slots of a parameter's shape, zero at first. */
  readonly slots: readonly Slot[];
  /** Scalars that all parameters share, zero at first. */
  readonly shared: readonly Shared[];
  /** One step. It runs in a tidy scope, outside of any gradient. */
  step(
    updates: readonly Update<Slot>[],
    lr: number | Tensor,
    shared: Readonly<Record<Shared, Variable>>,
  ): void;
}

const zeros = (shape: readonly number[]): Variable =>
  tf.tidy(() => tf.variable(tf.tensor(filled(0, shape), shape as number[]), false)) as Variable;

function rateOf(kind: string, lr: number | Schedule, given: number | Tensor | undefined): number | Tensor {
  if (given !== undefined) return given;
  if (typeof lr === "number") return lr;
  throw new ValueError(`${kind}.apply`, "the learning rate is a schedule and the step is not known", {
    mend: "give it: optimizer.apply(grads, { lr: schedule(step) })",
  });
}

/** Makes a rule: slots are made by `init`, at once, so that a captured step finds them. */
export function makeRule<Slot extends string, Shared extends string>(
  parts: RuleParts<Slot, Shared>,
): OptimizerRule {
  const { kind, lr } = parts;
  if (typeof lr === "number" && !(lr >= 0)) {
    throw new ValueError(kind, `lr is ${lr}`, { mend: "give a number of at least 0, or a schedule" });
  }
  return {
    kind,
    lr,
    init(params) {
      const own = new Map<string, Readonly<Record<Slot, Variable>>>();
      const slots: Record<string, Variable> = {};
      for (const [name, parameter] of Object.entries(params)) {
        const made = Object.fromEntries(parts.slots.map((slot) => [slot, zeros(parameter.shape)]));
        for (const slot of parts.slots) slots[`${name}.${slot}`] = made[slot] as Variable;
        own.set(name, made as Record<Slot, Variable>);
      }
      const shared = Object.fromEntries(parts.shared.map((name) => [name, zeros([])])) as Record<
        Shared,
        Variable
      >;
      for (const name of parts.shared) slots[name] = shared[name];
      const state = [...new Set([...Object.values(params), ...Object.values(slots)])];
      let disposed = false;
      return {
        kind,
        lr,
        slots,
        state,
        apply(grads, options = {}) {
          if (disposed) {
            throw new SwathError("STATE", `${kind}.apply`, "the optimizer was disposed", {
              mend: "make a new one: rule.init(model.params)",
            });
          }
          const rate = rateOf(kind, lr, options.lr);
          const updates = Object.entries(grads).map(([name, grad]) => {
            const parameter = params[name];
            if (!parameter) {
              throw new ValueError(`${kind}.apply`, `there is no parameter "${name}"`, {
                mend: "give gradients by the names of the params that init got",
              });
            }
            if (grad.shape.join() !== parameter.shape.join()) {
              throw new ShapeError(
                `${kind}.apply`,
                `the gradient of "${name}" has shape [${grad.shape}], the parameter [${parameter.shape}]`,
                {
                  mend: "give the gradients that valueAndGrad returned",
                },
              );
            }
            return { name, parameter, grad, slots: own.get(name) as Record<Slot, Variable> };
          });
          tf.tidy(() => parts.step(updates, rate, shared));
        },
        dispose() {
          disposed = true;
          for (const slot of Object.values(slots)) slot.dispose();
        },
      };
    },
  };
}
