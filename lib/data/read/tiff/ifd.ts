import type { Guard } from "../guard.js";
import { type NumberType, numbers, sizeOf } from "../numbers.js";
import type { ByteSource } from "../source.js";

// TIFF 6.0 (Adobe, 1992) and BigTIFF. Read by ourselves and not through geotiff's parser, which takes the memory that a
// tag claims before it looks at the file's size, follows a loop of directories for ever, and reads long tables of
// big-endian files with their bytes reversed.

/** Field types → how their values lie in the file; rationals are pairs. */
const types: Readonly<Record<number, { readonly form: NumberType; readonly each: number }>> = {
  1: { form: "uint8", each: 1 },
  2: { form: "uint8", each: 1 },
  3: { form: "uint16", each: 1 },
  4: { form: "uint32", each: 1 },
  5: { form: "uint32", each: 2 },
  6: { form: "int8", each: 1 },
  7: { form: "uint8", each: 1 },
  8: { form: "int16", each: 1 },
  9: { form: "int32", each: 1 },
  10: { form: "int32", each: 2 },
  11: { form: "float32", each: 1 },
  12: { form: "float64", each: 1 },
  13: { form: "uint32", each: 1 },
  16: { form: "uint64", each: 1 },
  17: { form: "int64", each: 1 },
  18: { form: "uint64", each: 1 },
};

interface Field {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** Most numbers of a tag that is read at once; tables of tiles are read in parts. */
const tagLimit = 2 ** 22;

/** One directory: an image, a mask or an overview. Values are read when asked for. */
export class Directory {
  constructor(
    private readonly file: TiffFile,
    private readonly fields: ReadonlyMap<number, Field>,
    /** Where it lies in the file, for messages. */
    readonly at: number,
  ) {}

  has(tag: number): boolean {
    return this.fields.has(tag);
  }

  count(tag: number): number {
    return this.fields.get(tag)?.count ?? 0;
  }

  /** `count` values from `start`; all of them unless told. */
  async values(tag: number, start = 0, count?: number): Promise<readonly number[]> {
    const field = this.fields.get(tag);
    if (!field) return [];
    const { guard, source, littleEndian } = this.file;
    const { form, each } = types[field.type]!;
    const wanted = count ?? field.count;
    const place = `tag ${tag} of the directory at byte ${this.at}`;
    if (start + wanted > field.count)
      guard.fail(place, `${field.count} values, ${start + wanted} are needed`);
    if (wanted > tagLimit)
      guard.fail(place, `${wanted} values`, "no such tag is that long: the file is broken");
    const size = sizeOf(form) * each;
    const bytes = await source.read(field.offset + start * size, wanted * size);
    const raw = numbers(bytes, form, littleEndian);
    if (each === 2)
      return Array.from({ length: wanted }, (_, i) => Number(raw[2 * i]) / Number(raw[2 * i + 1]));
    return Array.from(raw as Float64Array, Number);
  }

  /** The first value, or what stands for a missing tag. */
  async value(tag: number, missing: number): Promise<number> {
    return this.fields.has(tag)
      ? ((await this.values(tag, 0, Math.min(1, this.count(tag))))[0] ?? missing)
      : missing;
  }

  async bytes(tag: number): Promise<Uint8Array | undefined> {
    const field = this.fields.get(tag);
    if (!field) return undefined;
    return this.file.source.read(
      field.offset,
      field.count * sizeOf(types[field.type]!.form) * types[field.type]!.each,
    );
  }

  async text(tag: number): Promise<string | undefined> {
    const bytes = await this.bytes(tag);
    return bytes && new TextDecoder("utf-8").decode(bytes.subarray(0, 1_000_000)).replace(/\0.*$/s, "");
  }
}

/** A TIFF file's frame: byte order, size of offsets, and its directories. */
export class TiffFile {
  private constructor(
    readonly source: ByteSource,
    readonly guard: Guard,
    readonly littleEndian: boolean,
    readonly big: boolean,
    private readonly first: number,
  ) {}

