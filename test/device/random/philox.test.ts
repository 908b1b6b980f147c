import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { block, type Counter, fillBits, skip, type Words } from "../../../lib/device/random/philox.js";

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const positions = fc.record({
  key: fc.tuple(word, word) as fc.Arbitrary<Words>,
  // Counters close to a carry are drawn as often as any.
  counter: fc.tuple(
    ...Array.from({ length: 4 }, () => fc.oneof(word, fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 - 1 }))),
  ) as unknown as fc.Arbitrary<Counter>,
});

/** The generator as its paper writes it, with 64-bit products: slow, and plainly right. */
function reference(key: Words, counter: Counter): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const low = (x: bigint) => x & 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const a = 0xd2511f53n * c0;
    const b = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, low(b), (a >> 32n) ^ c3 ^ k1, low(a)];
    [k0, k1] = [low(k0 + 0x9e3779b9n), low(k1 + 0xbb67ae85n)];
  }
  return [c0, c1, c2, c3].map(Number);
}

describe("Philox 4x32-10", () => {
  // Random123's kat_vectors, lines "philox4x32 10".
  it.each([
    [
      [0, 0],
      [0, 0, 0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0xa4093822, 0x299f31d0],
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)("gives the published words for key %j and counter %j", (key, counter, words) => {
    expect([...block(key, counter)]).toEqual(words);
  });

  it("equals the paper's arithmetic in 64 bits for any key and counter", () => {
    fc.assert(
      fc.property(positions, ({ key, counter }) => {
        expect([...block(key, counter)]).toEqual(reference(key, counter));
      }),
    );
  });

  it("gives the same words from the middle of a stream as from its start", () => {
    fc.assert(
      fc.property(positions, fc.nat(40), fc.nat(40), (position, blocks, n) => {
        const whole = fillBits(position, new Uint32Array(blocks * 4 + n));
        const part = fillBits(skip(position, blocks), new Uint32Array(n));
        expect(part).toEqual(whole.slice(blocks * 4));
      }),
    );
  });

  it("skips as a 128-bit sum", () => {
    const number = (counter: Counter) =>
      counter.reduceRight((sum, digit) => (sum << 32n) | BigInt(digit), 0n);
    fc.assert(
      fc.property(positions, fc.maxSafeNat(), (position, blocks) => {
        const expected = (number(position.counter) + BigInt(blocks)) % (1n << 128n);
        expect(number(skip(position, blocks).counter)).toBe(expected);
      }),
    );
  });

  it("fills a length that is no multiple of four with the first words of the last block", () => {
    const position = { key: [1, 2], counter: [3, 4, 5, 6] } as const;
    const whole = fillBits(position, new Uint32Array(12));
    for (let n = 0; n <= 12; n++) expect(fillBits(position, new Uint32Array(n))).toEqual(whole.slice(0, n));
  });
});
