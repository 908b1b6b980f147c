/**
 * A float64 array library in plain TypeScript, slow and obvious: what the engines are measured against. Nothing of it
 * is shared with any of them.
 */
export interface Nd {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const nd = (shape: readonly number[], data: ArrayLike<number>): Nd => ({
  shape,
  data: Float64Array.from(data),
});

/** Evenly spaced values in a scrambled order: no two are equal and none is zero, so kinks are never touched. */
export function values(shape: readonly number[], low = -1, high = 1, salt = 1): Nd {
  const n = size(shape);
  const data = Float64Array.from({ length: n }, (_, i) => low + ((high - low) * (i + 0.41)) / n);
  let state = 12345 + salt * 7919;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const j = (state >>> 8) % (i + 1);
    [data[i], data[j]] = [data[j] as number, data[i] as number];
  }
  // What an engine is given is float32; the reference starts from the same numbers.
  return { shape, data: Float64Array.from(Float32Array.from(data)) };
}

const strides = (shape: readonly number[]): number[] => {
  const out = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) out[i] = (out[i + 1] as number) * (shape[i + 1] as number);
  return out;
};

/** Calls `visit` with every index of a shape, in order. */
export function each(shape: readonly number[], visit: (index: number[], flat: number) => void): void {
  const index = shape.map(() => 0);
  const n = size(shape);
  for (let flat = 0; flat < n; flat++) {
    visit(index, flat);
    for (let d = shape.length - 1; d >= 0; d--) {
      if (++(index[d] as number) < (shape[d] as number)) break;
      index[d] = 0;
    }
  }
}

/** The element at an index; indices of size-one dimensions are ignored, as are missing leading dimensions. */
export function at(x: Nd, index: readonly number[]): number {
  const step = strides(x.shape);
  const skip = index.length - x.shape.length;
  let flat = 0;
  for (let d = 0; d < x.shape.length; d++) {
    if (x.shape[d] !== 1) flat += (index[d + skip] as number) * (step[d] as number);
  }
  return x.data[flat] as number;
}

export function build(shape: readonly number[], value: (index: number[]) => number): Nd {
  const data = new Float64Array(size(shape));
  each(shape, (index, flat) => {
    data[flat] = value(index);
  });
  return { shape, data };
}

export const map = (x: Nd, f: (value: number) => number): Nd => ({ shape: x.shape, data: x.data.map(f) });

export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, d) =>
    Math.max(a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1),
  );
}

export const zip = (a: Nd, b: Nd, f: (a: number, b: number) => number): Nd =>
  build(broadcast(a.shape, b.shape), (i) => f(at(a, i), at(b, i)));

export const reshape = (x: Nd, shape: readonly number[]): Nd => ({ shape, data: x.data });

export const transpose = (x: Nd, order: readonly number[]): Nd =>
  build(
    order.map((d) => x.shape[d] as number),
    (i) => {
      const source = new Array<number>(i.length);
      order.forEach((d, k) => {
        source[d] = i[k] as number;
      });
      return at(x, source);
    },
  );

/** Folds the given axes away (kept as size one with `keep`). */
export function fold(
  x: Nd,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
  keep = false,
): Nd {
  const kept = x.shape.map((n, d) => (axes.includes(d) ? 1 : n));
  const bins: number[][] = Array.from({ length: size(kept) }, () => []);
  const step = strides(kept);
  each(x.shape, (index, flat) => {
    let bin = 0;
    index.forEach((i, d) => {
      if (!axes.includes(d)) bin += i * (step[d] as number);
    });
    (bins[bin] as number[]).push(x.data[flat] as number);
  });
  return nd(
    keep ? kept : x.shape.filter((_, d) => !axes.includes(d)),
    bins.map((bin) => f(bin)),
  );
}

export const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
export const average = (list: readonly number[]): number => total(list) / list.length;

