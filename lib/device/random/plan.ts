import { ValueError } from "../../errors.js";
import { affine, integersAt, normalAt, truncatedNormalAt, uniformAt } from "./distributions.js";
import type { IntegerOptions, NormalOptions, UniformOptions } from "./options.js";
import type { Position } from "./philox.js";

/** Floats: a standard draw times `scale` plus `shift`. */
export interface FloatPlan {
  readonly kind: "uniform" | "normal" | "truncatedNormal";
  readonly scale: number;
  readonly shift: number;
}

/** Integers from [min, max). */
export interface IntegerPlan {
  readonly kind: "integers";
  readonly min: number;
  readonly max: number;
}

/** Ones where a uniform number is below `p`. */
export interface FlagPlan {
  readonly kind: "bernoulli";
  readonly p: number;
}

/** What is drawn, with checked parameters in float32: the one description that TypeScript and TensorFlow both follow. */
export type Plan = FloatPlan | IntegerPlan | FlagPlan;

export function uniformPlan(operation: string, { min = 0, max = 1 }: UniformOptions = {}): FloatPlan {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
    throw new ValueError(operation, `[${min}, ${max}) is no interval`, { mend: "give finite min <= max" });
  }
  return { kind: "uniform", scale: Math.fround(max - min), shift: Math.fround(min) };
}

export function normalPlan(
  operation: string,
  kind: "normal" | "truncatedNormal",
  { mean = 0, std = 1 }: NormalOptions = {},
): FloatPlan {
  if (!(Number.isFinite(mean) && Number.isFinite(std) && std >= 0)) {
    throw new ValueError(operation, `mean ${mean} and standard deviation ${std} make no distribution`, {
      mend: "give finite numbers, std 0 or more",
    });
  }
  return { kind, scale: Math.fround(std), shift: Math.fround(mean) };
}

export function integerPlan(operation: string, { min = 0, max }: IntegerOptions): IntegerPlan {
  const whole = Number.isInteger(min) && Number.isInteger(max);
  if (!whole || min >= max || min < -(2 ** 31) || max > 2 ** 31 - 1) {
    throw new ValueError(operation, `[${min}, ${max}) is no interval of int32`, {
      mend: "give integers with -2147483648 <= min < max <= 2147483647",
    });
  }
  return { kind: "integers", min, max };
}

export function flagPlan(operation: string, p: number): FlagPlan {
  if (!(p >= 0 && p <= 1)) {
    throw new ValueError(operation, `${p} is no probability`, { mend: "give a number from 0 to 1" });
  }
  return { kind: "bernoulli", p: Math.fround(p) };
}

const standard = { uniform: uniformAt, normal: normalAt, truncatedNormal: truncatedNormalAt } as const;

/** Carries a plan out in TypeScript. */
export function carryOut(plan: FloatPlan, position: Position, n: number): Float32Array;
export function carryOut(plan: IntegerPlan, position: Position, n: number): Int32Array;
export function carryOut(plan: FlagPlan, position: Position, n: number): Uint8Array;
export function carryOut(plan: Plan, position: Position, n: number): Float32Array | Int32Array | Uint8Array;
export function carryOut(plan: Plan, position: Position, n: number): Float32Array | Int32Array | Uint8Array {
  switch (plan.kind) {
    case "integers":
      return integersAt(position, n, plan.min, plan.max);
    case "bernoulli":
      return below(uniformAt(position, n), plan.p);
    default:
      return affine(standard[plan.kind](position, n), plan.scale, plan.shift);
  }
}

function below(values: Float32Array, limit: number): Uint8Array {
  const flags = new Uint8Array(values.length);
  for (let i = 0; i < flags.length; i++) flags[i] = values[i]! < limit ? 1 : 0;
  return flags;
}
