import { arrayOf } from "../../raster/dtype.js";
import type { Raster } from "../../raster/raster.js";
import type { PointMove } from "./boxes.js";

/** A flip or quarter turn: rows and columns are exchanged first, then the rows and the columns are turned round. */
export interface Turn {
  readonly transpose: boolean;
  readonly flipRows: boolean;
  readonly flipColumns: boolean;
}

/** `quarters` quarter turns against the clock. */
export function quarterTurns(quarters: number): Turn {
  const k = ((quarters % 4) + 4) % 4;
  return { transpose: k % 2 === 1, flipRows: k === 1 || k === 2, flipColumns: k === 2 || k === 3 };
}

/** The raster and its layers turned. It has no place on the ground any more. */
export function turnRaster(raster: Raster, turn: Turn): Raster {
  const { bands, data } = raster;
  const [height, width] = turn.transpose ? [raster.width, raster.height] : [raster.height, raster.width];
  const out = arrayOf(raster.dtype, data.length);
  // Steps through the old array for one row and one column of the new one.
  const [along, across] = turn.transpose ? [bands, raster.width * bands] : [raster.width * bands, bands];
  const down = turn.flipRows ? -along : along;
  const right = turn.flipColumns ? -across : across;
  const start = (turn.flipRows ? (height - 1) * along : 0) + (turn.flipColumns ? (width - 1) * across : 0);
  let to = 0;
  for (let row = 0; row < height; row++) {
    let from = start + row * down;
    for (let column = 0; column < width; column++, from += right) {
      for (let band = 0; band < bands; band++) out[to++] = data[from + band]!;
    }
  }
  const layers = Object.entries(raster.layers).map(
    ([name, layer]) => [name, turnRaster(layer, turn)] as const,
  );
  return raster.with(out, { height, width, transform: undefined, layers: Object.fromEntries(layers) });
}

/** Where the turn of an image of this size takes its points. */
export function turnPoint(turn: Turn, size: { readonly height: number; readonly width: number }): PointMove {
  const [height, width] = turn.transpose ? [size.width, size.height] : [size.height, size.width];
  return (x, y) => {
    const [u, v] = turn.transpose ? [y, x] : [x, y];
    return [turn.flipColumns ? width - u : u, turn.flipRows ? height - v : v];
  };
}
