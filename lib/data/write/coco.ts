import { type Coco, checkCoco } from "../read/coco.js";
import { Guard } from "../read/guard.js";
import { writeWhole } from "./whole.js";

/**
 * The bytes of a COCO JSON of objects; missing areas and crowd marks, which pycocotools wants, are filled in.
 *
 * @example
 * ```ts
 * import { encodeCoco } from "swath/data";
 *
 * const text = new TextDecoder().decode(encodeCoco({ images: [], annotations: [], categories: [{ id: 1, name: "ship" }] }));
 * JSON.parse(text).categories[0].name; // "ship"
 * ```
 */
export function encodeCoco(labels: Coco): Uint8Array {
  const checked = checkCoco(labels, new Guard("encodeCoco", "labels"));
  const annotations = checked.annotations.map((item) => ({
    area: item.bbox[2] * item.bbox[3],
    iscrowd: 0,
    ...item,
  }));
  return new TextEncoder().encode(JSON.stringify({ ...checked, annotations }));
}

/**
 * Writes a COCO JSON; see {@link encodeCoco}.
 *
 * @example
 * ```ts
 * import { mkdtemp, readdir } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { writeCoco } from "swath/data";
 *
 * const folder = await mkdtemp(join(tmpdir(), "swath-"));
 * await writeCoco(join(folder, "labels.json"), { images: [], annotations: [], categories: [] });
 * await readdir(folder); // ["labels.json"]
 * ```
 */
export async function writeCoco(path: string, labels: Coco): Promise<void> {
  await writeWhole(path, encodeCoco(labels));
}
