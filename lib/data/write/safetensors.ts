import { ShapeError, ValueError } from "../../errors.js";
import { floatsToBrains, floatsToHalves } from "../raster/half.js";
import { elements } from "../read/guard.js";
import { littleEndianBytes } from "../read/numbers.js";
import {
  type SafetensorsData,
  type SafetensorsEntry,
  type SafetensorsType,
  safetensorsTypes,
} from "../read/safetensors.js";
import { writeWhole } from "./whole.js";

const arrays: Readonly<Record<SafetensorsType, string>> = {
  F64: "Float64Array",
  F32: "Float32Array",
  F16: "Float32Array",
  BF16: "Float32Array",
  I64: "BigInt64Array",
  I32: "Int32Array",
  I16: "Int16Array",
  I8: "Int8Array",
  U64: "BigUint64Array",
  U32: "Uint32Array",
  U16: "Uint16Array",
  U8: "Uint8Array",
  BOOL: "Uint8Array",
};

/**
 * The bytes of a safetensors file: tensors in the order of their type's size (so that each is aligned) and then of their
 * name, which makes equal contents equal bytes.
 *
 * @example
 * ```ts
 * import { encodeSafetensors } from "swath/data";
 *
 * const bytes = encodeSafetensors(
 *   { "conv.weight": { dtype: "F32", shape: [1, 2], data: new Float32Array([1, 2]) } },
 *   { format: "pt" },
 * );
 * bytes.length % 8; // 0
 * ```
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, SafetensorsEntry>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const names = Object.keys(tensors).sort((a, b) => {
    const [left, right] = [safetensorsTypes[tensors[a]!.dtype], safetensorsTypes[tensors[b]!.dtype]];
    return right - left || (a < b ? -1 : 1);
  });
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header["__metadata__"] = metadata;
  let offset = 0;
  const parts = names.map((name) => {
    const { dtype, shape } = tensors[name]!;
    const bytes = checked(name, tensors[name]!);
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    return bytes;
  });
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.fill(0x20, 8 + text.length, 8 + length);
  out.set(text, 8);
  let at = 8 + length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Writes a safetensors file: beside the target first and then renamed, so that a killed process leaves the old file or the
 * new one, never a half.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readSafetensors, writeSafetensors } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "model.safetensors");
 * await writeSafetensors(path, { w: { dtype: "F32", shape: [2], data: new Float32Array([1, 2]) } });
 * (await readSafetensors(path)).tensors.w?.shape; // [2]
 * ```
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, SafetensorsEntry>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeWhole(path, encodeSafetensors(tensors, metadata));
}

function checked(name: string, { dtype, shape, data }: SafetensorsEntry): Uint8Array {
  if (name === "__metadata__") {
    throw new ValueError("writeSafetensors", 'a tensor is named "__metadata__"', {
      mend: "give it another name",
    });
  }
  if (!Object.hasOwn(safetensorsTypes, dtype)) {
    throw new ValueError("writeSafetensors", `"${name}" has dtype ${dtype}`, {
      mend: `give one of ${Object.keys(safetensorsTypes).join(", ")}`,
    });
  }
  if (elements(shape) !== data.length) {
    throw new ShapeError(
      "writeSafetensors",
      `"${name}" is [${shape}], its array has ${data.length} numbers`,
      {
        mend: "give the shape of the array",
      },
    );
  }
  if (data.constructor.name !== arrays[dtype]) {
    throw new ValueError("writeSafetensors", `"${name}" is ${dtype} with a ${data.constructor.name}`, {
      mend: `give a ${arrays[dtype]}`,
    });
  }
  return littleEndianBytes(stored(data, dtype));
}

function stored(data: SafetensorsData, dtype: SafetensorsType): SafetensorsData {
  if (dtype === "F16") return floatsToHalves(data as Float32Array);
  return dtype === "BF16" ? floatsToBrains(data as Float32Array) : data;
}
