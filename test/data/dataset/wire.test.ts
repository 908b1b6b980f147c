import { expect, it } from "vitest";
import { packError, packRaster, unpackError, unpackRaster } from "../../../lib/data/dataset/wire.js";
import { Raster } from "../../../lib/data/index.js";
import { FormatError, SwathError, ValueError } from "../../../lib/errors.js";

it("a raster and its layers go between threads with all that is known, and take no other memory along", () => {
  const whole = new Float32Array(100).fill(7);
  const layer = new Raster(whole.subarray(4, 8), { height: 2, width: 2 });
  const raster = new Raster(whole.subarray(0, 4), {
    height: 2,
    width: 2,
    noData: Number.NaN,
    crs: "EPSG:32632",
    transform: [1, 2, 0, 3, 0, -2],
    wavelengths: [500],
    layers: { layer },
  });
  const memory = new Set<ArrayBuffer>();
  const packed = packRaster(raster, memory);
  const received = structuredClone(packed, { transfer: [...memory] });
  expect(unpackRaster(received)).toEqual(raster);
  expect([...memory].map(({ byteLength }) => byteLength)).toEqual([0, 0]);
  // What others still look at was copied, not handed over.
  expect(whole).toHaveLength(100);
  expect(received.data.buffer.byteLength).toBe(16);
});

it("an error is the same on the other side", () => {
  const errors = [
    new FormatError("readPng", "a.png at byte 3: is broken; really", { mend: "get it again" }),
    new ValueError("load", "no mend"),
    new SwathError("LIMIT", "open", "too much", { mend: "give limits" }),
  ];
  for (const error of errors) {
    const back = unpackError(structuredClone(packError(error)));
    expect(back).toBeInstanceOf(error.constructor);
    expect([back.message, back.code, back.mend]).toEqual([error.message, error.code, error.mend]);
  }
  expect(unpackError(packError(new Error("foreign"))).message).toContain("foreign");
});
