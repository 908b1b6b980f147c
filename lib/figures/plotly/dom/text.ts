import { measureText } from "../typeface.js";
import { type Box, union } from "./matrix.js";
import { children, type DomElement, inherited, isElement, length, own, TEXT } from "./nodes.js";

/** The size that a browser gives text without any style. */
const DEFAULT_SIZE = 16;

interface Run {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly y: number;
  /** A new absolute x: the run begins a chunk, which the anchor shifts as a whole. */
  readonly x?: number;
  readonly dx: number;
}

/** Font size in pixels; percentages and em count from the parent. */
export function fontSize(element: DomElement): number {
  const value = own(element, "font-size");
  const parent = element.parentNode;
  const outer = (): number => (parent && isElement(parent) ? fontSize(parent) : DEFAULT_SIZE);
  if (value === null) return outer();
  const size = Number.parseFloat(value);
  if (!Number.isFinite(size)) return outer();
  if (value.endsWith("%")) return (outer() * size) / 100;
  if (value.endsWith("em")) return outer() * size;
  return size;
}

function isBold(element: DomElement): boolean {
  const weight = inherited(element, "font-weight");
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}

/** `dy="1.3em"` or `dy="4"` in pixels. */
function shift(element: DomElement, name: "dx" | "dy"): number {
  const value = element.getAttribute(name);
  if (value === null) return 0;
  const number = Number.parseFloat(value) || 0;
  return value.endsWith("em") ? number * fontSize(element) : number;
}

function collect(element: DomElement, pen: { y: number }, runs: Run[]): void {
  let x: number | undefined = length(element, "x");
  if (Number.isNaN(x)) x = element.localName === "text" ? 0 : undefined;
  const y = length(element, "y");
  if (!Number.isNaN(y)) pen.y = y;
  else if (element.localName === "text") pen.y = 0;
  pen.y += shift(element, "dy");
  let dx = shift(element, "dx");
  const size = fontSize(element);
  const bold = isBold(element);
  if (x !== undefined && element.childNodes.length === 0)
    runs.push({ text: "", size, bold, y: pen.y, x, dx });
  for (const child of element.childNodes) {
    if (child.nodeType === TEXT) {
      runs.push({
        text: child.textContent ?? "",
        size,
        bold,
        y: pen.y,
        dx,
        ...(x === undefined ? {} : { x }),
      });
    } else if (isElement(child)) {
      if (x !== undefined) runs.push({ text: "", size, bold, y: pen.y, x, dx });
      collect(child, pen, runs);
    }
    x = undefined;
    dx = 0;
  }
}

/** The box of a `<text>` element in its own coordinates: one box a run, ascent and descent rounded as Chromium rounds them. */
export function textBox(element: DomElement): Box | null {
  const runs: Run[] = [];
  collect(element, { y: 0 }, runs);
  const anchor = inherited(element, "text-anchor") ?? "start";
  const share = anchor === "middle" ? 0.5 : anchor === "end" ? 1 : 0;
  const boxes: Box[] = [];
  let chunk: Box[] = [];
  let chunkStart = 0;
  let pen = 0;
  const flush = (): void => {
    const offset = (pen - chunkStart) * share;
    boxes.push(...chunk.map((box) => ({ ...box, x: box.x - offset })));
    chunk = [];
  };
  for (const run of runs) {
    if (run.x !== undefined) {
      flush();
      pen = chunkStart = run.x;
    }
    pen += run.dx;
    if (run.text === "") continue;
    const { width, ascent, descent } = measureText(run.text, run);
    const [up, down] = [Math.round(ascent), Math.round(descent)];
    chunk.push({ x: pen, y: run.y - up, width, height: up + down });
    pen += width;
  }
  flush();
  return union(boxes);
}

/** Advance of all runs, as `getComputedTextLength` gives it. */
export function textLength(element: DomElement): number {
  const runs: Run[] = [];
  collect(element, { y: 0 }, runs);
  return runs.reduce((total, run) => total + run.dx + measureText(run.text, run).width, 0);
}

export function hasText(element: DomElement): boolean {
  return element.localName === "text" || children(element).some(hasText);
}
