import { ValueError } from "../../errors.js";
import type { Raster } from "./raster.js";
import { checkedMask, type MaskOption, percentiles, statistics } from "./statistics.js";

/** How a raster is normalised. */
export interface NormaliseOptions extends MaskOption {
  /**
   * `minmax` brings the smallest number to 0 and the largest to 1, `standard` the mean to 0 and the spread to 1,
   * `percentile` the given percentiles to 0 and 1 and cuts what lies beyond; minmax unless told.
   */
  readonly method?: "minmax" | "standard" | "percentile";
  /** Each band by itself, or all numbers together; per band unless told. */
  readonly per?: "band" | "global";
  /** For `percentile`: the lower and upper one; 2 and 98 unless told. */
  readonly percent?: readonly [low: number, high: number];
}

/**
 * A raster in float32 on a common scale. No-data becomes NaN and takes no part; a band without spread becomes 0.
 *
 * @example
 * ```ts
 * import { normalise, Raster } from "swath/data";
 *
 * const scene = new Raster(new Uint16Array([10, 20, 30]), { height: 1, width: 3 });
 * normalise(scene).data; // Float32Array [0, 0.5, 1]
 * ```
 */
export function normalise(raster: Raster, options: NormaliseOptions = {}): Raster {
  const { method = "minmax", per = "band", percent = [2, 98] } = options;
  if (!(percent[0] < percent[1])) {
    throw new ValueError("normalise", `percent is [${percent}]`, { mend: "give the lower one first" });
  }
  checkedMask("normalise", raster, options.mask);
  const { bands, data, noData } = raster;
  const scales =
    per === "band" ? eachBand(raster, method, percent, options) : allBands(raster, method, percent, options);
  const out = new Float32Array(data.length);
  const cut = method === "percentile";
  for (let i = 0; i < data.length; ) {
    for (let band = 0; band < bands; band++, i++) {
      const value = data[i]!;
      const { shift, divisor } = scales[band]!;
      if (value === noData || Number.isNaN(value)) out[i] = Number.NaN;
      else {
        const scaled = divisor > 0 ? (value - shift) / divisor : 0;
        out[i] = cut ? Math.min(1, Math.max(0, scaled)) : scaled;
      }
    }
  }
  return raster.with(out, { noData: noData === undefined ? undefined : Number.NaN });
}

interface Scale {
  readonly shift: number;
  readonly divisor: number;
}

function eachBand(
  raster: Raster,
  method: NonNullable<NormaliseOptions["method"]>,
  percent: readonly [number, number],
  mask: MaskOption,
): readonly Scale[] {
  if (method === "percentile") {
    return Array.from({ length: raster.bands }, (_, band) => {
      const [low, high] = percentiles(raster, percent, { mask: mask.mask, band }) as readonly [
        number,
        number,
      ];
      return { shift: low, divisor: high - low };
    });
  }
  return statistics(raster, mask).map(({ min, max, mean, std }) =>
    method === "minmax" ? { shift: min, divisor: max - min } : { shift: mean, divisor: std },
  );
}

function allBands(
  raster: Raster,
  method: NonNullable<NormaliseOptions["method"]>,
  percent: readonly [number, number],
  mask: MaskOption,
): readonly Scale[] {
  const same = (scale: Scale) => new Array<Scale>(raster.bands).fill(scale);
  if (method === "percentile") {
    const [low, high] = percentiles(raster, percent, mask) as readonly [number, number];
    return same({ shift: low, divisor: high - low });
  }
  const each = statistics(raster, mask).filter((band) => band.count > 0);
  const min = Math.min(...each.map((band) => band.min));
  const max = Math.max(...each.map((band) => band.max));
  if (method === "minmax") return same({ shift: min, divisor: max - min });
  const count = each.reduce((sum, band) => sum + band.count, 0);
  const mean = each.reduce((sum, band) => sum + band.count * band.mean, 0) / count;
  const variance =
    each.reduce((sum, band) => sum + band.count * (band.std ** 2 + (band.mean - mean) ** 2), 0) / count;
  return same({ shift: mean, divisor: Math.sqrt(variance) });
}
