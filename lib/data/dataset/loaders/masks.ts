import { SwathError } from "../../../errors.js";
import type { ResolvedDataset } from "../../manifest/resolve.js";
import { Raster } from "../../raster/raster.js";
import { fileDataset } from "../files.js";
import { listDigest, resizeOf } from "../images.js";
import type { MaskSample, PairSample, SceneSample } from "../sample.js";
import { stem } from "./classes.js";
import { type Loader, partsOf } from "./loader.js";

/** The files of one name that belong to those of another, by the names of the files. */
function matched(
  found: ResolvedDataset,
  images: readonly string[],
  others: readonly string[],
): readonly string[] {
  const byStem = new Map(others.map((path) => [stem(path), path]));
  return images.map((image) => {
    const other = byStem.get(stem(image));
    if (other !== undefined) return other;
    throw new SwathError("DATA_MISSING", "data.load", `${image} has no counterpart`, {
      mend: `swath data where ${found.manifest.id}`,
    });
  });
}

/** `NAME.tif` with `NAME_mask.tif` beside it, in a folder a part. */
export const maskedTiles: Loader<MaskSample> = {
  load: async ({ found, origin, decode }) => {
    const tiles = found.names.flatMap((part) => {
      const files = new Set(found.files(part));
      const images = [...files].filter((path) => !/_mask\.[^.]+$/.test(path));
      return images.map((image) => {
        const mask = image.replace(/(\.[^.]+)$/, "_mask$1");
        if (files.has(mask)) return { part, image, mask };
        throw new SwathError("DATA_MISSING", "data.load", `${image} has no mask`, {
          mend: `swath data where ${found.manifest.id}`,
        });
      });
    });
    const { images: resize, masks } = resizeOf(decode);
    const set = fileDataset({
      size: tiles.length,
      origin,
      title: found.manifest.title,
      classes: found.manifest.classes?.map(({ name }) => name) ?? [],
      files: {
        sources: (i) => [
          { name: tiles[i]!.image, path: tiles[i]!.image, ...(resize && { resize }) },
          { name: tiles[i]!.mask, path: tiles[i]!.mask, ...(masks && { resize: masks }) },
        ],
        assemble: ([image, mask]): MaskSample => ({ image: image!, mask: mask! }),
        recipe: () =>
          JSON.stringify([
            "tiles",
            resize ?? null,
            listDigest(tiles.map(({ part, image }) => part + stem(image))),
          ]),
      },
    });
    return { set, published: partsOf(tiles, ({ part }) => part) };
  },
};

/** Images before and after, and what changed, each kind in a folder of its own and of one name. */
export const imagePairs: Loader<PairSample> = {
  files: ["before", "after", "labels"],
  load: async ({ found, origin, decode }) => {
    const before = found.files("before");
    const after = matched(found, before, found.files("after"));
    const masks = matched(found, before, found.files("labels"));
    const resize = resizeOf(decode);
    const set = fileDataset({
      size: before.length,
      origin,
      title: found.manifest.title,
      classes: found.manifest.classes?.map(({ name }) => name) ?? [],
      files: {
        sources: (i) =>
          [before, after, masks].map((list, kind) => {
            const own = kind === 2 ? resize.masks : resize.images;
            return { name: list[i]!, path: list[i]!, ...(own && { resize: own }) };
          }),
        assemble: ([first, second, mask]): PairSample => ({ before: first!, after: second!, mask: mask! }),
        recipe: () => JSON.stringify(["pairs", resize.images ?? null, listDigest(before.map(stem))]),
      },
    });
    return { set };
  },
};

/** MATLAB scenes with their truth beside the cube, one file a scene; whichever are there. Above 0 is the anomaly. */
export const anomalyScenes: Loader<SceneSample> = {
  partial: true,
  load: async ({ found, origin }) => {
    const { names } = found;
    const set = fileDataset({
      size: names.length,
      origin,
      title: found.manifest.title,
      classes: found.manifest.classes?.map(({ name }) => name) ?? [],
      files: {
        sources: (i) => [{ name: found.file(names[i]!), path: found.file(names[i]!), scene: {} }],
        assemble: ([scene], i): SceneSample => {
          const layer = ["map", "groundtruth"].find((name) => Object.hasOwn(scene!.layers, name));
          if (layer === undefined) {
            throw new SwathError("FORMAT", "data.load", `${found.file(names[i]!)} holds no truth`, {
              mend: "it needs a variable map or groundtruth",
            });
          }
          const { data, height, width } = scene!.mask(layer);
          const mask = new Raster(
            Uint8Array.from(data, (value) => (value > 0 ? 1 : 0)),
            { height, width },
          );
          return { name: names[i]!, image: scene!.with(scene!.data, { layers: {} }), mask };
        },
        recipe: () => JSON.stringify(["scenes", names]),
      },
    });
    return { set };
  },
};

/** A scene and its label map in files of their own. */
export const labelledScene: Loader<SceneSample> = {
  files: ["scene", "labels"],
  load: async ({ found, origin }) => {
    const files = [found.file("scene"), found.file("labels")];
    const set = fileDataset({
      size: 1,
      origin,
      title: found.manifest.title,
      classes: found.manifest.classes?.map(({ name }) => name) ?? [],
      files: {
        sources: () => files.map((path) => ({ name: path, path, scene: {} })),
        assemble: ([image, mask]): SceneSample => ({ name: found.manifest.id, image: image!, mask: mask! }),
        recipe: () => JSON.stringify(["scene"]),
      },
    });
    return { set };
  },
};
