/** Longer curves are thinned for display: a screen is less than a thousand dots wide. */
export const MAX_POINTS = 1000;

/**
 * The places of a curve to keep: of each stretch its lowest and its highest point, so that no spike is lost; first and
 * last always.
 */
export function thin(values: ArrayLike<number>, most = MAX_POINTS): readonly number[] {
  const n = values.length;
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  const buckets = Math.max(1, Math.floor(most / 2) - 1);
  const kept: number[] = [0];
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * (n - 2)) / buckets);
    const to = 1 + Math.floor(((b + 1) * (n - 2)) / buckets);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (!(values[i]! >= values[low]!)) low = i;
      if (!(values[i]! <= values[high]!)) high = i;
    }
    kept.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  kept.push(n - 1);
  return kept;
}
