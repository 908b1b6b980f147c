import { describe, expect, it } from "vitest";
import { differences, type Rule, ruleFor } from "./compare.js";

const f32 = (...data: number[]) => ({ shape: [data.length], dtype: "float32", data });
const i32 = (...data: number[]) => ({ ...f32(...data), dtype: "int32" });

/** The complaints about one value under one rule. */
const check = (got: unknown, want: unknown, rule: Rule = {}) =>
  differences({ y: got }, { y: want }, { default: rule });
const [equal, wrong] = [[], [expect.stringMatching(/^y/)]];

describe("the rule of a path", () => {
  const tolerance = {
    default: { abs: 1 },
    outputs: {
      a: { abs: 2 },
      "a/b": { abs: 3 },
      "*/b": { abs: 4 },
      "a/*/c": { abs: 5 },
      "grads/conv1.weight": { abs: 6 },
    },
  };
  it.each([
    ["nothing", 1],
    ["a", 2],
    ["a/x", 2],
    ["a/x/y", 2],
    ["a/b", 3],
    ["a/b/0/z", 3],
    ["z/b/q", 4],
    ["a/b/c", 5],
    ["a/7/c/d", 5],
    ["grads/conv1.weight", 6],
    ["grads/conv1", 1],
    ["ab", 1],
    ["", 1],
  ])("%j is the longest match", (path, abs) => {
    expect(ruleFor(path.split("/"), tolerance)).toEqual({ abs });
  });

  it("is the default where a pattern is longer than the path", () => {
    expect(ruleFor(["q"], { default: { abs: 1 }, outputs: { "q/*": { abs: 2 } } })).toEqual({ abs: 1 });
  });

  it("with a part that nobody knows is an error, not a free pass", () => {
    expect(() => check(f32(1), f32(1), { ab: 1 } as Rule)).toThrow(/unknown part "ab"/);
    expect(() => check(f32(1), f32(1), { abs: Number.NaN })).toThrow(/abs is NaN/);
    expect(() => check(f32(1), f32(1), { max_rel: 1, abs: 1 })).toThrow(/both max_rel and abs/);
  });
});

describe("numbers", () => {
  it("may be off by abs + rel |want|, and not by more", () => {
    expect(check(f32(10.9), f32(10), { abs: 0.5, rel: 0.05 })).toEqual(equal);
    expect(check(f32(11.1), f32(10), { abs: 0.5, rel: 0.05 })).toEqual(wrong);
    expect(check(f32(-10.9), f32(-10), { abs: 0.5, rel: 0.05 })).toEqual(equal);
    // Relative to what is wanted, not to what came.
    expect(check(1, 1000, { rel: 0.9 })).toEqual(wrong);
  });

  it("must be equal where the rule says nothing", () => {
    expect(check(f32(0.1 + 0.2), f32(0.3))).toEqual(wrong);
    expect(check(f32(0.3), f32(0.3))).toEqual(equal);
    expect(check(0.1 + 0.2, 0.3, { rel: 1e-12 })).toEqual(equal);
    expect(check(0.1 + 0.2, 0.3)).toEqual(wrong);
  });

  it("may be off by max_rel of the largest", () => {
    expect(check(f32(0.09, 100), f32(0, 100), { max_rel: 1e-3 })).toEqual(equal);
    expect(check(f32(0.11, 100), f32(0, 100), { max_rel: 1e-3 })).toEqual(wrong);
    expect(check(f32(0.09, -100), f32(0, -100), { max_rel: 1e-3 })).toEqual(equal);
    expect(check(f32(5, Infinity), f32(0, Infinity), { max_rel: 1 })).toEqual(wrong);
  });

  it("may in part be off by anything where a share may", () => {
    const rule = { abs: 0.1, max_fraction_off: 0.25 };
    expect(check(f32(9, 2, 3, 4), f32(1, 2, 3, 4), rule)).toEqual(equal);
    expect(check(f32(9, 9, 3, 4), f32(1, 2, 3, 4), rule)).toEqual(wrong);
    expect(check(f32(Number.NaN, 2, 3, 4), f32(1, 2, 3, 4), rule)).toEqual(equal);
    expect(check(f32(9, 2, 3), f32(1, 2, 3), rule)).toEqual(wrong);
  });

  it("that are NaN match NaN alone, infinities their own sign, -0 zero", () => {
    const loose = { abs: 1e9, rel: 1e9 };
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect(check(f32(nan, inf, -inf, -0), f32(nan, inf, -inf, 0))).toEqual(equal);
    for (const [got, want] of [
      [nan, 0],
      [0, nan],
      [inf, nan],
      [nan, inf],
      [inf, -inf],
      [1e30, inf],
      [inf, 1e30],
    ] as const) {
      expect(check(f32(got), f32(want), loose), `${got} for ${want}`).toEqual(wrong);
      expect(check(got, want, loose), `${got} for ${want}`).toEqual(wrong);
      expect(check(f32(got), f32(want), { max_rel: 1e9 }), `${got} for ${want}`).toEqual(wrong);
    }
    expect(check(nan, "NaN")).toEqual(equal);
    expect(check(1, "NaN", loose)).toEqual(wrong);
    expect(check(-inf, "Infinity", loose)).toEqual(wrong);
  });

  it("of int32 and bool are equal whatever the rule, single ones are numbers like others", () => {
    const loose = { abs: 5, max_fraction_off: 1 };
    expect(check(i32(1, 2), i32(1, 2), loose)).toEqual(equal);
    expect(check(i32(1, 3), i32(1, 2), loose)).toEqual(wrong);
    expect(check(f32(1, 2.0001), i32(1, 2), loose)).toEqual(wrong);
    const mask = { shape: [2], dtype: "bool", data: [1, 0] };
    expect(check({ shape: [2], data: [true, false] }, mask, loose)).toEqual(equal);
    expect(check({ shape: [2], data: new Uint8Array([1, 1]) }, mask, loose)).toEqual(wrong);
    expect(check(7, 5, { abs: 2 })).toEqual(equal);
    expect(check(7, 5)).toEqual(wrong);
  });
});

