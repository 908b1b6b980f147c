import { encodeSafetensors, readSafetensors } from "swath/data";
import { describe, expect, it } from "vitest";
import { floatsToBrains, floatsToHalves, halvesToFloats } from "../../../lib/data/raster/half.js";

/** A safetensors file from a header and a body, whatever they say. */
function file(header: unknown, body = new Uint8Array(0)): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

describe("safetensors", () => {
  it("keeps every type, shape, name and the metadata", async () => {
    const tensors = {
      "layer.0.weight": { dtype: "F32", shape: [2, 2], data: new Float32Array([1, -2, Number.NaN, 4]) },
      half: { dtype: "F16", shape: [3], data: new Float32Array([1, 65504, 2 ** -24]) },
      brain: { dtype: "BF16", shape: [2], data: new Float32Array([1, -3.5]) },
      scalar: { dtype: "F64", shape: [], data: new Float64Array([Math.PI]) },
      count: { dtype: "I64", shape: [1], data: new BigInt64Array([-(2n ** 62n)]) },
      flags: { dtype: "BOOL", shape: [3], data: new Uint8Array([1, 0, 1]) },
      empty: { dtype: "I16", shape: [0, 4], data: new Int16Array(0) },
      __proto__x: { dtype: "U8", shape: [1], data: new Uint8Array([7]) },
    } as const;
    const read = await readSafetensors(encodeSafetensors(tensors, { format: "pt" }));
    expect(read.metadata).toEqual({ format: "pt" });
    expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, entry] of Object.entries(tensors)) {
      expect(read.tensors[name]).toEqual({ dtype: entry.dtype, shape: entry.shape, data: entry.data });
    }
  });

  it("gives equal bytes for equal contents in another order", () => {
    const a = { dtype: "F32", shape: [1], data: new Float32Array([1]) } as const;
    const b = { dtype: "U8", shape: [1], data: new Uint8Array([2]) } as const;
    expect(encodeSafetensors({ a, b })).toEqual(encodeSafetensors({ b, a }));
  });

  it.each([
    ["a header longer than the file", file("{}").slice(0, 9), /claims/],
    ["a file shorter than its length", new Uint8Array(3), /3 bytes/],
    ["no JSON", file("{nope}"), /header/],
    ["a list instead of a record", file("[]"), /begin with/],
    ["an unknown type", file({ w: { dtype: "F8", shape: [0], data_offsets: [0, 0] } }), /dtype "F8"/],
    ["a negative count", file({ w: { dtype: "U8", shape: [-1], data_offsets: [0, 0] } }), /shape/],
    [
      "a product beyond all numbers",
      file({ w: { dtype: "U8", shape: [1e9, 1e9], data_offsets: [0, 0] } }),
      /shape/,
    ],
    [
      "too few bytes for the shape",
      file({ w: { dtype: "F32", shape: [2], data_offsets: [0, 4] } }, new Uint8Array(4)),
      /needs 8/,
    ],
    [
      "an end beyond the file",
      file({ w: { dtype: "U8", shape: [9], data_offsets: [0, 9] } }, new Uint8Array(4)),
      /ends at 9/,
    ],
    [
      "a hole",
      file({ w: { dtype: "U8", shape: [1], data_offsets: [1, 2] } }, new Uint8Array(2)),
      /begins at 1/,
    ],
    [
      "bytes that nobody owns",
      file({ w: { dtype: "U8", shape: [1], data_offsets: [0, 1] } }, new Uint8Array(2)),
      /belong to no/,
    ],
    [
      "an overlap",
      file(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
        new Uint8Array(3),
      ),
      /begins at 1/,
    ],
    ["metadata that is no text", file({ __metadata__: { a: 1 } }), /texts/],
  ])("refuses %s", async (_, bytes, message) => {
    const error = await readSafetensors(bytes as Uint8Array).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "FormatError", code: "FORMAT" });
    expect(String(error)).toMatch(message as RegExp);
    expect(String(error)).toContain("bytes in memory");
  });

  it("refuses to write an array that is not of the type or the shape", () => {
    expect(() => encodeSafetensors({ w: { dtype: "F32", shape: [1], data: new Float64Array(1) } })).toThrow(
      /give a Float32Array/,
    );
    expect(() => encodeSafetensors({ w: { dtype: "F32", shape: [3], data: new Float32Array(1) } })).toThrow(
      /\[3\]/,
    );
  });
});

describe("half floats", () => {
  it("survive the way to floats and back, all 65536 of them", () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const back = floatsToHalves(halvesToFloats(bits));
    const off = bits.filter(
      (value, i) => back[i] !== value && !((value & 0x7c00) === 0x7c00 && value & 1023),
    );
    expect(off).toHaveLength(0);
  });

  it("round to nearest even beside powers of two and at both ends", () => {
    expect([
      ...floatsToHalves([2049, 2051, 65519.99, 65520, 2 ** -25, 2 ** -25 * 1.0001, -0, 0.99999]),
    ]).toEqual([0x6800, 0x6802, 0x7bff, 0x7c00, 0, 1, 0x8000, 0x3c00]);
    expect([...floatsToBrains([1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, Number.POSITIVE_INFINITY])]).toEqual([
      0x3f80, 0x3f80, 0x3f82, 0x7f80,
    ]);
  });
});
