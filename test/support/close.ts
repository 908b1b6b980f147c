import "vitest";

/** Whatever the tests compare: numbers, nested lists, typed arrays, tensors, `{ shape, data }`. */
export type NumberLike = unknown;

export interface Closeness {
  /** Allowed difference relative to the expected value; 1e-5 unless told. */
  readonly rtol?: number;
  /** Allowed absolute difference; 1e-6 unless told. */
  readonly atol?: number;
}

interface Flat {
  readonly shape: readonly number[] | null;
  readonly data: ArrayLike<number>;
}

function flatten(value: NumberLike): Flat {
  if (typeof value === "number" || typeof value === "boolean") return { shape: [], data: [Number(value)] };
  if (ArrayBuffer.isView(value)) return { shape: null, data: value as unknown as ArrayLike<number> };
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object"))
      return { shape: [value.length], data: value.map(Number) };
    const parts = value.map(flatten);
    const inner = parts[0]?.shape ?? [];
    return {
      shape: [value.length, ...inner],
      data: parts.flatMap((part) => Array.from(part.data)),
    };
  }
  if (value !== null && typeof value === "object") {
    const tensor = value as {
      dataSync?: () => ArrayLike<number>;
      shape?: readonly number[];
      data?: ArrayLike<number>;
    };
    if (typeof tensor.dataSync === "function")
      return { shape: tensor.shape ?? null, data: tensor.dataSync() };
    if (tensor.data !== undefined) return { shape: tensor.shape ?? null, data: tensor.data };
  }
  throw new TypeError(`toBeAllClose: cannot compare a ${typeof value}`);
}

export function allClose(
  received: NumberLike,
  expected: NumberLike,
  { rtol = 1e-5, atol = 1e-6 }: Closeness = {},
) {
  const got = flatten(received);
  const want = flatten(expected);
  const fail = (text: string) => ({ pass: false, message: () => `toBeAllClose: ${text}` });
  if (got.shape && want.shape && got.shape.join() !== want.shape.join()) {
    return fail(`shape [${got.shape}] received, [${want.shape}] expected`);
  }
  if (got.data.length !== want.data.length) {
    return fail(`${got.data.length} elements received, ${want.data.length} expected`);
  }
  let worst = 0;
  let where = -1;
  let off = 0;
  for (let i = 0; i < want.data.length; i++) {
    const a = Number(got.data[i]);
    const b = Number(want.data[i]);
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const difference = Math.abs(a - b);
    if (difference <= atol + rtol * Math.abs(b)) continue;
    off++;
    if (!(difference <= worst)) {
      worst = difference;
      where = i;
    }
  }
  if (off > 0) {
    return fail(
      `${off} of ${want.data.length} elements are off (rtol ${rtol}, atol ${atol}); worst at ${where}: ` +
        `received ${got.data[where]}, expected ${want.data[where]}`,
    );
  }
  return { pass: true, message: () => "toBeAllClose: all elements agree, a difference was expected" };
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares its matchers with this parameter
  interface Matchers<T = any> {
    toBeAllClose(expected: NumberLike, options?: Closeness): T;
  }
}
