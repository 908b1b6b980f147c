import type { Origin } from "../origin.js";
import { type Dataset, type DatasetOptions, dataset, type SampleFiles } from "./dataset.js";
import type { SampleLike } from "./sample.js";
import { decodeSource, OpenArchives } from "./source.js";

/** A data set whose samples are decoded from files, by threads or, asked for one by one, in this thread. */
export function fileDataset<Sample extends SampleLike, From extends Origin>(
  options: Omit<DatasetOptions<Sample, From>, "get"> & { readonly files: SampleFiles<Sample> },
): Dataset<Sample, From> {
  const { files } = options;
  const archives = new OpenArchives();
  return dataset({
    ...options,
    get: async (index) => {
      const rasters = [];
      for (const source of await files.sources(index)) rasters.push(await decodeSource(source, archives));
      return files.assemble(rasters, index);
    },
  });
}
