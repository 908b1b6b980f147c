import { parseHTML } from "linkedom";
import { elementBox, htmlRect, screenMatrix, screenRect } from "./box.js";
import { Canvas2d } from "./canvas.js";
import { type Affine, IDENTITY, invert, parseTransform } from "./matrix.js";
import { type DomElement, inherited } from "./nodes.js";
import { pathLength, pointAtLength } from "./path.js";
import { serializeSvg } from "./serialize.js";
import { textLength } from "./text.js";

/** A plain object with what plotly.js asks of a window; nothing of it reaches this thread's globals. */
export type PlotWindow = Record<string, unknown> & { readonly document: { readonly body: unknown } };

/**
 * The light document in which plotly.js draws. linkedom has the tree; sizes of text, boxes and path lengths, a canvas and
 * a serialiser are added here. Without each of them plotly either throws or, worse, draws a figure that looks finished:
 * legends cut to one letter, titles on top of each other, heatmaps missing.
 */
export function createWindow(): PlotWindow {
  const dom = parseHTML("<!doctype html><html><head></head><body></body></html>") as unknown as {
    document: Record<string, unknown> & { body: unknown; createElement(name: string): object };
    SVGElement: { prototype: object };
    HTMLElement: { prototype: object };
    [name: string]: unknown;
  };
  const { document } = dom;
  const svg = Object.getPrototypeOf(
    (document as unknown as { createElementNS(ns: string, name: string): object }).createElementNS(
      "http://www.w3.org/2000/svg",
      "g",
    ),
  ) as object;
  addGeometry(svg);
  Object.defineProperty(Object.getPrototypeOf(document.createElement("div")), "getBoundingClientRect", {
    configurable: true,
    value(this: DomElement) {
      return htmlRect(this);
    },
  });
  addCanvas(document);
  const window: Record<string, unknown> = {
    document,
    navigator: { userAgent: "swath", platform: "", language: "en" },
    location: { href: "about:blank", protocol: "about:", pathname: "/", search: "", hash: "" },
    devicePixelRatio: 1,
    innerWidth: 1280,
    innerHeight: 800,
    pageXOffset: 0,
    pageYOffset: 0,
    HTMLElement: dom.HTMLElement,
    SVGElement: dom.SVGElement,
    Element: dom["Element"],
    Node: dom["Node"],
    Event: dom["Event"],
    CustomEvent: dom["CustomEvent"],
    DOMParser: dom["DOMParser"],
    XMLSerializer: class {
      serializeToString(element: DomElement): string {
        return serializeSvg(element);
      }
    },
    Image: class {
      onload: (() => void) | null = null;
      setAttribute(): void {
        queueMicrotask(() => this.onload?.());
      }
    },
    URL: { createObjectURL: () => "blob:none", revokeObjectURL: () => {} },
    Blob,
    getComputedStyle: computedStyle,
    // Asked once, for image-rendering: with "yes" an image trace keeps its source as it is instead of redrawing it.
    CSS: { supports: () => true },
    matchMedia: () => ({ matches: false, addListener: () => {}, removeListener: () => {} }),
    addEventListener: () => {},
    removeEventListener: () => {},
    requestAnimationFrame: (callback: (time: number) => void) => setTimeout(() => callback(Date.now()), 0),
    cancelAnimationFrame: (handle: NodeJS.Timeout) => clearTimeout(handle),
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    performance,
    // plotly's own warnings would end up between a cell's outputs.
    console: { log: () => {}, info: () => {}, warn: () => {}, error: () => {}, trace: () => {} },
  };
  window["window"] = window;
  window["self"] = window;
  (document as Record<string, unknown>)["defaultView"] ??= window;
  return window as PlotWindow;
}

function computedStyle(element: DomElement): object {
  const value = (name: string): string => inherited(element, name) ?? "";
  return new Proxy(
    { getPropertyValue: value },
    {
      get: (target, name) =>
        name === "getPropertyValue" ? target.getPropertyValue : value(kebab(String(name))),
    },
  );
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const asMatrix = (matrix: Affine): object => ({ ...matrix, inverse: () => asMatrix(invert(matrix)) });

function addGeometry(prototype: object): void {
  const methods: Record<string, (this: DomElement, ...rest: never[]) => unknown> = {
    getBBox() {
      return elementBox(this);
    },
    getBoundingClientRect() {
      return screenRect(this);
    },
    getComputedTextLength() {
      return textLength(this);
    },
    getScreenCTM() {
      return asMatrix(screenMatrix(this));
    },
    getCTM() {
      return asMatrix(screenMatrix(this));
    },
    getTotalLength() {
      return pathLength(this.getAttribute("d") ?? "");
    },
    getPointAtLength(distance: number) {
      return pointAtLength(this.getAttribute("d") ?? "", distance);
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { configurable: true, writable: true, value });
  }
  const getters: Record<string, (this: DomElement) => unknown> = {
    // linkedom gives upper-case names, as for HTML; plotly's arrow heads compare with "path" and "line".
    nodeName() {
      return this.localName;
    },
    tagName() {
      return this.localName;
    },
    // d3 reads transforms through this interface.
    transform() {
      const matrix = parseTransform(this.getAttribute("transform"));
      return { baseVal: { consolidate: () => (matrix === IDENTITY ? null : { matrix }) } };
    },
  };
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(prototype, name, { configurable: true, get });
  }
}

function addCanvas(document: { createElement(name: string): object }): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string) => {
    if (name !== "canvas") return create(name);
    const context = new Canvas2d();
    return Object.defineProperties(create("div"), {
      width: { get: () => context.width, set: (value: number) => context.resize(value, context.height) },
      height: { get: () => context.height, set: (value: number) => context.resize(context.width, value) },
      getContext: { value: (kind: string) => (kind === "2d" ? context : null) },
      toDataURL: { value: () => context.toDataURL() },
    });
  };
}
