import { open } from "../../data/index.js";
import type { ResolvedDataset } from "../../data/manifest/index.js";
import { Raster } from "../../data/raster/raster.js";
import { perClassSplit } from "../../data/split/index.js";
import { seed } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import type { DataSource } from "../../experiment/paper.js";
import { manifestSource } from "../../experiment/sources.js";
import { type MivitData, some } from "./data.js";
import { chosen, samplesOf } from "./samples.js";

/** What is known of a published data set whose image, LiDAR and classes are files of their own. */
interface PublishedScene {
  readonly classes: number;
  /** Training pixels of each class (sheet, 2), where one map holds all: drawn once, the same for every seed. */
  readonly perClass?: readonly number[];
}

async function raster(file: string): Promise<Raster> {
  const read = await open(file);
  if (read instanceof Raster) return read;
  throw new SwathError("FORMAT", "mivit", `${file} holds no raster`, { mend: "give one array a file" });
}

/** Maps of the training and of the test pixels go by their names; a single map holds both. */
async function splitScene(
  id: string,
  { files, names }: Pick<ResolvedDataset, "files" | "names">,
  { classes, perClass }: PublishedScene,
): Promise<MivitData> {
  const lone = (name: string) => {
    const [file] = names.includes(name) ? files(name) : [];
    if (file !== undefined) return raster(file);
    throw new SwathError("DATA_MISSING", "mivit", `${id} has no ${name}`, { mend: `swath data where ${id}` });
  };
  const [hsi, lidar] = [await lone("hsi"), await lone("lidar")];
  const samples = async (file: string) => samplesOf([{ hsi, lidar, labels: await raster(file) }]);
  const maps = names.includes("labels") ? files("labels") : [];
  const named = (pattern: RegExp) => maps.find((file) => pattern.test(file.split(/[\\/]/).at(-1) as string));
  const [train, test] = [named(/tr/i), named(/te/i)];
  if (train !== undefined && test !== undefined) {
    const [learnt, tested] = [await samples(train), await samples(test)];
    return { train: () => learnt, test: (most, key) => some(tested, most, key), classes };
  }
  const [map] = maps;
  if (map === undefined || maps.length > 1 || !perClass) {
    throw new SwathError(
      "DATA_MISSING",
      "mivit",
      `${id}: of ${maps.length} maps it is not plain which pixels are for training`,
      {
        mend: "name the maps so that one holds train and the other test",
      },
    );
  }
  const all = await samples(map);
  const { parts } = perClassSplit(all.labels, {
    train: Object.fromEntries(perClass.map((count, label) => [label, count])),
    key: seed(12345).fold(id),
  });
  const [learnt, tested] = [parts["train"], parts["test"]].map((part) => chosen(all, part as Int32Array));
  return { train: () => learnt!, test: (most, key) => some(tested!, most, key), classes };
}

const publishedScene = (id: string, about: PublishedScene): DataSource<MivitData> =>
  manifestSource(id, {
    parts: (found) => {
      // All three files or none: an image without its classes cannot be run.
      if (!["hsi", "lidar", "labels"].every((name) => found.names.includes(name))) return [];
      return [{ files: found.names, load: () => splitScene(id, found, about) }];
    },
  });

/** Trento: six classes, and the common numbers of training pixels. */
export const trento: DataSource<MivitData> = publishedScene("trento", {
  classes: 6,
  perClass: [129, 125, 105, 154, 184, 122],
});

/** Houston 2013: fifteen classes, and the contest's own maps of training and test pixels. */
export const houston2013: DataSource<MivitData> = publishedScene("houston2013", { classes: 15 });
