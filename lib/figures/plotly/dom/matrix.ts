/** An affine map: x' = a·x + c·y + e, y' = b·x + d·y + f (SVG's order). */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

export function invert({ a, b, c, d, e, f }: Affine): Affine {
  const det = a * d - b * c;
  return {
    a: d / det,
    b: -b / det,
    c: -c / det,
    d: a / det,
    e: (c * f - d * e) / det,
    f: (b * e - a * f) / det,
  };
}

/** Reads an SVG `transform` attribute; what it does not know is left out, as browsers drop an invalid list. */
export function parseTransform(text: string | null | undefined): Affine {
  let total = IDENTITY;
  for (const [, name, list] of (text ?? "").matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const v = (list!.match(/[-+]?(?:\d*\.\d+|\d+\.?)(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    total = compose(total, primitive(name!, v));
  }
  return total;
}

function primitive(name: string, v: readonly number[]): Affine {
  const [p = 0, q = 0, r = 0] = v;
  switch (name) {
    case "translate":
      return { ...IDENTITY, e: p, f: q };
    case "scale":
      return { ...IDENTITY, a: p, d: v.length > 1 ? q : p };
    case "rotate": {
      const angle = (p * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const turn = { a: cos, b: sin, c: -sin, d: cos, e: 0, f: 0 };
      if (v.length < 3) return turn;
      return compose({ ...IDENTITY, e: q, f: r }, compose(turn, { ...IDENTITY, e: -q, f: -r }));
    }
    case "skewX":
      return { ...IDENTITY, c: Math.tan((p * Math.PI) / 180) };
    case "skewY":
      return { ...IDENTITY, b: Math.tan((p * Math.PI) / 180) };
    case "matrix":
      return { a: p, b: q, c: r, d: v[3] ?? 1, e: v[4] ?? 0, f: v[5] ?? 0 };
    default:
      return IDENTITY;
  }
}

/** The upright box around a mapped box. */
export function mapBox(box: Box, m: Affine): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [box.x, box.x + box.width]) {
    for (const y of [box.y, box.y + box.height]) {
      xs.push(m.a * x + m.c * y + m.e);
      ys.push(m.b * x + m.d * y + m.f);
    }
  }
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

export function union(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