describe("shapes and structure", () => {
  it("a tensor has the wanted shape, also when it is empty or holds one number", () => {
    expect(check({ shape: [1, 2], data: [1, 2] }, f32(1, 2))).toEqual(wrong);
    expect(check({ shape: [2], data: [1] }, f32(1, 2))).toEqual(wrong);
    expect(check({ shape: [0, 3], data: [] }, { shape: [0, 4], dtype: "float32", data: [] })).toEqual(wrong);
    expect(check({ shape: [0, 4], data: [] }, { shape: [0, 4], dtype: "float32", data: [] })).toEqual(equal);
    expect(check({ shape: [], data: [2] }, 2)).toEqual(equal);
    expect(check({ shape: [1], data: [2] }, 2)).toEqual(wrong);
    expect(check(2, { shape: [], dtype: "float32", data: [2] })).toEqual(equal);
    expect(check(2, f32(2))).toEqual(wrong);
    expect(check([1, 2], f32(1, 2))).toEqual(wrong);
    expect(check("2", 2)).toEqual(wrong);
  });

  it("booleans and strings are equal and of one type", () => {
    expect(check(true, true)).toEqual(equal);
    expect(check(1, true)).toEqual(wrong);
    expect(check(true, 1, { abs: 1 })).toEqual(wrong);
    expect(check("a", "a")).toEqual(equal);
    expect(check("a", "b")).toEqual(wrong);
  });

  it("what is missing fails, what is null is not looked at, what is more is ignored", () => {
    const rule = { default: {} };
    expect(differences({}, { y: 1 }, rule)).toEqual(["y: is missing"]);
    expect(differences({ y: undefined }, { y: 1 }, rule)).toEqual(["y: is missing"]);
    expect(differences({ y: null }, { y: 1 }, rule)).toEqual(wrong);
    expect(differences({}, { y: null }, rule)).toEqual([]);
    expect(differences({ y: 5 }, { y: null }, rule)).toEqual([]);
    expect(differences({ y: 1, more: 2 }, { y: 1 }, rule)).toEqual([]);
    expect(differences({}, { toString: 1 }, rule)).toEqual(["toString: is missing"]);
    expect(differences(undefined, { y: 1 }, rule)).toEqual([": is missing"]);
  });

  it("lists have the wanted length, and each place its own path", () => {
    const want = { steps: [{ loss: 1 }, { loss: 2 }] };
    const tolerance = { default: {}, outputs: { "steps/1": { abs: 0.5 } } };
    expect(differences({ steps: [{ loss: 1 }, { loss: 2.4 }] }, want, tolerance)).toEqual([]);
    expect(differences({ steps: [{ loss: 1.4 }, { loss: 2 }] }, want, tolerance)).toEqual([
      expect.stringMatching(/^steps\/0\/loss: /),
    ]);
    expect(differences({ steps: [{ loss: 1 }] }, want, tolerance)).toEqual([
      "steps: a list of 1 instead of 2",
    ]);
    expect(differences({ steps: [{ loss: 1 }, { loss: 2 }, {}] }, want, tolerance)).toHaveLength(1);
    expect(differences({ steps: { 0: { loss: 1 }, 1: { loss: 2 } } }, want, tolerance)).toHaveLength(1);
    expect(differences({ steps: [] }, { steps: [] }, tolerance)).toEqual([]);
    expect(differences({ a: [] }, { a: {} }, tolerance)).toHaveLength(1);
  });

  it("a complaint says where, how many and how far", () => {
    expect(differences({ g: { w: f32(1, 5, 3) } }, { g: { w: f32(1, 2, 3.5) } }, { default: {} })).toEqual([
      "g/w: 2 of 3 elements are off by more than {}; worst at 1: 5 instead of 2",
    ]);
  });
});
