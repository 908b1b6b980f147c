import { Guard, type ReadOptions } from "./guard.js";
import type { Box, ImageLabels } from "./labels.js";
import { type Input, inputName, readAll, withSource } from "./source.js";
import { child, parseXml, type XmlElement } from "./xml.js";

/** How VOC labels are read. */
export interface ReadVocOptions {
  /**
   * Whether pixels count from 1 and a box holds its last pixel, as VOC's own files do; false for the many data sets that
   * only borrowed the XML and count from 0. True unless told.
   */
  readonly oneBased?: boolean;
}

/**
 * Reads the labels of one image in PASCAL VOC's XML.
 *
 * @example
 * ```ts
 * import { readVoc } from "swath/data";
 *
 * const xml = `<annotation><filename>1.jpg</filename><size><width>50</width><height>40</height></size>
 *   <object><name>ship</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object>
 * </annotation>`;
 * (await readVoc(new TextEncoder().encode(xml))).boxes[0]; // { label: "ship", x: 0, y: 0, width: 10, height: 20 }
 * ```
 */
export async function readVoc(
  input: Input,
  options: ReadVocOptions & ReadOptions = {},
): Promise<ImageLabels> {
  const guard = new Guard("readVoc", inputName(input), options);
  return withSource(input, async (source) => parseVoc(await readAll(source, guard), guard, options));
}

/** The labels in these bytes. */
export function parseVoc(bytes: Uint8Array, guard: Guard, options: ReadVocOptions = {}): ImageLabels {
  const { oneBased = true } = options;
  const root = parseXml(new TextDecoder().decode(bytes), guard);
  if (root.name !== "annotation")
    guard.fail("the document", `begins with <${root.name}>`, "give a file of VOC's form");
  const size = child(root, "size");
  if (!size) guard.fail("the document", "has no <size>");
  const image = child(root, "filename")?.text.trim();
  const boxes = root.children
    .filter((item) => item.name === "object")
    .map((object, i) => box(object, i, oneBased, guard));
  return {
    height: number(size, "height", "<size>", guard),
    width: number(size, "width", "<size>", guard),
    boxes,
    ...(image && { image }),
  };
}

function box(object: XmlElement, index: number, oneBased: boolean, guard: Guard): Box {
  const place = `object ${index + 1}`;
  const label = child(object, "name")?.text.trim();
  const bounds = child(object, "bndbox");
  if (!label || !bounds) guard.fail(place, "has no <name> or <bndbox>");
  const [left, top, right, bottom] = ["xmin", "ymin", "xmax", "ymax"].map((side) =>
    number(bounds, side, place, guard),
  ) as [number, number, number, number];
  if (right < left || bottom < top)
    guard.fail(place, `its box ends before it begins: ${left} ${top} ${right} ${bottom}`);
  const last = oneBased ? 1 : 0;
  const flag = (name: string) => child(object, name)?.text.trim() === "1";
  return {
    label,
    x: left - last,
    y: top - last,
    width: right - left + last,
    height: bottom - top + last,
    ...(flag("difficult") && { difficult: true }),
    ...(flag("truncated") && { truncated: true }),
  };
}

function number(parent: XmlElement, name: string, place: string, guard: Guard): number {
  const text = child(parent, name)?.text.trim() ?? "";
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) guard.fail(place, `<${name}> is "${text.slice(0, 30)}"`);
  return value;
}