export function matmul(a: Nd, b: Nd, transposeA = false, transposeB = false): Nd {
  const flip = (x: Nd) => {
    const order = x.shape.map((_, d) => d);
    return transpose(x, [...order.slice(0, -2), ...order.slice(-2).reverse()]);
  };
  const left = transposeA ? flip(a) : a;
  const right = transposeB ? flip(b) : b;
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const inner = left.shape.at(-1) as number;
  return build([...batch, left.shape.at(-2) as number, right.shape.at(-1) as number], (i) => {
    const lead = i.slice(0, -2);
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += at(left, [...lead, i.at(-2) as number, k]) * at(right, [...lead, k, i.at(-1) as number]);
    }
    return sum;
  });
}

export type Padding = "same" | "valid" | readonly (readonly [number, number])[];

/** Output length and padding before it, along one axis. */
export function window(
  length: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding,
  axis: number,
): readonly [output: number, before: number] {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === "same") {
    const output = Math.ceil(length / stride);
    return [output, Math.floor(Math.max(0, (output - 1) * stride + reach - length) / 2)];
  }
  const [before, after] = padding === "valid" ? [0, 0] : (padding[axis] as readonly [number, number]);
  return [Math.floor((length + before + after - reach) / stride) + 1, before];
}

export interface Windowing {
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding?: Padding;
}

/** What lies under each window, position by position: `visit(output index, tap index, input index)`. */
function slide(
  spatial: readonly number[],
  kernel: readonly number[],
  { stride = 1, dilation = 1, padding = "valid" }: Windowing,
): {
  readonly output: number[];
  readonly visit: (o: readonly number[], f: (tap: number[], i: number[]) => void) => void;
} {
  const axes = spatial.map((n, d) => window(n, kernel[d] as number, stride, dilation, padding, d));
  return {
    output: axes.map(([n]) => n),
    visit(o, f) {
      each(kernel, (tap) => {
        const i = tap.map((k, d) => (o[d] as number) * stride + k * dilation - (axes[d]?.[1] as number));
        if (i.every((v, d) => v >= 0 && v < (spatial[d] as number))) f(tap, i);
      });
    },
  };
}

/** Convolution in 1, 2 or 3 dimensions: input [n, …, ci], kernel [k…, ci / groups, co]. */
export function conv(x: Nd, w: Nd, options: Windowing & { readonly groups?: number } = {}): Nd {
  const { groups = 1 } = options;
  const spatial = x.shape.slice(1, -1);
  const { output, visit } = slide(spatial, w.shape.slice(0, -2), options);
  const [ci, co] = w.shape.slice(-2) as [number, number];
  return build([x.shape[0] as number, ...output, co], (o) => {
    const n = o[0] as number;
    const c = o.at(-1) as number;
    const first = Math.floor(c / (co / groups)) * ci;
    let sum = 0;
    visit(o.slice(1, -1), (tap, i) => {
      for (let k = 0; k < ci; k++) sum += at(x, [n, ...i, first + k]) * at(w, [...tap, k, c]);
    });
    return sum;
  });
}

/** Depthwise convolution: kernel [kh, kw, c, multiplier]. */
export function depthwise(x: Nd, w: Nd, options: Windowing = {}): Nd {
  const [kh, kw, c, m] = w.shape as [number, number, number, number];
  return conv(x, reshape(w, [kh, kw, 1, c * m]), { ...options, groups: c });
}

/** The transpose of `conv`: every input pixel adds its kernel to the output. Kernel [kh, kw, co, ci]. */
export function convTranspose(x: Nd, w: Nd, outShape: readonly number[], options: Windowing): Nd {
  const data = new Float64Array(size(outShape));
  const step = strides(outShape);
  const { visit } = slide(outShape.slice(1, -1), w.shape.slice(0, -2), options);
  const [co, ci] = w.shape.slice(-2) as [number, number];
  each(x.shape.slice(0, -1), (index) => {
    const [n, ...o] = index as [number, ...number[]];
    visit(o, (tap, i) => {
      for (let c = 0; c < co; c++) {
        let sum = 0;
        for (let k = 0; k < ci; k++) sum += at(x, [n, ...o, k]) * at(w, [...tap, c, k]);
        const flat = [n, ...i, c].reduce((a, v, d) => a + v * (step[d] as number), 0);
        data[flat] = (data[flat] as number) + sum;
      }
    });
  });
  return { shape: outShape, data };
}

