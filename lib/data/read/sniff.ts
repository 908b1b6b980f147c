import { archiveKind } from "../archive/open.js";
import { cifarClasses } from "./cifar.js";
import { hdf5Start } from "./hdf5.js";
import type { ByteSource } from "./source.js";

/** The formats that {@link open} knows. */
export type Format =
  | "tiff"
  | "png"
  | "jpeg"
  | "mat"
  | "hdf5"
  | "npy"
  | "zip"
  | "tar"
  | "tar.gz"
  | "safetensors"
  | "cifar"
  | "coco"
  | "voc"
  | "yolo";

/**
 * What a file is, by its content; undefined when nothing fits.
 *
 * @example
 * ```ts
 * import { bytesSource, encodeNpy, sniff } from "swath/data";
 *
 * await sniff(bytesSource(encodeNpy({ shape: [1], data: new Float32Array(1) }))); // "npy"
 * ```
 */
export async function sniff(source: ByteSource): Promise<Format | undefined> {
  const head = await source.read(0, Math.min(source.size, 2048));
  const starts = (...bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return "png";
  if (starts(0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0x49, 0x49, 42, 0) || starts(0x4d, 0x4d, 0, 42)) return "tiff";
  if (starts(0x49, 0x49, 43, 0) || starts(0x4d, 0x4d, 0, 43)) return "tiff";
  if (starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "npy";
  const text = new TextDecoder("latin1").decode(head);
  const hdf5 = hdf5Start(head);
  if (hdf5 !== undefined) return text.startsWith("MATLAB 7.3") ? "mat" : "hdf5";
  const mark = text.slice(126, 128);
  const version = head[mark === "IM" ? 125 : 124];
  if ((mark === "IM" || mark === "MI") && version === 1) return "mat";
  const archive = archiveKind(head);
  if (archive) return archive;
  if (isSafetensors(head, source.size)) return "safetensors";
  const plain = text.replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<annotation[\s>]/.test(plain)) return "voc";
  if (/^[{[]/.test(plain)) return "coco";
  if (/^(\d+(\s+-?\d*\.?\d+(e-?\d+)?){4,}\s*(\n|$))/i.test(plain)) return "yolo";
  return (await cifarClasses(source)) ? "cifar" : undefined;
}

function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const length = Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true));
  return length >= 2 && length <= size - 8;
}
