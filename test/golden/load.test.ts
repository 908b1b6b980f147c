import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeNpz } from "../../lib/data/index.js";
import { byFormula } from "./formula.js";
import { caseFiles, goldenFolder, loadCase, ownFolder } from "./load.js";
import { resolve, type StoredArrays } from "./tensor.js";

const root = mkdtempSync(join(tmpdir(), "swath-golden-"));
afterAll(() => rmSync(root, { recursive: true }));

const one = (raw: unknown, arrays?: StoredArrays) =>
  resolve({ x: raw }, arrays, ["inputs"]) as { x: unknown };
const wrong = (raw: unknown, arrays?: StoredArrays) => expect(() => one(raw, arrays));

describe("a tensor of a case", () => {
  it("from a flat list has its dtype, with NaN and infinities where strings name them", () => {
    expect(one({ shape: [2, 2], dtype: "float64", data: [0.1, "NaN", "Infinity", "-Infinity"] }).x).toEqual({
      shape: [2, 2],
      dtype: "float64",
      data: Float64Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    });
    expect(one({ shape: [1], dtype: "float32", layout: "OI", data: [0.1] }).x).toEqual({
      shape: [1],
      dtype: "float32",
      layout: "OI",
      data: Float32Array.of(0.1),
    });
    expect(one({ shape: [3], dtype: "bool", data: [true, 0, 1] }).x).toMatchObject({
      data: Int32Array.of(1, 0, 1),
    });
    expect(one({ shape: [0, 4], dtype: "int32", data: [] }).x).toMatchObject({ data: new Int32Array(0) });
  });

  it("from the npz file is the array of its name", () => {
    const arrays = { "inputs/x": { shape: [2], data: Float32Array.of(1.5, 2) } };
    expect(one({ shape: [2], dtype: "float32", array: "inputs/x" }, arrays).x).toMatchObject({
      data: Float32Array.of(1.5, 2),
    });
    wrong({ shape: [2], dtype: "float32", array: "inputs/x" }).toThrow(/inputs\/x: .*the case names none/);
    wrong({ shape: [2], dtype: "float32", array: "x" }, arrays).toThrow(/no array "x" .*it has inputs\/x/);
    wrong({ shape: [1, 2], dtype: "float32", array: "inputs/x" }, arrays).toThrow(/shape \[2\], .*\[1,2\]/);
    wrong({ shape: [2], dtype: "int32", array: "inputs/x" }, arrays).toThrow(/element 0 is 1.5/);
  });

  it("with a mistake is refused with its place", () => {
    wrong({ shape: [2], dtype: "float32", data: [1] }).toThrow(
      "inputs/x: it has 1 elements, its shape [2] wants 2",
    );
    wrong({ shape: [1], dtype: "float32", url: "a" }).toThrow(/unknown source or key "url"/);
    wrong({ shape: [1], dtype: "float32" }).toThrow(/no source; one of data, array, formula is wanted/);
    wrong({ shape: [1], dtype: "float32", data: [1], array: "a" }).toThrow(/it has data and array/);
    wrong({ shape: [1], dtype: "float16", data: [1] }).toThrow(/dtype "float16" is none of/);
    wrong({ shape: [-1], dtype: "float32", data: [] }).toThrow(/\[-1\] is no list of sizes/);
    wrong({ shape: [1], dtype: "float32", layout: "HWOI", data: [1] }).toThrow(/layout "HWOI" is none of/);
    wrong({ shape: [1], dtype: "float32", data: ["nan"] }).toThrow(/element 0 is "nan", which is no float32/);
    wrong({ shape: [1], dtype: "float32", data: [null] }).toThrow(/element 0 is null/);
    wrong({ shape: [1], dtype: "int32", data: [1.5] }).toThrow(/element 0 is 1.5, which is no int32/);
    wrong({ shape: [1], dtype: "int32", data: [2 ** 31] }).toThrow(/no int32/);
    wrong({ shape: [1], dtype: "bool", data: [2] }).toThrow(/no bool/);
    wrong([{ shape: [1], dtype: "float32", data: [] }]).toThrow(/^inputs\/x\/0: /);
  });

  it("is found in lists and objects, and what is no tensor stays as it is", () => {
    const raw = {
      steps: [{ x: { shape: [1], dtype: "int32", data: [4] } }],
      shape: [1, 2],
      n: 3,
      none: null,
    };
    expect(resolve(raw, undefined, [])).toEqual({
      ...raw,
      steps: [{ x: { shape: [1], dtype: "int32", data: Int32Array.of(4) } }],
    });
  });
});

