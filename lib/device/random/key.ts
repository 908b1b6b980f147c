import { ValueError } from "../../errors.js";
import { block, type Counter, type Position, type Words } from "./philox.js";

/**
 * A seed with a family: a value that names one stream of random numbers and from which independent streams are made.
 * Keys never change; the same key gives the same numbers, so every use gets a key of its own by {@link Key.split} or
 * {@link Key.fold}.
 *
 * How children are made: with Philox itself, at counter values whose highest word is not zero and which no draw
 * reaches. With key `k` and the tag in the highest word,
 * `split` child `i` is the first two words of Philox(k, [i, 0, 0, 1]), a folded integer those of
 * Philox(k, [low, high, 0, 2]), and a folded string is taken in 8 UTF-8 bytes at a time, each step giving the key of
 * the next: Philox(k, [bytes 0-3, bytes 4-7, bytes left, 3]), little-endian, zero-padded.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * const root = random.seed(7);
 * const [init, noise] = root.split();
 * const layer = init!.fold("encoder").fold(3); // the third layer of the encoder
 * String(layer); // as a seed that gives this key back
 * ```
 */
export interface Key {
  /** The 64 bits, low word first. */
  readonly words: Words;
  /** `n` independent keys (2 unless told). The first ones are the same whatever `n` is. */
  split(n?: number): Key[];
  /** The key of a part, a step, a name: `key.fold("encoder").fold(3)`. Other data, another stream. */
  fold(data: number | string): Key;
}

const TAG_SPLIT = 1;
const TAG_INTEGER = 2;
const TAG_STRING = 3;

const encoder = new TextEncoder();

class PhiloxKey implements Key {
  readonly words: Words;

  constructor(words: Words) {
    this.words = Object.freeze([words[0] >>> 0, words[1] >>> 0] as const);
    Object.freeze(this);
  }

  split(n = 2): Key[] {
    if (!Number.isSafeInteger(n) || n < 0 || n >= 2 ** 32) {
      throw new ValueError("key.split", `cannot make ${n} keys`, { mend: "give a whole number, 0 or more" });
    }
    return Array.from({ length: n }, (_, i) => child(this.words, [i, 0, 0, TAG_SPLIT]));
  }

  fold(data: number | string): Key {
    if (typeof data === "string") return foldBytes(this, encoder.encode(data));
    if (!Number.isSafeInteger(data)) {
      throw new ValueError("key.fold", `${data} is not a whole number that a double holds exactly`, {
        mend: "give an integer or a string",
      });
    }
    const [low, high] = wordsOf(BigInt(data));
    return child(this.words, [low, high, 0, TAG_INTEGER]);
  }

  /** As a seed that gives this key back: what a ledger or an error prints. */
  toString(): string {
    return `seed(${(BigInt(this.words[1]) << 32n) | BigInt(this.words[0])}n)`;
  }
}

function child(key: Words, counter: Counter): PhiloxKey {
  const [low = 0, high = 0] = block(key, counter);
  return new PhiloxKey([low, high]);
}

function foldBytes(key: PhiloxKey, bytes: Uint8Array): Key {
  const padded = new DataView(new ArrayBuffer(Math.max(8, Math.ceil(bytes.length / 8) * 8)));
  new Uint8Array(padded.buffer).set(bytes);
  let folded = key;
  for (let at = 0; at < padded.byteLength; at += 8) {
    const left = bytes.length - at;
    folded = child(folded.words, [
      padded.getUint32(at, true),
      padded.getUint32(at + 4, true),
      left,
      TAG_STRING,
    ]);
  }
  return folded;
}

function wordsOf(value: bigint): Words {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits & 0xffffffffn), Number(bits >> 32n)];
}

/** Where the numbers of a key begin: counter zero. */
export function start(key: Key): Position {
  return { key: key.words, counter: [0, 0, 0, 0] };
}

/**
 * The key of a seed: an integer of at most 64 bits, which becomes the generator's key as it is (negative ones as two's
 * complement). Python's `tf.random.Generator.from_state([0, 0, n], alg="philox")` gives the same numbers.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * const key = random.seed(7);
 * const [weights, noise] = key.split();
 * random.uniform(weights!, 3); // Float32Array of 3 numbers in [0, 1), the same every time
 * random.uniform(noise!.fold("step").fold(0), 3); // others
 * ```
 */
export function seed(n: number | bigint): Key {
  if (typeof n === "number" && !Number.isSafeInteger(n)) {
    throw new ValueError("seed", `${n} is not a whole number that a double holds exactly`, {
      mend: "give an integer, above 2^53 as a bigint",
    });
  }
  const value = BigInt(n);
  if (value >= 1n << 64n || value < -(1n << 63n)) {
    throw new ValueError("seed", `${n} has more than 64 bits`, { mend: "give a smaller integer" });
  }
  return new PhiloxKey(wordsOf(value));
}
