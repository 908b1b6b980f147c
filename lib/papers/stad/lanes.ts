/**
 * Inner products two at a time in the processor's vector registers, which JavaScript's numbers cannot reach: one WebAssembly
 * function, written here instruction by instruction. Whatever it multiplies must lie in its memory.
 */

/** A stretch of memory for numbers, and the function that multiplies what lies in it. */
export interface Lanes {
  /** All numbers; places are counted in numbers. */
  readonly numbers: Float64Array;
  /**
   * The products of two rows at `x0` and `x1` with four rows at `y`, `y + stride` …, of `length` numbers each, into
   * `to .. to + 8`, the first row's first. Six loads for eight products: loads are what limits a single inner product.
   */
  tile(x0: number, x1: number, y: number, stride: number, length: number, to: number): void;
}

const PAGE = 65536;
const BYTES = 8;

/** Memory for so many numbers, all 0. */
export function lanes(count: number): Lanes {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((count * BYTES) / PAGE) });
  const { exports } = new WebAssembly.Instance(tileModule(), { js: { memory } });
  const bytewise = exports["tile"] as (...places: readonly number[]) => void;
  return {
    numbers: new Float64Array(memory.buffer),
    tile: (x0, x1, y, stride, length, to) =>
      bytewise(x0 * BYTES, x1 * BYTES, y * BYTES, stride * BYTES, length, to * BYTES),
  };
}

let compiled: WebAssembly.Module | undefined;

function tileModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(assembled());
  return compiled;
}

const I32 = 0x7f;
const V128 = 0x7b;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const I32_CONST = 0x41;
const I32_ADD = 0x6a;
const I32_SHL = 0x74;
const I32_AND = 0x71;
const I32_LT_U = 0x49;
const F64_ADD = 0xa0;
const F64_STORE = 0x39;
const LOOP = 0x03;
const IF = 0x04;
const BR = 0x0c;
const EMPTY = 0x40;
const END = 0x0b;
const VECTOR = 0xfd;
const V128_LOAD = 0x00;
const V128_LOAD64_ZERO = 0x5d;
const EXTRACT_LANE = 0x21;
// Instructions above 127 take two bytes.
const F64X2_MUL = [0xf2, 0x01];
const F64X2_ADD = [0xf0, 0x01];

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
const named = (text: string) => [text.length, ...new TextEncoder().encode(text)];
const get = (local: number) => [LOCAL_GET, local];
const set = (local: number) => [LOCAL_SET, local];

// Parameters and locals by number.
const [X0, X1, Y0, STRIDE, LENGTH, TO, END_AT, Y1, Y2, Y3] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const SUMS = 10;
const [P, Q, B] = [18, 19, 20];

/** Multiplies what lies at the six rows, `offset` bytes on, into the eight sums. */
function products(load: number, offset: number): number[] {
  const loaded = (row: number) => [...get(row), VECTOR, load, 3, offset];
  const added = (x: number, sum: number) => [
    ...get(sum),
    ...get(x),
    ...get(B),
    VECTOR,
    ...F64X2_MUL,
    VECTOR,
    ...F64X2_ADD,
    ...set(sum),
  ];
  const rows = [Y0, Y1, Y2, Y3].flatMap((row, i) => [
    ...loaded(row),
    ...set(B),
    ...added(P, SUMS + i),
    ...added(Q, SUMS + 4 + i),
  ]);
  return [...loaded(X0), ...set(P), ...loaded(X1), ...set(Q), ...rows];
}

/** A loop until x0 has come to the end; each turn goes on by so many bytes. */
function turns(body: readonly number[], bytes: number): number[] {
  const onward = [X0, X1, Y0, Y1, Y2, Y3].flatMap((row) => [
    ...get(row),
    I32_CONST,
    bytes,
    I32_ADD,
    ...set(row),
  ]);
  const more = [...get(X0), ...get(END_AT), I32_LT_U];
  return [...more, IF, EMPTY, LOOP, EMPTY, ...body, ...onward, ...more, IF, EMPTY, BR, 1, END, END, END];
}

function assembled(): Uint8Array<ArrayBuffer> {
  const endAfter = (mask: readonly number[]) => [
    ...get(X0),
    ...get(LENGTH),
    ...mask,
    I32_CONST,
    3,
    I32_SHL,
    I32_ADD,
    ...set(END_AT),
  ];
  const rows = [Y1, Y2, Y3].flatMap((row, i) => [
    ...get([Y0, Y1, Y2][i]!),
    ...get(STRIDE),
    I32_ADD,
    ...set(row),
  ]);
  const stores = Array.from({ length: 8 }, (_, k) => [
    ...get(TO),
    ...get(SUMS + k),
    VECTOR,
    EXTRACT_LANE,
    0,
    ...get(SUMS + k),
    VECTOR,
    EXTRACT_LANE,
    1,
    F64_ADD,
    F64_STORE,
    3,
    k * BYTES,
  ]).flat();
  const body = [
    // Ten locals after the six parameters: four integers, eight sums and three vectors.
    ...[2, 4, I32, 11, V128],
    ...rows,
    // Four numbers a turn, then what is left one by one (the upper lane is 0).
    ...endAfter([I32_CONST, 0x7c, I32_AND]),
    ...turns([...products(V128_LOAD, 0), ...products(V128_LOAD, 16)], 32),
    ...[...get(LENGTH), I32_CONST, 3, I32_AND, ...set(LENGTH)],
    ...endAfter([]),
    ...turns(products(V128_LOAD64_ZERO, 0), 8),
    ...stores,
    END,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 6, ...Array.from({ length: 6 }, () => I32), 0]),
    ...section(2, [1, ...named("js"), ...named("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named("tile"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
