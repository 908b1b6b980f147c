/** One plotly.js trace, as plain data; `type` is "scatter" where it is missing. */
export interface Trace {
  readonly type?: string;
  readonly [attribute: string]: unknown;
}

/** A plotly.js layout, as plain data. */
export interface Layout {
  readonly width?: number;
  readonly height?: number;
  readonly [attribute: string]: unknown;
}

/** One state of an animated figure. */
export interface Frame {
  readonly name: string;
  readonly data: readonly Trace[];
  readonly layout?: Layout;
  readonly traces?: readonly number[];
}

/**
 * A figure as plotly.js 3 understands it: what goes into a notebook as `application/vnd.plotly.v1+json` and what
 * {@link renderFigure} turns into a picture.
 */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
  readonly frames?: readonly Frame[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export const DEFAULT_WIDTH = 700;
export const DEFAULT_HEIGHT = 450;

/**
 * The size that a figure is drawn at, in CSS pixels.
 *
 * @example
 * ```ts
 * import { figureSize } from "swath/figures";
 *
 * figureSize({ data: [], layout: { width: 300 } }); // { width: 300, height: 450 }
 * ```
 */
export function figureSize(figure: Figure): { readonly width: number; readonly height: number } {
  return {
    width: figure.layout.width ?? DEFAULT_WIDTH,
    height: figure.layout.height ?? DEFAULT_HEIGHT,
  };
}

/**
 * The figure as JSON values: typed arrays become lists, NaN and infinities become null (JSON has neither, and plotly
 * shows null as a gap).
 *
 * @example
 * ```ts
 * import { figureJson } from "swath/figures";
 *
 * figureJson({ data: [{ y: Float32Array.from([1, Number.NaN]) }], layout: {} }).data[0]?.y; // [1, null]
 * ```
 */
export function figureJson(figure: Figure): Figure {
  return toPlain(figure) as Figure;
}

function toPlain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>, (item) =>
      Number.isFinite(item) ? tidy(item) : null,
    );
  }
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Date) return value.toISOString();
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined && typeof item !== "function")
        .map(([key, item]) => [key, toPlain(item)]),
    );
  }
  return value;
}

/** A float32 written as a double has 17 digits; the fewest that still mean the same number are kept. */
function tidy(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
