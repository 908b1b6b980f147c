import { crc32, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from "node:zlib";

/** A small seeded generator (mulberry32): a finding must come again. */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(count: number): number {
    return count <= 0 ? 0 : this.next() % count;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const interesting = [
  0,
  1,
  2,
  3,
  7,
  8,
  9,
  15,
  16,
  31,
  63,
  127,
  128,
  255,
  256,
  32767,
  32768,
  65535,
  65536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];

/** One to eight small changes: flipped bits, telling numbers in either byte order, cut, doubled, moved and foreign pieces. */
export function mutate(seed: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  let bytes: Uint8Array = seed.slice();
  for (let round = 1 + dice.below(8); round > 0; round--) bytes = change(bytes, others, dice);
  return bytes;
}

function change(bytes: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  const size = bytes.length;
  // Headers are short and decide most: half of all changes go there.
  const at = dice.below(2) ? dice.below(Math.min(size, 256)) : dice.below(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (dice.below(10)) {
    case 0:
      if (size > 0) bytes[at]! ^= 1 << dice.below(8);
      return bytes;
    case 1:
      if (size > 0) bytes[at] = dice.below(256);
      return bytes;
    case 2:
      if (at + 2 <= size) view.setUint16(at, dice.pick(interesting) & 0xffff, dice.below(2) === 0);
      return bytes;
    case 3:
    case 4:
      if (at + 4 <= size) view.setUint32(at, dice.pick(interesting), dice.below(2) === 0);
      return bytes;
    case 5:
      if (at + 8 <= size)
        view.setBigUint64(
          at,
          BigInt(dice.pick(interesting)) << BigInt(dice.pick([0, 0, 8, 31])),
          dice.below(2) === 0,
        );
      return bytes;
    case 6:
      return bytes.slice(0, dice.below(size + 1));
    case 7: {
      const length = dice.below(Math.min(64, size));
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    }
    case 8: {
      const length = 1 + dice.below(Math.min(64, size));
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at));
    }
    default: {
      const other = dice.pick(others);
      const from = dice.below(other.length);
      const piece = other.subarray(from, from + 1 + dice.below(128));
      return joined(
        bytes.subarray(0, at),
        piece,
        bytes.subarray(Math.min(size, at + (dice.below(2) ? piece.length : 0))),
      );
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/** Checksums and packing hide what lies behind them: these changes reach inside and make the outside fit again. */
export function mutateInside(
  name: string,
  seed: Uint8Array,
  others: readonly Uint8Array[],
  dice: Dice,
): Uint8Array {
  try {
    if (name === "png") return insidePng(seed, others, dice);
    if (name === "mat5") return insideMat(seed, others, dice);
    if (name === "npz" || name === "zip") return insideZip(seed, others, dice);
    if (name === "tar") return insideTar(mutate(seed, others, dice));
  } catch {
    // A seed that was changed before may not open any more.
  }
  return mutate(seed, others, dice);
}

function insidePng(seed: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  const parts: Uint8Array[] = [seed.subarray(0, 8)];
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const target = dice.below(4);
  for (let at = 8, i = 0; at + 12 <= seed.length; i++) {
    const length = view.getUint32(at);
    let content = seed.subarray(at + 8, at + 8 + length);
    const type = seed.subarray(at + 4, at + 8);
    const isData = type[0] === 0x49 && type[1] === 0x44;
    if (isData && target === 0) content = deflateSync(mutate(inflateSync(content), others, dice));
    else if (i === target - 1 || dice.below(6) === 0) content = mutate(content, others, dice);
    const chunk = joined(new Uint8Array(4), type, content, new Uint8Array(4));
    const out = new DataView(chunk.buffer);
    out.setUint32(0, content.length);
    out.setUint32(8 + content.length, crc32(chunk.subarray(4, 8 + content.length)));
    parts.push(chunk);
    at += 12 + length;
  }
  return joined(...parts);
}

function insideMat(seed: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  const parts: Uint8Array[] = [seed.subarray(0, 128)];
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const little = seed[126] === 0x49;
  for (let at = 128; at + 8 <= seed.length; ) {
    const type = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    let content: Uint8Array = seed.subarray(at + 8, at + 8 + size);
    if (dice.below(3) === 0) {
      const plain = type === 15 ? inflateSync(content) : content;
      const changed = mutate(plain, others, dice);
      content = type === 15 ? deflateSync(changed) : changed;
    }
    const tag = new DataView(new ArrayBuffer(8));
    tag.setUint32(0, type, little);
    tag.setUint32(4, content.length, little);
    parts.push(new Uint8Array(tag.buffer), content);
    at += 8 + size;
  }
  return joined(...parts);
}

/** Changes a member behind its packing; sizes and checksums in both headers follow (stored or deflated, one member). */
function insideZip(seed: Uint8Array, others: readonly Uint8Array[], dice: Dice): Uint8Array {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const nameSize = view.getUint16(26, true);
  const start = 30 + nameSize + view.getUint16(28, true);
  const method = view.getUint16(8, true);
  const directory = Buffer.from(seed).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const packed = view.getUint32(directory + 20, true);
  const raw = seed.subarray(start, start + packed);
  const content = mutate(method === 8 ? inflateRawSync(raw) : raw, others, dice);
  const again = method === 8 ? deflateRawSync(content) : content;
  const head = seed.slice(0, start);
  const name = seed.subarray(30, 30 + nameSize);
  const entry = joined(seed.subarray(directory, directory + 46), name);
  const end = joined(seed.subarray(seed.length - 22));
  for (const [part, shift] of [
    [head, 14],
    [entry, 16],
  ] as const) {
    const at = new DataView(part.buffer, part.byteOffset);
    at.setUint32(shift, crc32(content), true);
    at.setUint32(shift + 4, again.length, true);
    at.setUint32(shift + 8, content.length, true);
  }
  const entryView = new DataView(entry.buffer);
  entryView.setUint16(30, 0, true);
  entryView.setUint16(32, 0, true);
  entryView.setUint32(42, 0, true);
  const endView = new DataView(end.buffer);
  endView.setUint16(8, 1, true);
  endView.setUint16(10, 1, true);
  endView.setUint32(12, entry.length, true);
  endView.setUint32(16, head.length + again.length, true);
  return joined(head, again, entry, end);
}

/** Mends the checksum of the first header, without which a tar archive is refused at once. */
function insideTar(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 512) return bytes;
  bytes.fill(32, 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return bytes;
}
