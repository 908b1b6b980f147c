import { ShapeError, ValueError } from "../../errors.js";
import type { Raster } from "../raster/raster.js";
import { groupsAhead, type PrefetchOptions } from "./ahead.js";
import type { Dataset } from "./dataset.js";

/** Mean and standard deviation of every band, as {@link standardise} takes them. */
export interface ImageStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Mean and standard deviation of every band over all images of a data set: of the training part only, for what is learned
 * from the test part is leaked. No-data does not count.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { dataset, imageStatistics, simulateObjects } from "swath/data";
 *
 * const { train, origin } = simulateObjects({ key: seed(1), train: 20, validation: 0, test: 0 });
 * const set = dataset({ size: 20, origin, get: (i) => ({ image: train.images[i]! }) });
 * (await imageStatistics(set)).mean.length; // 3
 * ```
 */
export async function imageStatistics(
  set: Dataset<{ readonly image: Raster }>,
  options: { readonly prefetch?: PrefetchOptions | false; readonly signal?: AbortSignal } = {},
): Promise<ImageStatistics> {
  const indices = Array.from({ length: set.size }, (_, i) => i);
  const groups = Array.from({ length: Math.ceil(set.size / 64) }, (_, i) =>
    indices.slice(i * 64, (i + 1) * 64),
  );
  let running: Running | undefined;
  for await (const samples of groupsAhead(set, groups, options)) {
    for (const { image } of samples) {
      running ??= new Running(image.bands);
      running.add(image);
    }
  }
  if (running) return running.result();
  throw new ValueError("imageStatistics", "the data set is empty", { mend: "give at least one image" });
}

/** Joins images by their own means and sums of squares (Chan et al.), so that large numbers lose no digits. */
class Running {
  readonly #counts: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;

  constructor(bands: number) {
    this.#counts = new Float64Array(bands);
    this.#means = new Float64Array(bands);
    this.#squares = new Float64Array(bands);
  }

  add(image: Raster): void {
    const { bands, data } = image;
    if (bands !== this.#counts.length) {
      throw new ShapeError(
        "imageStatistics",
        `an image of ${bands} bands after one of ${this.#counts.length}`,
        {
          mend: "give images of one kind",
        },
      );
    }
    for (let band = 0; band < bands; band++) {
      let [count, sum] = [0, 0];
      for (let i = band; i < data.length; i += bands) {
        if (image.isNoData(data[i]!)) continue;
        count++;
        sum += data[i]!;
      }
      if (count === 0) continue;
      const mean = sum / count;
      let squares = 0;
      for (let i = band; i < data.length; i += bands)
        if (!image.isNoData(data[i]!)) squares += (data[i]! - mean) ** 2;
      const before = this.#counts[band]!;
      const away = mean - this.#means[band]!;
      this.#counts[band] = before + count;
      this.#means[band] = this.#means[band]! + (away * count) / (before + count);
      this.#squares[band] = this.#squares[band]! + squares + (away ** 2 * before * count) / (before + count);
    }
  }

  result(): ImageStatistics {
    const mean = Array.from(this.#means);
    const deviation = Array.from(this.#squares, (squares, band) => Math.sqrt(squares / this.#counts[band]!));
    return { mean, deviation };
  }
}
