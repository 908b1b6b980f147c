import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bits, type Key, normal, seed, uniform } from "../../../lib/device/random/index.js";
import { block } from "../../../lib/device/random/philox.js";

const name = (key: Key) => key.words.join();

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / a.length;
}

describe("a seed", () => {
  it("is the generator's key as it stands, low word first", () => {
    expect(seed(7).words).toEqual([7, 0]);
    expect(seed(2 ** 40 + 5).words).toEqual([5, 256]);
    expect(seed(-1).words).toEqual([0xffffffff, 0xffffffff]);
    expect(seed(0x299f31d0a4093822n).words).toEqual([0xa4093822, 0x299f31d0]);
  });

  it("is the same as a number and as a bigint, and comes back from a key's text", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const key = seed(n);
        expect(key).toEqual(seed(BigInt(n)));
        const printed = /^seed\((\d+)n\)$/.exec(String(key.fold(n)))?.[1];
        expect(seed(BigInt(printed!))).toEqual(key.fold(n));
      }),
    );
  });

  it("refuses what is no 64-bit integer, and says what to give", () => {
    expect(() => seed(0.5)).toThrow(/^seed: 0\.5 is not a whole number .*give an integer/);
    expect(() => seed(2 ** 53)).toThrow(/^seed: .*bigint/);
    expect(() => seed(1n << 64n)).toThrow(/^seed: .*more than 64 bits/);
    expect(() => seed(Number.NaN)).toThrow(/^seed: NaN/);
  });
});

describe("the keys made of a key", () => {
  it("are made with Philox at counters that no draw reaches", () => {
    const key = seed(11);
    const first = (...counter: [number, number, number, number]) => [
      ...block(key.words, counter).slice(0, 2),
    ];
    expect(key.split(3)[2]!.words).toEqual(first(2, 0, 0, 1));
    expect(key.fold(5).words).toEqual(first(5, 0, 0, 2));
    expect(key.fold(-1).words).toEqual(first(0xffffffff, 0xffffffff, 0, 2));
    expect(key.fold("conv1").words).toEqual(first(0x766e6f63, 0x31, 5, 3));
  });

  it("are the same every time, and the first of a split do not depend on how many there are", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(20), fc.nat(20), (n, a, b) => {
        const few = seed(n).split(Math.min(a, b));
        expect(seed(n).split(Math.max(a, b)).slice(0, few.length)).toEqual(few);
      }),
    );
    expect(seed(3).split()).toHaveLength(2);
  });

  it("leave their parent as it was", () => {
    const key = seed(5);
    const before = uniform(key, 10);
    key.split(4);
    key.fold("x");
    expect(uniform(key, 10)).toEqual(before);
    expect(() => Object.assign(key.words, { 0: 1 })).toThrow(TypeError);
  });

  it("differ from one another, from the parent and over the ways of making them", () => {
    const root = seed(0);
    const keys = [
      root,
      ...root.split(1000),
      ...Array.from({ length: 1000 }, (_, i) => root.fold(i)),
      ...Array.from({ length: 1000 }, (_, i) => root.fold(String(i))),
      ...Array.from({ length: 30 }, (_, i) => root.fold("\0".repeat(i))),
      root.fold(-1),
      root.fold("abcdefgh").fold("i"),
      root.fold("abcdefghi"),
      root.fold(1).fold(2),
      root.fold(2).fold(1),
    ];
    expect(new Set(keys.map(name)).size).toBe(keys.length);
  });

  it("are different for different texts, also when one begins with the other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme", minLength: 1 }), (a, b) => {
        const key = seed(1);
        expect(key.fold(a)).toEqual(key.fold(a));
        expect(name(key.fold(a + b))).not.toBe(name(key.fold(a)));
        expect(name(key.fold(a + b))).not.toBe(name(key.fold(a).fold(b)));
      }),
    );
  });

  it("name streams that have nothing in common", () => {
    const n = 20_000;
    const root = seed(42);
    const streams = [
      root,
      ...root.split(3),
      root.fold(0),
      root.fold(1),
      root.fold("a"),
      root.fold("b"),
      seed(43),
    ];
    const values = streams.map((key) => normal(key, n));
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < i; j++) {
        // The correlation of independent normals has a standard deviation of 1 / sqrt(n).
        expect(Math.abs(correlation(values[i]!, values[j]!))).toBeLessThan(4 / Math.sqrt(n));
      }
    }
    const words = new Set(streams.flatMap((key) => [...bits(key, 1000)]));
    expect(words.size).toBeGreaterThan(streams.length * 1000 - 5);
  });

  it("refuse data and counts that make no sense", () => {
    expect(() => seed(1).fold(0.5)).toThrow(/^key\.fold: 0\.5 .*give an integer or a string/);
    expect(() => seed(1).split(-1)).toThrow(/^key\.split: cannot make -1 keys/);
    expect(() => seed(1).split(1.5)).toThrow(/^key\.split/);
  });
});
