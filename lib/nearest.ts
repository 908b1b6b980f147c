/** A name and how far it lies from the one that was asked for. */
export interface Near {
  readonly name: string;
  /** Letters to insert, remove or change, spelling with or without capitals and signs taken for the same. */
  readonly far: number;
  /** It begins with what was asked for. */
  readonly holds: boolean;
}

/** How many letters a slip of the finger changes at most. */
const SLIP = 2;

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Names in the order in which they may have been meant. */
export function byNearness(asked: string, names: readonly string[]): readonly Near[] {
  const wanted = plain(asked);
  return names
    .map((name) => {
      const own = plain(name);
      return { name, far: distance(wanted, own), holds: wanted !== "" && own.startsWith(wanted) };
    })
    .sort((a, b) => Number(b.holds) - Number(a.holds) || a.far - b.far);
}

/** The name that a slip of the finger may have meant: it begins with what was asked for, or lies two changes away. */
export function nearest(asked: string, names: readonly string[]): string | undefined {
  const wanted = plain(asked);
  if (wanted === "") return undefined;
  const [best] = byNearness(asked, names);
  // Two changes make any two letters of any other two.
  return best && (best.holds || best.far <= Math.min(SLIP, wanted.length - 1)) ? best.name : undefined;
}

/** Letters to insert, remove or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
