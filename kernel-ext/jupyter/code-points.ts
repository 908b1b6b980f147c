/** Jupyter counts characters as code points, JavaScript as UTF-16 units: an emoji is one there and two here. */
export function toUtf16(text: string, codePoints: number): number {
  let units = 0;
  let left = codePoints;
  for (const character of text) {
    if (left-- <= 0) break;
    units += character.length;
  }
  return units;
}

/** The way back. */
export function toCodePoints(text: string, units: number): number {
  let points = 0;
  let at = 0;
  for (const character of text) {
    if (at >= units) break;
    at += character.length;
    points++;
  }
  return points;
}
