import { createHash } from "node:crypto";
import { DType } from "../native/binding.js";
import type { ConstantValue } from "./graph.js";

/** Dtypes for which a graph can hold one element in the place of many equal ones. */
const UNIFORM: ReadonlySet<number> = new Set([DType.float32, DType.int32, DType.bool]);

/** A copy of values as a constant; one element where all are equal (tfjs's gradients make large tensors of ones). */
export function constantValue(
  shape: readonly number[],
  dtype: number,
  values: ArrayBufferView | readonly Uint8Array[],
): ConstantValue {
  if (!ArrayBuffer.isView(values))
    return { dtype, shape, bytes: values.map((text) => text.slice()), uniform: false };
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const count = shape.reduce((a, b) => a * b, 1);
  const width = count === 0 ? 0 : bytes.length / count;
  const uniform = count > 1 && UNIFORM.has(dtype) && isPeriodic(bytes, width);
  return { dtype, shape, bytes: bytes.slice(0, uniform ? width : bytes.length), uniform };
}

function isPeriodic(bytes: Uint8Array, period: number): boolean {
  for (let i = period; i < bytes.length; i++) if (bytes[i] !== bytes[i - period]) return false;
  return true;
}

/** Equal for equal constants, so that each is stored once. */
export function constantKey({ dtype, shape, uniform, bytes }: ConstantValue): string {
  const hash = createHash("sha1");
  for (const part of bytes instanceof Uint8Array ? [bytes] : bytes) hash.update(part).update("\0");
  return `${dtype}:${shape.join()}:${uniform}:${hash.digest("base64")}`;
}
