import { readFile } from "node:fs/promises";
import { SwathError } from "../../../errors.js";
import { Guard } from "../../read/guard.js";
import type { ImageLabels } from "../../read/labels.js";
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
