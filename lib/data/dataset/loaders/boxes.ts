import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { SwathError } from "../../../errors.js";
import { type Coco, readCoco } from "../../read/coco.js";
import { Guard } from "../../read/guard.js";
import type { Box, ImageLabels } from "../../read/labels.js";
import { plainBytes } from "../../read/source.js";
import { parseVoc } from "../../read/voc.js";
import { parseYolo } from "../../read/yolo.js";
import { fileDataset } from "../files.js";
import { listDigest, resizeOf } from "../images.js";
import type { BoxSample } from "../sample.js";
import { stem } from "./classes.js";
import { type Loader, partsOf } from "./loader.js";

/** Images with a file of boxes each, in YOLO's form (shares of the image) or VOC's (pixels). */
export function boxes(kind: "yolo" | "voc", part?: (name: string) => string): Loader<BoxSample> {
  return {
    files: ["images", "labels"],
    load: async ({ found, origin, decode }) => {
      const images = found.files("images");
      const files = new Map(found.files("labels").map((path) => [stem(path), path]));
      const classes = found.manifest.classes?.map(({ name }) => name) ?? [];
      const texts = await Promise.all(
        images.map(async (image) => {
          const path = files.get(stem(image));
          if (path !== undefined) return { path, bytes: plainBytes(await readFile(path)) };
          throw new SwathError("DATA_MISSING", "data.load", `${image} has no labels`, {
            mend: `swath data where ${found.manifest.id}`,
          });
        }),
      );
      const { images: resize } = resizeOf(decode);
      const set = fileDataset({
        size: images.length,
        origin,
        title: found.manifest.title,
        classes,
        files: {
          sources: (i) => [{ name: images[i]!, path: images[i]!, ...(resize && { resize }) }],
          assemble: ([image], i): BoxSample => {
            const { path, bytes } = texts[i]!;
            const { height, width } = image!;
            const guard = new Guard("data.load", path);
            const labels =
              kind === "yolo"
                ? parseYolo(bytes, { height, width, classes }, guard)
                : scaled(parseVoc(bytes, guard, {}), height, width);
            return { image: image!, boxes: labels.boxes };
          },
          recipe: () => JSON.stringify(["boxes", resize ?? null, listDigest(images.map(stem))]),
        },
      });
      return { set, ...(part && { published: partsOf(images, (path) => part(stem(path))) }) };
    },
  };
}

/** Images with the boxes of a COCO file a part, called `train-labels` and `test-labels`; images that no file names stay out. */
export const cocoBoxes: Loader<BoxSample> = {
  load: async ({ found, origin, decode, signal }) => {
    const byName = new Map(found.files("images").map((path) => [basename(path), path]));
    const images: { readonly part: string; readonly path: string; readonly labels: ImageLabels }[] = [];
    const classes: string[] = [];
    for (const name of found.names.filter((one) => one.endsWith("-labels"))) {
      const file = found.file(name);
      const coco = await readCoco(file, { signal });
      for (const labels of imageLabels(coco)) {
        const path = byName.get(basename(labels.image ?? ""));
        if (path === undefined) {
          throw new SwathError(
            "DATA_MISSING",
            "data.load",
            `${file} names ${labels.image}, which is not there`,
            {
              mend: `swath data where ${found.manifest.id}`,
            },
          );
        }
        images.push({ part: name.replace(/-labels$/, ""), path, labels });
      }
      for (const { name: own } of coco.categories) if (!classes.includes(own)) classes.push(own);
    }
    const { images: resize } = resizeOf(decode);
    const set = fileDataset({
      size: images.length,
      origin,
      title: found.manifest.title,
      classes,
      files: {
        sources: (i) => [{ name: images[i]!.path, path: images[i]!.path, ...(resize && { resize }) }],
        assemble: ([image], i): BoxSample => {
          const { height, width } = image!;
          return { image: image!, boxes: scaled(images[i]!.labels, height, width).boxes };
        },
        recipe: () =>
          JSON.stringify(["coco", resize ?? null, listDigest(images.map(({ path }) => stem(path)))]),
      },
    });
    return { set, published: partsOf(images, ({ part }) => part) };
  },
};

/** The objects of each image of a COCO file, with the names of their classes; crowds are no objects. */
function imageLabels({ images, annotations, categories }: Coco): readonly ImageLabels[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const objects = new Map<number, Box[]>();
  for (const { image_id, category_id, bbox, iscrowd } of annotations) {
    if (iscrowd === 1) continue;
    const [x, y, width, height] = bbox;
    const box = { label: names.get(category_id) ?? category_id, x, y, width, height };
    objects.set(image_id, [...(objects.get(image_id) ?? []), box]);
  }
  return images.map(({ id, file_name, height, width }) => ({
    image: file_name,
    height,
    width,
    boxes: objects.get(id) ?? [],
  }));
}

/** Boxes in the pixels of an image of another size. */
function scaled(labels: ImageLabels, height: number, width: number): ImageLabels {
  const [down, across] = [height / labels.height, width / labels.width];
  const boxes = labels.boxes.map((box) => ({
    ...box,
    x: box.x * across,
    y: box.y * down,
    width: box.width * across,
    height: box.height * down,
    ...(box.outline && { outline: box.outline.map((value, i) => value * (i % 2 === 0 ? across : down)) }),
  }));
  return { ...labels, height, width, boxes };
}
