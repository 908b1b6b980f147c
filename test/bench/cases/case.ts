import type { Key } from "../../../lib/device/random/index.js";
import { integers, normal, uniform } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import type { AnyModule } from "../../../lib/nn/module.js";
import type { Optimizer } from "../../../lib/nn/optim/optimizer.js";

export type Inputs = Readonly<Record<string, Tensor>>;

/** How PyTorch is told to optimise; the same words make ours. */
export type Rule =
  | { readonly kind: "sgd"; readonly lr: number; readonly momentum?: number }
  | { readonly kind: "adam"; readonly lr: number; readonly weightDecay?: number };

/** A benchmark case in one process. Every process makes it from the same key, so all have the same numbers. */
export interface Built {
  readonly model?: AnyModule;
  readonly optimizer?: Optimizer;
  readonly inputs: Inputs;
  /** The whole step; its result is one number, the loss or a checksum of the outputs. */
  step(inputs: Inputs): Tensor;
}

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  /** What peers/worker.py needs beside weights and inputs. */
  readonly config: Readonly<Record<string, unknown>> & { readonly optimizer?: Rule };
  /** The largest relative difference of three losses that counts as agreement. */
  readonly tolerance: number;
  /** Why this tolerance. */
  readonly why: string;
  build(key: Key): Built;
}

/** Rounding of float32 in another order of summation, through three steps. */
export const rounding = { tolerance: 1e-4, why: "sums in another order, float32, three steps" } as const;

export const normals = (key: Key, ...shape: number[]): Tensor => tf.tensor(normal(key, shape), shape);
export const uniforms = (key: Key, ...shape: number[]): Tensor => tf.tensor(uniform(key, shape), shape);
export const labels = (key: Key, classes: number, ...shape: number[]): Tensor =>
  tf.tensor(integers(key, shape, { max: classes }), shape, "int32");

function ruleOf(rule: Rule) {
  return rule.kind === "adam"
    ? nn.adam({ lr: rule.lr, weightDecay: rule.weightDecay ?? 0 })
    : nn.sgd({ lr: rule.lr, momentum: rule.momentum ?? 0 });
}

/** A training step: forward, backward, optimiser. */
export function trained(
  model: AnyModule,
  rule: Rule,
  inputs: Inputs,
  loss: (inputs: Inputs) => Tensor,
): Built {
  const optimizer = ruleOf(rule).init(model.params);
  return {
    model,
    optimizer,
    inputs,
    step: (given) => {
      const { loss: value, grads } = nn.valueAndGrad(() => loss(given), model.params);
      optimizer.apply(grads);
      return value;
    },
  };
}

/** A classifier on images `x` with labels `y`. */
export const classified = (model: AnyModule, rule: Rule, inputs: Inputs): Built =>
  trained(model, rule, inputs, ({ x, y }) => nn.crossEntropy(model(x), y!));