/** Pooling: `f` sees the values that lie inside the image. */
export function pool(
  x: Nd,
  kernel: readonly number[],
  f: (values: readonly number[]) => number,
  options: Windowing,
): Nd {
  const { output, visit } = slide(x.shape.slice(1, -1), kernel, options);
  return build([x.shape[0] as number, ...output, x.shape.at(-1) as number], (o) => {
    const found: number[] = [];
    visit(o.slice(1, -1), (_, i) => found.push(at(x, [o[0] as number, ...i, o.at(-1) as number])));
    return f(found);
  });
}

export type Corners = "asymmetric" | "aligned" | "half";

const source = (o: number, from: number, to: number, corners: Corners): number => {
  if (corners === "aligned" && to > 1) return (o * (from - 1)) / (to - 1);
  if (corners === "half") return ((o + 0.5) * from) / to - 0.5;
  return (o * from) / to;
};

export function bilinear(x: Nd, height: number, width: number, corners: Corners): Nd {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const tap = (o: number, from: number, to: number): readonly [number, number, number] => {
    const s = Math.min(Math.max(source(o, from, to, corners), 0), from - 1);
    const low = Math.floor(s);
    return [low, Math.min(low + 1, from - 1), s - low];
  };
  return build([n, height, width, c], (i) => {
    const [b, oy, ox, k] = i as [number, number, number, number];
    const [y0, y1, fy] = tap(oy, h, height);
    const [x0, x1, fx] = tap(ox, w, width);
    const row = (y: number) => at(x, [b, y, x0, k]) * (1 - fx) + at(x, [b, y, x1, k]) * fx;
    return row(y0) * (1 - fy) + row(y1) * fy;
  });
}

export function nearest(x: Nd, height: number, width: number, corners: Corners): Nd {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const tap = (o: number, from: number, to: number) => {
    if (corners === "half") return Math.min(Math.floor(((o + 0.5) * from) / to), from - 1);
    const s = source(o, from, to, corners);
    return Math.min(corners === "aligned" ? Math.floor(s + 0.5) : Math.floor(s), from - 1);
  };
  return build([n, height, width, c], (i) =>
    at(x, [i[0] as number, tap(i[1] as number, h, height), tap(i[2] as number, w, width), i[3] as number]),
  );
}

/** Runs `f` over every line along an axis. */
export function along(x: Nd, axis: number, f: (line: readonly number[]) => readonly number[]): Nd {
  const order = x.shape.map((_, d) => d).filter((d) => d !== axis);
  const moved = transpose(x, [...order, axis]);
  const length = x.shape[axis] as number;
  const out: number[] = [];
  for (let i = 0; i < moved.data.length; i += length)
    out.push(...f(Array.from(moved.data.slice(i, i + length))));
  const last = out.length / (moved.data.length / length);
  const shaped = nd([...moved.shape.slice(0, -1), last], out);
  const back = x.shape.map((_, d) => (d === axis ? order.length : order.indexOf(d)));
  return transpose(shaped, back);
}

export const softmax = (x: Nd): Nd =>
  along(x, x.shape.length - 1, (line) => {
    const top = Math.max(...line);
    const e = line.map((v) => Math.exp(v - top));
    return e.map((v) => v / total(e));
  });

/** erf to double precision: its Taylor series, for |x| < 4. */
export function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** d sum(f(x…) · weight) / dx_k by central differences, for every input that is asked for. */
export function differences(
  f: (...inputs: Nd[]) => Nd,
  inputs: readonly Nd[],
  weight: Nd,
  by: readonly number[],
): Nd[] {
  const step = 1e-5;
  const value = (list: readonly Nd[]) => {
    const { data } = f(...list);
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += (data[i] as number) * (weight.data[i] as number);
    return sum;
  };
  return by.map((k) => {
    const x = inputs[k] as Nd;
    const moved = Float64Array.from(x.data);
    const list = inputs.map((input, j) => (j === k ? { shape: x.shape, data: moved } : input));
    return nd(
      x.shape,
      x.data.map((v, i) => {
        moved[i] = v + step;
        const up = value(list);
        moved[i] = v - step;
        const down = value(list);
        moved[i] = v;
        return (up - down) / (2 * step);
      }),
    );
  });
}
