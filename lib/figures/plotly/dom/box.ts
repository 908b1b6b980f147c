import { type Affine, type Box, compose, IDENTITY, mapBox, parseTransform, union } from "./matrix.js";
import { children, type DomElement, isElement, length, own } from "./nodes.js";
import { pathBox } from "./path.js";
import { textBox } from "./text.js";

const NEVER_DRAWN = new Set([
  "defs",
  "clipPath",
  "title",
  "desc",
  "style",
  "linearGradient",
  "pattern",
  "mask",
]);
const EMPTY: Box = { x: 0, y: 0, width: 0, height: 0 };

const number = (element: DomElement, name: string): number => length(element, name) || 0;

/** What an element covers in its own coordinates, without its own transform; null when it draws nothing. */
export function localBox(element: DomElement): Box | null {
  if (NEVER_DRAWN.has(element.localName) || own(element, "display") === "none") return null;
  switch (element.localName) {
    case "text":
      return textBox(element);
    case "tspan": {
      const text = closest(element, "text");
      return text ? textBox(text) : null;
    }
    case "rect":
    case "image":
    case "use":
    case "foreignObject":
      return {
        x: number(element, "x"),
        y: number(element, "y"),
        width: number(element, "width"),
        height: number(element, "height"),
      };
    case "circle":
    case "ellipse": {
      const rx = number(element, element.localName === "circle" ? "r" : "rx");
      const ry = number(element, element.localName === "circle" ? "r" : "ry");
      return { x: number(element, "cx") - rx, y: number(element, "cy") - ry, width: 2 * rx, height: 2 * ry };
    }
    case "line": {
      const [x1, x2] = [number(element, "x1"), number(element, "x2")];
      const [y1, y2] = [number(element, "y1"), number(element, "y2")];
      return {
        x: Math.min(x1, x2),
        y: Math.min(y1, y2),
        width: Math.abs(x2 - x1),
        height: Math.abs(y2 - y1),
      };
    }
    case "path":
      return pathBox(element.getAttribute("d") ?? "");
    default:
      return union(
        children(element).flatMap((child) => {
          const box = localBox(child);
          return box ? [mapBox(box, ownTransform(child))] : [];
        }),
      );
  }
}

function closest(element: DomElement, name: string): DomElement | null {
  for (let at: DomElement | null = element; at !== null; at = at.parentNode)
    if (at.localName === name) return at;
  return null;
}

function ownTransform(element: DomElement): Affine {
  const placed = parseTransform(element.getAttribute("transform"));
  if (element.localName !== "svg") return placed;
  return compose(placed, { ...IDENTITY, e: number(element, "x"), f: number(element, "y") });
}

/** From an element's coordinates to the page's. */
export function screenMatrix(element: DomElement): Affine {
  let total = IDENTITY;
  for (
    let at: DomElement | null = element;
    at !== null && isElement(at) && at.localName !== "body";
    at = at.parentNode
  ) {
    total = compose(ownTransform(at), total);
  }
  return total;
}

export interface Rect extends Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const asRect = (box: Box): Rect => ({
  ...box,
  left: box.x,
  top: box.y,
  right: box.x + box.width,
  bottom: box.y + box.height,
});

export function elementBox(element: DomElement): Box {
  return localBox(element) ?? EMPTY;
}

export function screenRect(element: DomElement): Rect {
  const box = localBox(element);
  return asRect(box ? mapBox(box, screenMatrix(element)) : EMPTY);
}

/** Boxes of HTML elements matter only for the plot's own div, whose size its style gives. */
export function htmlRect(element: DomElement): Rect {
  const size = (name: string): number => Number.parseFloat(own(element, name) ?? "") || 0;
  return asRect({ x: 0, y: 0, width: size("width"), height: size("height") });
}
