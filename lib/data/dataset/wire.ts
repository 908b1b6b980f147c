import { type ErrorCode, FormatError, ShapeError, SwathError, ValueError } from "../../errors.js";
import type { RasterArray } from "../raster/dtype.js";
import { Raster, type RasterOptions } from "../raster/raster.js";
import type { RasterSource } from "./source.js";

/** What a decoding thread is asked: the rasters of some samples. */
export interface DecodeRequest {
  readonly id: number;
  readonly samples: readonly (readonly RasterSource[])[];
}

/** What it answers. */
export type DecodeReply =
  | { readonly id: number; readonly samples: readonly (readonly PackedRaster[])[] }
  | { readonly id: number; readonly error: PackedError };

/** A raster as it goes between threads: its memory is handed over, not copied. */
export interface PackedRaster {
  readonly data: RasterArray;
  readonly facts: Omit<RasterOptions, "layers">;
  readonly layers: Readonly<Record<string, PackedRaster>>;
}

/** Packs a raster and notes the memory that goes along. */
export function packRaster(raster: Raster, memory: Set<ArrayBuffer>): PackedRaster {
  const { layers, ...facts } = raster.facts;
  // A view on something larger must not take the rest along.
  const own =
    raster.data.byteLength === raster.data.buffer.byteLength &&
    !memory.has(raster.data.buffer as ArrayBuffer);
  const data = own ? raster.data : raster.data.slice();
  memory.add(data.buffer as ArrayBuffer);
  const packed = Object.entries(layers ?? {}).map(
    ([name, layer]) => [name, packRaster(layer, memory)] as const,
  );
  return { data, facts, layers: Object.fromEntries(packed) };
}

export function unpackRaster({ data, facts, layers }: PackedRaster): Raster {
  const unpacked = Object.entries(layers).map(([name, layer]) => [name, unpackRaster(layer)] as const);
  return new Raster(data, { ...facts, layers: Object.fromEntries(unpacked) });
}

/** An error as it goes between threads: a clone of the object would forget what kind it was. */
export interface PackedError {
  readonly code?: ErrorCode;
  readonly operation: string;
  readonly problem: string;
  readonly mend: string;
}

export function packError(cause: unknown): PackedError {
  if (!(cause instanceof SwathError)) {
    return {
      operation: "dataset",
      problem: cause instanceof Error ? cause.message : String(cause),
      mend: "",
    };
  }
  const { code, operation, mend, message } = cause;
  const start = message.startsWith(`${operation}: `) ? operation.length + 2 : 0;
  const end = mend === "" ? -1 : message.indexOf(`; ${mend}`, start);
  return { code, operation, problem: message.slice(start, end < 0 ? undefined : end), mend };
}

export function unpackError({ code, operation, problem, mend }: PackedError): SwathError {
  if (code === "FORMAT") return new FormatError(operation, problem, { mend });
  if (code === "SHAPE") return new ShapeError(operation, problem, { mend });
  if (code === "VALUE") return new ValueError(operation, problem, { mend });
  return new SwathError(code ?? "STATE", operation, problem, { mend });
}
