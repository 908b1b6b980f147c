import { crc32, deflateRawSync } from "node:zlib";
import { ValueError } from "../../errors.js";

/**
 * The bytes of a zip archive of members in memory; equal contents give equal bytes (no times are stored). Members and
 * archive stay below 4 GiB.
 *
 * @example
 * ```ts
 * import { encodeZip, openArchive } from "swath/data";
 *
 * const archive = await openArchive(encodeZip({ "a/b.txt": new TextEncoder().encode("hello") }));
 * archive.members[0]?.path; // "a/b.txt"
 * ```
 */
export function encodeZip(
  members: Readonly<Record<string, Uint8Array>>,
  options: { readonly compress?: boolean } = {},
): Uint8Array {
  const { compress = true } = options;
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    at += part.length;
  };
  for (const [path, bytes] of Object.entries(members)) {
    const name = new TextEncoder().encode(path);
    const packed = compress ? deflateRawSync(bytes) : bytes;
    if (bytes.length >= 2 ** 32 - 1 || at + packed.length >= 2 ** 32 - 1) {
      throw new ValueError("encodeZip", `"${path}" brings the archive to 4 GiB`, {
        mend: "write several archives",
      });
    }
    const facts = new DataView(new ArrayBuffer(26));
    facts.setUint16(0, 20, true);
    facts.setUint16(2, 0x800, true);
    facts.setUint16(4, compress ? 8 : 0, true);
    // 1 January 1980, the format's zero.
    facts.setUint32(6, 0x00210000, true);
    facts.setUint32(10, crc32(bytes), true);
    facts.setUint32(14, packed.length, true);
    facts.setUint32(18, bytes.length, true);
    facts.setUint16(22, name.length, true);
    const common = new Uint8Array(facts.buffer);
    const entry = new Uint8Array(46 + name.length);
    entry.set([0x50, 0x4b, 1, 2, 20, 0]);
    entry.set(common, 6);
    new DataView(entry.buffer).setUint32(42, at, true);
    entry.set(name, 46);
    directory.push(entry);
    add(Uint8Array.from([0x50, 0x4b, 3, 4, ...common]));
    add(name);
    add(packed);
  }
  const start = at;
  for (const entry of directory) add(entry);
  if (directory.length >= 65535) {
    throw new ValueError("encodeZip", `${directory.length} members`, { mend: "write several archives" });
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, directory.length, true);
  end.setUint16(10, directory.length, true);
  end.setUint32(12, at - start, true);
  end.setUint32(16, start, true);
  add(new Uint8Array(end.buffer));
  const out = new Uint8Array(at);
  let filled = 0;
  for (const part of parts) {
    out.set(part, filled);
    filled += part.length;
  }
  return out;
}
