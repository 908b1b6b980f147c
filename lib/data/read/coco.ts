import { Raster } from "../raster/raster.js";
import { Guard, type ReadOptions } from "./guard.js";
import { type Input, inputName, readAll, withSource } from "./source.js";

/** Runs of 0 and 1 down the columns of a mask, as numbers or in COCO's text form. */
export interface CocoRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: readonly number[] | string;
}

/** An image that a COCO file labels. */
export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly height: number;
  readonly width: number;
}

/** A class of a COCO file. */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory?: string;
}

/** One object; the names are the format's own. */
export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height in pixels. */
  readonly bbox: readonly [number, number, number, number];
  readonly area?: number;
  /** 1 for a region of many objects, which detections may overlap without being wrong. */
  readonly iscrowd?: 0 | 1;
  /** Outlines (x, y, x, y …), or runs. */
  readonly segmentation?: readonly (readonly number[])[] | CocoRle;
  readonly score?: number;
}

/** A file of COCO's form for objects. */
export interface Coco {
  readonly info?: Readonly<Record<string, unknown>>;
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly CocoCategory[];
}

/**
 * Reads labels in COCO's JSON and checks that they hold together: ids are unique, every object's image and class exist,
 * boxes are numbers.
 *
 * @example
 * ```ts
 * import { encodeCoco, readCoco } from "swath/data";
 *
 * const labels = {
 *   images: [{ id: 1, file_name: "a.jpg", height: 10, width: 10 }],
 *   categories: [{ id: 1, name: "ship" }],
 *   annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] as const }],
 * };
 * (await readCoco(encodeCoco(labels))).annotations[0]?.bbox; // [1, 2, 3, 4]
 * ```
 */
export async function readCoco(input: Input, options: ReadOptions = {}): Promise<Coco> {
  const guard = new Guard("readCoco", inputName(input), options);
  return withSource(input, async (source) => parseCoco(await readAll(source, guard), guard));
}

/** The labels in these bytes. */
export function parseCoco(bytes: Uint8Array, guard: Guard): Coco {
  // JSON takes some ten times its text's size as objects; JSON.parse itself bounds its depth by failing.
  guard.take(8 * bytes.length, "the parsed JSON");
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw guard.translate("the JSON", cause);
  }
  return checkCoco(parsed, guard);
}

/** A parsed JSON as COCO labels, or an error that names the place. */
export function checkCoco(parsed: unknown, guard: Guard): Coco {
  const file = record(parsed, "the file", guard);
  const lists = ["images", "annotations", "categories"].map((name) => {
    const list = file[name];
    if (!Array.isArray(list)) guard.fail(`"${name}"`, "is no list", "give a file of COCO's form for objects");
    guard.count(list.length, `"${name}"`);
    return list as readonly unknown[];
  }) as [readonly unknown[], readonly unknown[], readonly unknown[]];
  const images = ids(lists[0], "images", guard);
  const categories = ids(lists[2], "categories", guard);
  lists[0].forEach((item, i) => {
    const image = item as Record<string, unknown>;
    if (typeof image["file_name"] !== "string") guard.fail(`images[${i}]`, "file_name is no text");
    for (const side of ["height", "width"]) {
      if (!(typeof image[side] === "number" && image[side] > 0))
        guard.fail(`images[${i}]`, `${side} is ${image[side]}`);
    }
  });
  lists[2].forEach((item, i) => {
    if (typeof (item as Record<string, unknown>)["name"] !== "string")
      guard.fail(`categories[${i}]`, "name is no text");
  });
  ids(lists[1], "annotations", guard);
  lists[1].forEach((item, i) => {
    checkAnnotation(item as Record<string, unknown>, `annotations[${i}]`, images, categories, guard);
  });
  return parsed as Coco;
}

function checkAnnotation(
  item: Record<string, unknown>,
  place: string,
  images: ReadonlySet<number>,
  categories: ReadonlySet<number>,
  guard: Guard,
): void {
  if (!images.has(item["image_id"] as number)) guard.fail(place, `there is no image ${item["image_id"]}`);
  if (!categories.has(item["category_id"] as number))
    guard.fail(place, `there is no category ${item["category_id"]}`);
  const box = item["bbox"];
  const isBox = Array.isArray(box) && box.length === 4 && box.every((value) => typeof value === "number");
  if (!isBox || (box as number[])[2]! < 0 || (box as number[])[3]! < 0)
    guard.fail(place, `bbox is ${JSON.stringify(box)?.slice(0, 60)}`);
  const outline = item["segmentation"];
  if (outline === undefined || outline === null) return;
  const isRuns =
    !Array.isArray(outline) && typeof outline === "object" && "counts" in outline && "size" in outline;
  const isOutlines =
    Array.isArray(outline) &&
    outline.every((part) => Array.isArray(part) && part.every((value) => typeof value === "number"));
  if (!isRuns && !isOutlines) guard.fail(place, "segmentation is neither outlines nor runs");
}

function record(value: unknown, place: string, guard: Guard): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) guard.fail(place, "is no record");
  return value as Record<string, unknown>;
}

function ids(list: readonly unknown[], name: string, guard: Guard): ReadonlySet<number> {
  const seen = new Set<number>();
  list.forEach((item, i) => {
    const { id } = record(item, `${name}[${i}]`, guard);
    if (typeof id !== "number" || !Number.isFinite(id))
      guard.fail(`${name}[${i}]`, `id is ${JSON.stringify(id)}`);
    if (seen.has(id)) guard.fail(`${name}[${i}]`, `id ${id} is there twice`);
    seen.add(id);
  });
  return seen;
}

/**
 * The mask of COCO runs: one band, 1 inside.
 *
 * @example
 * ```ts
 * import { decodeRle } from "swath/data";
 *
 * decodeRle({ size: [2, 2], counts: [1, 2, 1] }).data; // Uint8Array [0, 1, 1, 0]: runs go down the columns
 * ```
 */
export function decodeRle(rle: CocoRle, options: ReadOptions = {}): Raster {
  const guard = new Guard("decodeRle", "runs", options);
  const [height, width] = rle.size;
  if (!(Number.isSafeInteger(height) && Number.isSafeInteger(width) && height > 0 && width > 0)) {
    guard.fail("size", `is [${rle.size}]`);
  }
  guard.take(height * width, "the mask");
  const counts = typeof rle.counts === "string" ? unpackRuns(rle.counts, guard) : rle.counts;
  const out = new Uint8Array(height * width);
  let at = 0;
  counts.forEach((count, i) => {
    if (!(Number.isInteger(count) && count >= 0 && at + count <= out.length)) {
      guard.fail(`run ${i}`, `of ${count} leaves a mask of ${height}×${width}`);
    }
    const end = at + count;
    if (i % 2 === 0) at = end;
    else for (; at < end; at++) out[(at % height) * width + Math.floor(at / height)] = 1;
  });
  if (at !== out.length) guard.fail("counts", `sum to ${at}, the mask has ${out.length} pixels`);
  return new Raster(out, { height, width });
}

/** COCO's text form of runs: six bits a letter, least first, from the third run on as a difference to the run before last. */
function unpackRuns(text: string, guard: Guard): readonly number[] {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    for (;;) {
      const code = text.charCodeAt(at++) - 48;
      if (!(code >= 0 && code < 64) || shift > 30)
        guard.fail(`letter ${at - 1}`, "no run in COCO's text form");
      value |= (code & 31) << shift;
      shift += 5;
      if ((code & 32) === 0) {
        if (code & 16 && shift < 32) value |= -1 << shift;
        break;
      }
    }
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
  }
  return counts;
}
