import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assetPath } from "../../../lib/figures/assets.js";
import { elementBox, screenRect } from "../../../lib/figures/plotly/dom/box.js";
import { compose, invert, parseTransform } from "../../../lib/figures/plotly/dom/matrix.js";
import type { DomElement } from "../../../lib/figures/plotly/dom/nodes.js";
import { pathBox, pathLength, pointAtLength } from "../../../lib/figures/plotly/dom/path.js";
import { serializeSvg } from "../../../lib/figures/plotly/dom/serialize.js";
import { createWindow } from "../../../lib/figures/plotly/dom/window.js";
import { readFace } from "../../../lib/figures/plotly/truetype.js";
import { measureText } from "../../../lib/figures/plotly/typeface.js";

const window = createWindow() as unknown as {
  document: {
    createElementNS(
      ns: string,
      name: string,
    ): DomElement & { appendChild(child: object): void; textContent: string };
  };
};

function svg(
  name: string,
  attributes: Record<string, string | number> = {},
  ...inside: (object | string)[]
): DomElement {
  const element = window.document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  for (const child of inside) {
    if (typeof child === "string") element.textContent = child;
    else element.appendChild(child);
  }
  return element;
}

describe("TrueType metrics", () => {
  it("are those that the font's own tables hold", () => {
    // fontTools: OpenSans-Regular hmtx of A, i, space = 1295, 517, 532 of 2048; hhea ascent 2189, descent -600
    const face = readFace(readFileSync(assetPath("lib/figures/fonts/OpenSans-Regular.ttf")));
    expect(["A", "i", " "].map((c) => face.advance(c.codePointAt(0)!)! * 2048)).toBeAllClose([
      1295, 517, 532,
    ]);
    expect([face.ascent, face.descent]).toBeAllClose([2189 / 2048, 600 / 2048]);
    expect(face.advance(0x4e2d)).toBeUndefined();
  });

  it("grow with size and weight", () => {
    expect(measureText("water", { size: 24 }).width).toBeCloseTo(
      2 * measureText("water", { size: 12 }).width,
      6,
    );
    expect(measureText("water", { size: 12, bold: true }).width).toBeGreaterThan(
      measureText("water", { size: 12 }).width,
    );
  });

  it("refuse a file that is no font", () => {
    expect(() => readFace(new Uint8Array(64), "empty.ttf")).toThrow(
      'readFace: empty.ttf has no table "head"',
    );
  });
});

describe("transforms", () => {
  it("compose from the outside in, as SVG writes them", () => {
    const m = parseTransform("translate(10,20) rotate(90) scale(2)");
    const at = (x: number, y: number) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f];
    expect(at(1, 0)).toBeAllClose([10, 22]);
    expect(at(0, 1)).toBeAllClose([8, 20]);
  });

  it("turn about a point and back again", () => {
    const m = parseTransform("rotate(-30 5 7)");
    const same = compose(m, invert(m));
    expect(Object.values(same)).toBeAllClose([1, 0, 0, 1, 0, 0]);
    expect([m.a * 5 + m.c * 7 + m.e, m.b * 5 + m.d * 7 + m.f]).toBeAllClose([5, 7]);
  });
});

describe("paths", () => {
  it("have their length and points, relative and absolute alike", () => {
    expect(pathLength("M0,0H3V4")).toBe(7);
    expect(pathLength("m1 1h3v4z")).toBe(12);
    expect(pointAtLength("M0,0H3V4", 5)).toEqual({ x: 3, y: 2 });
    expect(pointAtLength("M0,0H3", 99)).toEqual({ x: 3, y: 0 });
  });

  it("have boxes around arcs and curves", () => {
    expect(Object.values(pathBox("M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z")!)).toBeAllClose([-5, -5, 10, 10], {
      atol: 0.05,
    });
    expect(pathLength("M5,0A5,5 0 1 1 -5,0A5,5 0 1 1 5,0Z")).toBeCloseTo(10 * Math.PI, 0);
    expect(pathBox("M0 0C0 10 10 10 10 0")!.height).toBeCloseTo(7.5, 1);
    expect(pathBox("")).toBeNull();
  });
});

describe("boxes of elements", () => {
  it("unite children in their places and leave out what is not drawn", () => {
    const group = svg(
      "g",
      {},
      svg("rect", { width: 10, height: 10 }),
      svg("circle", { r: 2, transform: "translate(20,5)" }),
      svg("rect", { width: 900, height: 900, style: "display: none;" }),
      svg("defs", {}, svg("rect", { width: 900, height: 900 })),
    );
    expect(elementBox(group)).toEqual({ x: 0, y: 0, width: 22, height: 10 });
  });

  it("turn with their ancestors", () => {
    const rect = svg("rect", { width: 10, height: 4 });
    svg("g", { transform: "translate(100,0)" }, svg("g", { transform: "rotate(90)" }, rect));
    const { left, top, right, bottom } = screenRect(rect);
    expect([left, top, right, bottom]).toBeAllClose([96, 0, 100, 10]);
  });

  it("of text follow the anchor", () => {
    const width = measureText("reflectance", { size: 12 }).width;
    const text = (anchor: string) =>
      elementBox(svg("text", { x: 50, y: 10, "font-size": 12, "text-anchor": anchor }, "reflectance"));
    expect(text("start").x).toBeCloseTo(50, 6);
    expect(text("middle").x).toBeCloseTo(50 - width / 2, 6);
    expect(text("end").x).toBeCloseTo(50 - width, 6);
    expect(text("start").width).toBeCloseTo(width, 6);
  });

  it("of lines stand below each other by dy in em", () => {
    const two = svg(
      "text",
      { "font-size": 10 },
      svg("tspan", { x: 0, dy: "0em" }, "one"),
      svg("tspan", { x: 0, dy: "1.3em" }, "two"),
    );
    const one = svg("text", { "font-size": 10 }, svg("tspan", { x: 0, dy: "0em" }, "one"));
    expect(elementBox(two).height - elementBox(one).height).toBeCloseTo(13, 6);
  });
});

describe("the serialiser", () => {
  it("escapes, drops empty declarations and keeps names in lower case", () => {
    const g = svg("g", { style: "stroke-dasharray:;fill: red", title: 'a"b' }, svg("text", {}, "1 < 2 & 3"));
    expect(serializeSvg(g)).toContain('style="fill: red;"');
    expect(serializeSvg(g)).toContain("1 &lt; 2 &amp; 3");
    expect(serializeSvg(g)).toContain("a&quot;b");
    expect(serializeSvg(svg("linearGradient"))).toMatch(/^<linearGradient /);
  });
});