describe("a formula tensor", () => {
  const mod = { rule: "mod10007", seed: 5, p: 3 };
  const fnv = { rule: "fnv1a-lcg", seed: 81 };

  it("by mod10007 has the values of exact integers", () => {
    // The same with integers of any size.
    const u = (i: bigint) => {
      const r = i % 10007n;
      return (2 * Number((7919n * i + 31n * r * r + 104729n * 4n + 15485863n * 5n) % 10007n)) / 10007 - 1;
    };
    const shape = [2, 3, 2000];
    const matrix = byFormula({ ...mod, fill: "matrix" }, shape, "");
    for (const i of [0, 1, 10006, 10007, 11999]) {
      expect(matrix[i]).toBe(Math.fround(u(BigInt(i)) * Math.sqrt(1 / 6000)));
    }
    const at1 = u(1n);
    for (const [fill, value] of Object.entries({
      normw: 1 + 0.2 * at1,
      bias: 0.1 * at1,
      rmean: 0.2 * at1,
      rvar: 1 + 0.4 * at1,
      input: at1,
    })) {
      expect(byFormula({ ...mod, fill }, [2], "")[1], fill).toBe(Math.fround(value));
    }
  });

  it("by fnv1a-lcg follows from its name and agrees with the first values that the case states", () => {
    const scalar = { shape: [1], dtype: "float32", formula: { ...fnv, fill: "scalar" } };
    const read = (raw: unknown) => resolve({ xishu1: raw }, undefined, ["weights"]);
    expect(read({ ...scalar, first: [0.483047009] })).toMatchObject({
      xishu1: { data: Float32Array.of(0.483047009) },
    });
    expect(() => read({ ...scalar, first: [0.48305] })).toThrow(
      /^weights\/xishu1: the formula gives 0.48304\d+ at 0, the case says 0.48305$/,
    );
    expect(() => read({ ...scalar, first: [0.483047009, 1] })).toThrow(/gives undefined at 1/);
    expect(() => read({ ...scalar, first: [] })).toThrow(/first values are no list/);
    const weight = byFormula({ ...fnv, fill: "weight" }, [32, 3, 3, 3], "conv1.0.weight");
    expect([...weight.slice(0, 2)]).toEqual([-0.207512975, 0.290284485].map(Math.fround));
  });

  it("by fnv1a-lcg scales and shifts by its fill", () => {
    const draw = (fill: string, shape: number[]) => byFormula({ ...fnv, fill }, shape, "a")[0]!;
    const u = draw("embed", [1]) / 0.5;
    for (const [fill, value] of Object.entries({
      bias: 0.1 * u,
      norm_w: 1 + 0.2 * u,
      norm_b: 0.2 * u,
      running_mean: 0.2 * u,
      running_var: 1 + 0.5 * u,
      scalar: 0.5 + 0.1 * u,
    })) {
      expect(draw(fill, [1]), fill).toBeCloseTo(value, 6);
    }
    expect(draw("weight", [2, 12])).toBeCloseTo(0.5 * u, 6);
  });

  it("with a mistake is refused", () => {
    const read = (formula: unknown, dtype = "float32") => expect(() => one({ shape: [1], dtype, formula }));
    read({ rule: "random" }).toThrow(/rule "random" is none of mod10007, fnv1a-lcg/);
    read({ ...mod, fill: "weight" }).toThrow(/mod10007 has no fill "weight"/);
    read({ ...fnv, fill: "matrix" }).toThrow(/fnv1a-lcg has no fill "matrix"/);
    read({ ...fnv, fill: "toString" }).toThrow(/no fill "toString"/);
    read({ ...fnv, seed: "1", fill: "bias" }).toThrow(/seed is "1", no whole number/);
    read({ rule: "mod10007", seed: 1, fill: "bias" }).toThrow(/p is undefined, no whole number/);
    read({ ...fnv, fill: "bias" }, "float64").toThrow(/a formula gives float32, not float64/);
  });
});

describe("a folder of cases", () => {
  const put = (name: string, value: unknown) => {
    mkdirSync(join(root, "paper"), { recursive: true });
    writeFileSync(join(root, "paper", name), typeof value === "string" ? value : JSON.stringify(value));
  };
  const clear = () => rmSync(join(root, "paper"), { recursive: true, force: true });
  const minimal = { kind: "paper/x", config: {}, outputs: {}, tolerance: { default: {} } };

  it("is read in order, with arrays from the npz file beside the case", async () => {
    clear();
    const x = { shape: [2], dtype: "float32", array: "inputs/x" };
    put("b.json", { ...minimal, npz: "b.npz", inputs: { x } });
    put("a.json", { ...minimal, weights: { w: { shape: [1], dtype: "int32", data: [7] } } });
    put("readme.txt", "no case");
    writeFileSync(
      join(root, "paper", "b.npz"),
      encodeNpz({ "inputs/x": { shape: [2], data: Float32Array.of(1, 2) } }),
    );
    const [a, b] = caseFiles(root);
    expect([a?.file, b?.file, a?.kind]).toEqual(["a.json", "b.json", "paper/x"]);
    expect(await loadCase(a!)).toEqual({
      kind: "paper/x",
      question: {
        config: {},
        inputs: {},
        weights: { w: { shape: [1], dtype: "int32", data: Int32Array.of(7) } },
      },
      outputs: {},
      tolerance: { default: {} },
    });
    expect((await loadCase(b!)).question.inputs.x.data).toEqual(Float32Array.of(1, 2));
  });

  it("tells which file is not as it should be", async () => {
    clear();
    expect(() => caseFiles(root)).toThrow(/no cases in .*<paper>\/<name>\.json/);
    expect(() => caseFiles(join(root, "nowhere"))).toThrow(/no folder .*nowhere; set SWATH_GOLDEN_DIR/);
    put("a.json", '{"kind": "paper/x", "y": NaN}');
    expect(() => caseFiles(root)).toThrow(/a\.json is no JSON/);
    put("a.json", { config: {} });
    expect(() => caseFiles(root)).toThrow(/a\.json has no kind/);
    put("a.json", { ...minimal, npz: "gone.npz" });
    await expect(loadCase(caseFiles(root)[0]!)).rejects.toThrow(
      "a.json names gone.npz, which is not beside it",
    );
    put("a.json", { ...minimal, tolerance: undefined });
    await expect(loadCase(caseFiles(root)[0]!)).rejects.toThrow("a.json has no tolerance");
    put("a.json", { ...minimal, outputs: { y: { shape: [1], dtype: "float32", data: [] } } });
    await expect(loadCase(caseFiles(root)[0]!)).rejects.toThrow(/^a\.json: outputs\/y: it has 0 elements/);
  });
});

it("every case can be read, those of pending kinds too", async () => {
  for (const one of [...caseFiles(goldenFolder), ...caseFiles(ownFolder)]) {
    const { outputs } = await loadCase(one);
    expect(Object.keys(outputs).length, one.file).toBeGreaterThan(0);
  }
});