  static async open(plain: ByteSource, guard: Guard): Promise<TiffFile> {
    if (plain.size < 8) guard.fail(0, `${plain.size} bytes cannot hold a TIFF header`);
    const source = await withStart(plain);
    const head = await source.read(0, Math.min(16, source.size));
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) guard.fail(0, "no byte-order mark of TIFF", "give a TIFF file");
    const littleEndian = order === 0x4949;
    const version = view.getUint16(2, littleEndian);
    if (version !== 42 && version !== 43) guard.fail(2, `version ${version} is neither TIFF nor BigTIFF`);
    if (version === 42)
      return new TiffFile(source, guard, littleEndian, false, view.getUint32(4, littleEndian));
    if (head.length < 16 || view.getUint16(4, littleEndian) !== 8)
      guard.fail(4, "BigTIFF offsets that are not 8 bytes");
    return new TiffFile(source, guard, littleEndian, true, Number(view.getBigUint64(8, littleEndian)));
  }

  /** The same file under another guard: each window that is read has limits of its own. */
  withGuard(guard: Guard): TiffFile {
    return new TiffFile(this.source, guard, this.littleEndian, this.big, this.first);
  }

  /** The directories in the file's order, each followed by its sub-directories (overviews as COGs of old kept them). */
  async directories(): Promise<readonly Directory[]> {
    const found: Directory[] = [];
    const seen = new Set<number>();
    const visit = async (start: number): Promise<void> => {
      let at = start;
      while (at !== 0) {
        this.guard.check();
        if (seen.has(at)) this.guard.fail(at, "the directories form a loop");
        seen.add(at);
        this.guard.count(1, "the directories");
        const { directory, next } = await this.directory(at);
        found.push(directory);
        // Sub-directories of sub-directories are nothing that any writer makes.
        if (start === this.first) for (const sub of await directory.values(330)) await visit(sub);
        at = next;
      }
    };
    await visit(this.first);
    if (found.length === 0) this.guard.fail(4, "there is no image in it");
    return found;
  }

  private async directory(at: number): Promise<{ readonly directory: Directory; readonly next: number }> {
    const { big, source, guard, littleEndian } = this;
    const [head, size, tail] = big ? [8, 20, 8] : [2, 12, 4];
    if (!(at >= 8 && at + head <= source.size))
      guard.fail(at, `a directory beyond the file's ${source.size} bytes`);
    const start = await source.read(at, head);
    const view = new DataView(start.buffer, start.byteOffset, head);
    const count = big ? Number(view.getBigUint64(0, littleEndian)) : view.getUint16(0, littleEndian);
    if (count > 65535 || at + head + count * size > source.size)
      guard.fail(at, `a directory of ${count} tags`);
    const body = await source.read(at + head, Math.min(count * size + tail, source.size - at - head));
    const entries = new DataView(body.buffer, body.byteOffset, body.length);
    const fields = new Map<number, Field>();
    for (let i = 0; i < count; i++) {
      const entry = i * size;
      const tag = entries.getUint16(entry, littleEndian);
      const type = entries.getUint16(entry + 2, littleEndian);
      const known = types[type];
      // Unknown types are to be skipped, the specification says.
      if (!known) continue;
      const items = big
        ? Number(entries.getBigUint64(entry + 4, littleEndian))
        : entries.getUint32(entry + 4, littleEndian);
      const bytes = items * sizeOf(known.form) * known.each;
      const valueAt = entry + (big ? 12 : 8);
      const inline = bytes <= (big ? 8 : 4);
      const offset = inline
        ? at + head + valueAt
        : big
          ? Number(entries.getBigUint64(valueAt, littleEndian))
          : entries.getUint32(valueAt, littleEndian);
      if (!(offset + bytes <= source.size)) {
        guard.fail(at, `tag ${tag} claims ${bytes} bytes at ${offset} of a file of ${source.size}`);
      }
      fields.set(tag, { type, count: items, offset });
    }
    // Some writers leave out the last link; the file then ends behind its directory.
    const next =
      body.length < count * size + tail
        ? 0
        : big
          ? Number(entries.getBigUint64(count * size, littleEndian))
          : entries.getUint32(count * size, littleEndian);
    return { directory: new Directory(this, fields, at), next };
  }
}

/** The first bytes of a file hold most of its tags: one read instead of thirty. */
async function withStart(source: ByteSource): Promise<ByteSource> {
  const start = await source.read(0, Math.min(source.size, 4096));
  return {
    name: source.name,
    size: source.size,
    close: () => source.close(),
    read: (offset, length) =>
      offset >= 0 && offset + length <= start.length
        ? Promise.resolve(start.slice(offset, offset + length))
        : source.read(offset, length),
  };
}
