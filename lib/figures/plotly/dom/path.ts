import type { Box } from "./matrix.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How many straight pieces stand for one curve: enough for labels and boxes within a tenth of a pixel. */
const PIECES = 24;

/** Contour labels ask for hundreds of points along the same path, one after the other. */
let last: { readonly data: string; readonly lines: readonly (readonly Point[])[] } = { data: "", lines: [] };

/** The path's data as polylines, one for each sub-path. */
export function flattenPath(data: string): readonly (readonly Point[])[] {
  if (last.data !== data) last = { data, lines: flatten(data) };
  return last.lines;
}

function flatten(data: string): Point[][] {
  const tokens = data.match(/[a-zA-Z]|[-+]?(?:\d*\.\d+|\d+\.?)(?:e[-+]?\d+)?/g) ?? [];
  const lines: Point[][] = [];
  let line: Point[] = [];
  let pen: Point = { x: 0, y: 0 };
  let start: Point = pen;
  let control: Point | null = null;
  let command = "";
  let i = 0;
  const number = (): number => Number(tokens[i++] ?? 0);
  const to = (point: Point): void => {
    line.push(point);
    pen = point;
  };
  while (i < tokens.length) {
    if (/[a-zA-Z]/.test(tokens[i]!)) command = tokens[i++]!;
    else if (command === "M") command = "L";
    else if (command === "m") command = "l";
    const relative = command === command.toLowerCase();
    const point = (): Point => {
      const [x, y] = [number(), number()];
      return relative ? { x: pen.x + x, y: pen.y + y } : { x, y };
    };
    const kind = command.toUpperCase();
    const previous: Point | null = control;
    control = null;
    if (kind === "M") {
      const next = point();
      line = [next];
      lines.push(line);
      pen = start = next;
    } else if (kind === "L") to(point());
    else if (kind === "H") {
      const x = number();
      to({ x: relative ? pen.x + x : x, y: pen.y });
    } else if (kind === "V") {
      const y = number();
      to({ x: pen.x, y: relative ? pen.y + y : y });
    } else if (kind === "C" || kind === "S") {
      const c1: Point = kind === "C" ? point() : mirror(previous, pen);
      const [c2, end] = [point(), point()];
      bezier([pen, c1, c2, end], to);
      control = c2;
    } else if (kind === "Q" || kind === "T") {
      const c1: Point = kind === "Q" ? point() : mirror(previous, pen);
      const end = point();
      bezier([pen, c1, end], to);
      control = c1;
    } else if (kind === "A") {
      const [rx, ry, rotation, large, sweep] = [number(), number(), number(), number(), number()];
      arc(pen, point(), { rx, ry, rotation, large: large !== 0, sweep: sweep !== 0 }, to);
    } else if (kind === "Z") to(start);
    else i++; // not a command that SVG knows
  }
  return lines;
}

function mirror(control: Point | null, pen: Point): Point {
  return control ? { x: 2 * pen.x - control.x, y: 2 * pen.y - control.y } : pen;
}

/** De Casteljau's subdivision; the same code for quadratic and cubic curves. */
function bezier(points: readonly Point[], to: (point: Point) => void): void {
  for (let k = 1; k <= PIECES; k++) {
    const t = k / PIECES;
    let level = points;
    while (level.length > 1) {
      level = level.slice(1).map((p, j) => ({
        x: level[j]!.x + t * (p.x - level[j]!.x),
        y: level[j]!.y + t * (p.y - level[j]!.y),
      }));
    }
    to(level[0]!);
  }
}

interface Arc {
  readonly rx: number;
  readonly ry: number;
  readonly rotation: number;
  readonly large: boolean;
  readonly sweep: boolean;
}

/** End-point to centre parametrisation as in SVG 1.1, appendix F.6.5. */
function arc(from: Point, end: Point, { rx, ry, rotation, large, sweep }: Arc, to: (p: Point) => void): void {
  if (rx === 0 || ry === 0 || (from.x === end.x && from.y === end.y)) {
    to(end);
    return;
  }
  const phi = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
  const [hx, hy] = [(from.x - end.x) / 2, (from.y - end.y) / 2];
  const [x1, y1] = [cos * hx + sin * hy, -sin * hx + cos * hy];
  const grow = Math.max(1, Math.sqrt((x1 / rx) ** 2 + (y1 / ry) ** 2));
  const [ax, ay] = [Math.abs(rx) * grow, Math.abs(ry) * grow];
  const denominator = (ax * y1) ** 2 + (ay * x1) ** 2;
  const root =
    Math.sqrt(Math.max(0, ((ax * ay) ** 2 - denominator) / denominator)) * (large === sweep ? -1 : 1);
  const [cx1, cy1] = [(root * ax * y1) / ay, (-root * ay * x1) / ax];
  const cx = cos * cx1 - sin * cy1 + (from.x + end.x) / 2;
  const cy = sin * cx1 + cos * cy1 + (from.y + end.y) / 2;
  const begin = Math.atan2((y1 - cy1) / ay, (x1 - cx1) / ax);
  let span = Math.atan2((-y1 - cy1) / ay, (-x1 - cx1) / ax) - begin;
  if (sweep && span < 0) span += 2 * Math.PI;
  if (!sweep && span > 0) span -= 2 * Math.PI;
  for (let k = 1; k < PIECES; k++) {
    const t = begin + (span * k) / PIECES;
    const [ex, ey] = [ax * Math.cos(t), ay * Math.sin(t)];
    to({ x: cos * ex - sin * ey + cx, y: sin * ex + cos * ey + cy });
  }
  to(end);
}

export function pathBox(data: string): Box | null {
  const points = flattenPath(data).flat();
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function pathLength(data: string): number {
  let total = 0;
  for (const line of flattenPath(data)) {
    for (let i = 1; i < line.length; i++) {
      total += Math.hypot(line[i]!.x - line[i - 1]!.x, line[i]!.y - line[i - 1]!.y);
    }
  }
  return total;
}

export function pointAtLength(data: string, distance: number): Point {
  let left = Math.max(0, distance);
  let end: Point = { x: 0, y: 0 };
  for (const line of flattenPath(data)) {
    for (let i = 1; i < line.length; i++) {
      const [p, q] = [line[i - 1]!, line[i]!];
      const step = Math.hypot(q.x - p.x, q.y - p.y);
      if (step > 0 && left <= step) {
        const t = left / step;
        return { x: p.x + t * (q.x - p.x), y: p.y + t * (q.y - p.y) };
      }
      left -= step;
      end = q;
    }
    if (line.length === 1) end = line[0]!;
  }
  return end;
}
