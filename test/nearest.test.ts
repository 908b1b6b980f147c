import { describe, expect, it } from "vitest";
import { byNearness, nearest } from "../lib/nearest.js";

describe("a name that nobody has", () => {
  it("is taken for the one that it begins, or that lies two letters away", () => {
    expect(nearest("eurosa", ["aid", "eurosat"])).toBe("eurosat");
    expect(nearest("nmae", ["value", "name"])).toBe("name");
    expect(nearest("Had 100", ["had-scenes", "had100"])).toBe("had100");
  });

  it("is taken for none when all lie far away, and a letter or two not for any other", () => {
    expect(nearest("quality", ["value", "score"])).toBeUndefined();
    expect(nearest("z", ["x", "y"])).toBeUndefined();
    expect(nearest("--", ["x", "y"])).toBeUndefined();
  });

  it("sorts the others by how many letters lie between", () => {
    expect(byNearness("valu", ["score", "name", "value"]).map(({ name, far }) => [name, far])).toEqual([
      ["value", 1],
      ["name", 3],
      ["score", 5],
    ]);
  });
});
