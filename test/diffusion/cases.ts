/** The golden cases whose kinds map directly onto lib/diffusion, with every tensor resolved to numbers. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { type Tensor, tf } from "../../lib/device/tf.js";

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly layout?: string;
  readonly data: readonly number[] | Float64Array | Float32Array;
}

export type GoldenValue =
  | number
  | boolean
  | string
  | null
  | GoldenTensor
  | readonly GoldenValue[]
  | GoldenRecord;
export interface GoldenRecord {
  readonly [name: string]: GoldenValue;
}

interface Rule {
  readonly abs?: number;
  readonly rel?: number;
}

export interface GoldenCase {
  readonly file: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own keys, which the adapter names
  readonly config: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly inputs: any;
  readonly weights: Readonly<Record<string, GoldenTensor>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly outputs: any;
  readonly tolerance: { readonly default: Rule; readonly outputs?: Readonly<Record<string, Rule>> };
}

const own = join(dirname(fileURLToPath(import.meta.url)), "../golden/cases");
const folder = process.env["SWATH_GOLDEN_DIR"] ?? own;

const floats = { "<f4": Float32Array, "<f8": Float64Array, "<i4": Int32Array } as const;

function npy(bytes: Uint8Array): number[] {
  const headerLength = bytes[8]! | (bytes[9]! << 8);
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, 10 + headerLength));
  const type = /'descr': '([^']+)'/.exec(header)?.[1] as keyof typeof floats;
  const body = bytes.slice(10 + headerLength);
  return Array.from(new floats[type](body.buffer));
}

interface Formula {
  readonly rule: string;
  readonly seed: number;
  readonly p: number;
  readonly fill: "matrix" | "normw" | "bias" | "rmean" | "rvar" | "input";
}

function byFormula({ rule, seed, p, fill }: Formula, shape: readonly number[]): Float32Array {
  if (rule !== "mod10007") throw new Error(`unknown formula ${rule}`);
  const count = shape.reduce((a, b) => a * b, 1);
  const fanIn = count / (shape[0] ?? 1);
  const finish = {
    matrix: (u: number) => u * Math.sqrt(1 / fanIn),
    normw: (u: number) => 1 + 0.2 * u,
    bias: (u: number) => 0.1 * u,
    rmean: (u: number) => 0.2 * u,
    rvar: (u: number) => 1 + 0.4 * u,
    input: (u: number) => u,
  }[fill];
  return Float32Array.from({ length: count }, (_, i) => {
    const r = i % 10007;
    const q = (7919 * i + 31 * r * r + 104729 * (p + 1) + 15485863 * seed) % 10007;
    return finish((2 * q) / 10007 - 1);
  });
}

function resolve(value: unknown, arrays: Readonly<Record<string, Uint8Array>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, arrays));
  if (value === null || typeof value !== "object") return value;
  const record = value as Record<string, unknown>;
  if (!Array.isArray(record["shape"])) {
    return Object.fromEntries(Object.entries(record).map(([name, item]) => [name, resolve(item, arrays)]));
  }
  if (record["formula"]) return { ...record, data: byFormula(record["formula"] as Formula, record["shape"]) };
  if (record["array"]) return { ...record, data: npy(arrays[`${record["array"] as string}.npy`]!) };
  return { ...record, data: (record["data"] as unknown[]).map(Number) };
}

/** Every case of a kind. An unknown kind is a mistake of the test, so it throws. */
export function casesOf(kind: string): GoldenCase[] {
  const paper = join(folder, kind.split("/")[0]!);
  const names = existsSync(paper) ? readdirSync(paper).filter((name) => name.endsWith(".json")) : [];
  const cases = names.flatMap((name) => {
    const raw = JSON.parse(readFileSync(join(paper, name), "utf8")) as Record<string, unknown>;
    if (raw["kind"] !== kind) return [];
    const arrays = raw["npz"] ? unzipSync(readFileSync(join(paper, raw["npz"] as string))) : {};
    const { inputs, weights, outputs } = raw;
    const values = resolve({ inputs, weights, outputs }, arrays) as GoldenCase;
    return [{ ...(raw as unknown as GoldenCase), ...values, file: name }];
  });
  if (cases.length === 0) throw new Error(`no case of kind ${kind} in ${folder}`);
  return cases;
}

/** As a tensor in Swath's layout: 4-D activations and images from NCHW. */
export const nhwc = ({ shape, data }: GoldenTensor): Tensor =>
  tf.tidy(() => tf.transpose(tf.tensor(data as number[], shape as number[], "float32"), [0, 2, 3, 1]));

/** Back to the layout of the case. */
export const nchw = (x: Tensor): Tensor => tf.tidy(() => tf.transpose(x, [0, 3, 1, 2]));

/** As it lies. */
export const plain = ({ shape, data, dtype }: GoldenTensor): Tensor =>
  tf.tensor(data as number[], shape as number[], dtype === "int32" ? "int32" : "float32");

export const numbersOf = (value: GoldenTensor): number[] => Array.from(value.data);

/** The tolerance of one output, as `toBeAllClose` takes it. */
export function within({ tolerance }: GoldenCase, path: string): { rtol: number; atol: number } {
  const rule = tolerance.outputs?.[path] ?? tolerance.default;
  return { rtol: rule.rel ?? 0, atol: rule.abs ?? 0 };
}
