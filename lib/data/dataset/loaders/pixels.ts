import { FormatError } from "../../../errors.js";
import { open } from "../../read/open.js";
import { dataset } from "../dataset.js";
import type { PixelSample } from "../sample.js";
import type { Loader } from "./loader.js";

/** Labelled pixels without their scene: a row a pixel in spectra and heights, classes from 1 in the label file. */
export const pixels: Loader<PixelSample> = {
  files: ["spectra", "lidar", "labels"],
  load: async ({ found, origin, signal }) => {
    const [spectra, lidar, labels] = await Promise.all([
      open(found.file("spectra"), { signal }),
      open(found.file("lidar"), { signal }),
      open(found.file("labels"), { signal }),
    ]);
    const size = labels.data.length;
    const row = (table: typeof spectra, name: string) => {
      if (table.height === size)
        return (i: number) => Float32Array.from(table.data.subarray(i * table.width, (i + 1) * table.width));
      throw new FormatError("data.load", `${found.file(name)} has ${table.height} rows for ${size} labels`, {
        mend: `get it again (swath data where ${found.manifest.id})`,
      });
    };
    const [spectrum, heights] = [row(spectra, "spectra"), row(lidar, "lidar")];
    const own = Int32Array.from(labels.data, (label) => label - 1);
    const set = dataset({
      size,
      origin,
      title: found.manifest.title,
      classes: found.manifest.classes?.map(({ name }) => name) ?? [],
      labels: own,
      get: (i): PixelSample => ({ spectrum: spectrum(i), lidar: heights(i), label: own[i]! }),
    });
    return { set };
  },
};
