/**
 * TIFF's LZW (most significant bit first, code width grows one code early). Fills at most `size` bytes and says how many
 * came; geotiff's own decoder only warns on the console when the data end too early.
 */
export function decodeLzw(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  // A code's text is a stretch of the output: where it begins and how long it is.
  const starts = new Uint32Array(4097);
  const lengths = new Uint32Array(4097);
  let filled = 0;
  let next = 258;
  let width = 9;
  let bits = 0;
  let held = 0;
  let at = 0;
  let previous = -1;
  let previousStart = 0;
  let previousLength = 0;
  while (filled < size) {
    while (held < width && at < bytes.length) {
      bits = ((bits << 8) | bytes[at++]!) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    if (code === 257) break;
    if (code === 256) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    const begin = filled;
    if (code < 256) out[filled++] = code;
    else {
      if (code >= next && (code > next || previous < 0)) break;
      // The code that is just being made is the previous text and its own first letter.
      const self = code === next;
      const from = self ? previousStart : starts[code]!;
      const length = self ? previousLength + 1 : lengths[code]!;
      const end = Math.min(size, filled + length);
      for (let i = from; filled < end; i++) out[filled++] = out[i]!;
    }
    if (previous >= 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next >= (1 << width) - 1 && width < 12) width++;
    }
    previous = code;
    previousStart = begin;
    previousLength = filled - begin;
  }
  return out.subarray(0, filled);
}
