/** A tag of a TIFF directory, its values as little-endian bytes. */
export interface Tag {
  readonly id: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

export function ascii(id: number, text: string): Tag {
  const bytes = new TextEncoder().encode(`${text}\0`);
  return { id, type: 2, count: bytes.length, bytes };
}

/** Text that is not plain ASCII, in the type that TIFF keeps for text all the same (GDAL reads it as UTF-8). */
export function bytes(id: number, content: Uint8Array): Tag {
  return { id, type: 2, count: content.length, bytes: content };
}

export function shorts(id: number, values: readonly number[]): Tag {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => {
    view.setUint16(2 * i, value, true);
  });
  return { id, type: 3, count: values.length, bytes: new Uint8Array(view.buffer) };
}

/** 32-bit numbers, 64-bit ones in a BigTIFF. */
export function longs(id: number, values: readonly number[], big: boolean): Tag {
  const size = big ? 8 : 4;
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) => {
    if (big) view.setBigUint64(8 * i, BigInt(value), true);
    else view.setUint32(4 * i, value, true);
  });
  return { id, type: big ? 16 : 4, count: values.length, bytes: new Uint8Array(view.buffer) };
}

export function doubles(id: number, values: readonly number[]): Tag {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return { id, type: 12, count: values.length, bytes: new Uint8Array(view.buffer) };
}

/** Header, directory and long values: everything that stands before the blocks, padded to 16 bytes. */
export function encodeDirectory(tags: readonly Tag[], big: boolean): Uint8Array {
  const sorted = [...tags].sort((a, b) => a.id - b.id);
  const [head, entry, word] = big ? [16, 20, 8] : [8, 12, 4];
  const start = head + (big ? 8 : 2) + entry * sorted.length + word;
  const inline = (tag: Tag) => tag.bytes.length <= word;
  const aligned = (size: number) => Math.ceil(size / 8) * 8;
  const length = sorted.reduce(
    (size, tag) => size + (inline(tag) ? 0 : aligned(tag.bytes.length)),
    aligned(start),
  );
  const out = new Uint8Array(Math.ceil(length / 16) * 16);
  const view = new DataView(out.buffer);
  const offset = (at: number, value: number) => {
    if (big) view.setBigUint64(at, BigInt(value), true);
    else view.setUint32(at, value, true);
  };
  out.set([0x49, 0x49, big ? 43 : 42, 0]);
  if (big) view.setUint16(4, 8, true);
  offset(big ? 8 : 4, head);
  if (big) view.setBigUint64(head, BigInt(sorted.length), true);
  else view.setUint16(head, sorted.length, true);
  let at = head + (big ? 8 : 2);
  let free = aligned(start);
  for (const tag of sorted) {
    view.setUint16(at, tag.id, true);
    view.setUint16(at + 2, tag.type, true);
    offset(at + 4, tag.count);
    const valueAt = at + 4 + word;
    if (inline(tag)) out.set(tag.bytes, valueAt);
    else {
      offset(valueAt, free);
      out.set(tag.bytes, free);
      free += aligned(tag.bytes.length);
    }
    at += entry;
  }
  return out;
}
