import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Guard } from "./guard.js";

// libjpeg-turbo 3 compiled to WebAssembly: the decoded values are libjpeg's own, bit for bit. jpeg-js, in plain JavaScript,
// differs by up to 107 grey levels on SSDD's images (another transform, no chroma smoothing) and takes five times as long.

interface Decoder {
  getEncodedBuffer(size: number): Uint8Array;
  getDecodedBuffer(): Uint8ClampedArray;
  getFrameInfo(): { readonly width: number; readonly height: number; readonly componentCount: number };
  decode(): void;
  delete(): void;
}
interface Codec {
  readonly JPEGDecoder: new () => Decoder;
}
type Factory = (options: {
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ) => object;
}) => Promise<Codec>;

const require = createRequire(import.meta.url);
const packageName = "@cornerstonejs/codec-libjpeg-turbo-8bit";
let compiled: Promise<WebAssembly.Module> | undefined;
let current: Promise<Codec> | undefined;

async function instance(): Promise<Codec> {
  compiled ??= readFile(require.resolve(`${packageName}/decodewasm`)).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  const module = await compiled;
  const factory = require(`${packageName}/decodewasmjs`) as Factory;
  return factory({
    instantiateWasm: (imports, done) => {
      const made = new WebAssembly.Instance(module, imports);
      done(made);
      return made.exports;
    },
  });
}

export interface DecodedJpeg {
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (red, green, blue). */
  readonly bands: number;
  readonly data: Uint8Array;
}

/** What a JPEG's frame header says. */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly precision: number;
}

/** Looks for the frame header (SOF) without decoding anything. */
export function jpegFrame(bytes: Uint8Array, guard: Guard, place: number | string = 0): JpegFrame {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) guard.fail(place, "does not begin as a JPEG");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) guard.fail(place, `a marker is missing at byte ${at} of the JPEG`);
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) guard.fail(place, `a segment of ${length} bytes at byte ${at} of the JPEG`);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      if (at + 10 > bytes.length) break;
      const frame = {
        precision: bytes[at + 4]!,
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: bytes[at + 9]!,
      };
      if (frame.height === 0 || frame.width === 0)
        guard.fail(place, `the JPEG is ${frame.height}×${frame.width}`);
      return frame;
    }
    if (marker === 0xd9 || marker === 0xda) break;
    at += 2 + length;
  }
  return guard.fail(place, "the JPEG has no frame header");
}

/** Decodes a JPEG. Truncated and corrupt data are an error, not grey blocks. */
export async function decodeJpeg(
  bytes: Uint8Array,
  guard: Guard,
  place: number | string = 0,
): Promise<DecodedJpeg> {
  const { width, height, components, precision } = jpegFrame(bytes, guard, place);
  if (precision !== 8)
    guard.fail(place, `a JPEG of ${precision} bits`, "only 8 bits a number are read: convert it");
  if (components !== 1 && components !== 3) {
    guard.fail(
      place,
      `a JPEG of ${components} components`,
      "only grey and colour are read: convert CMYK to RGB",
    );
  }
  const size = width * height * components;
  // A block of 64 numbers takes no less than a few bits in the file.
  if (size > 1500 * bytes.length)
    guard.fail(place, `${bytes.length} bytes cannot hold ${height}×${width}×${components}`);
  guard.take(size, "the decoded image");
  guard.check();
  current ??= instance();
  const codec = await current;
  let decoder: Decoder | undefined;
  try {
    decoder = new codec.JPEGDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const frame = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    // The library hands out a clamped copy; a view on its own memory, which is used again, would have to be copied here.
    const own = decoded.byteLength === decoded.buffer.byteLength;
    const data = own ? new Uint8Array(decoded.buffer as ArrayBuffer) : Uint8Array.from(decoded);
    const bands = frame.componentCount;
    if (data.length !== frame.width * frame.height * bands || data.length !== size) {
      guard.fail(place, `${data.length} numbers came out of a JPEG of ${height}×${width}×${components}`);
    }
    decoder.delete();
    return { width, height, bands, data };
  } catch (cause) {
    // The library leaks when it fails; a fresh instance costs a few milliseconds.
    current = undefined;
    throw guard.translate(
      place,
      typeof cause === "number" ? new Error("the JPEG's data are corrupt or end too early") : cause,
    );
  }
}
