import { type Tensor, type Tensor3D, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { Raster, type RasterFacts } from "./raster.js";

/**
 * A raster as a tensor of height, width and bands. Float32 data are handed over as they are; the others are converted once
 * to float32, or to int32 where asked for. Do not change the raster's numbers while the tensor lives: an engine may share
 * them.
 *
 * @example
 * ```ts
 * import { Raster, rasterToTensor } from "swath/data";
 *
 * const tensor = rasterToTensor(Raster.zeros({ height: 2, width: 3, bands: 4 }));
 * tensor.shape; // [2, 3, 4]
 * tensor.dispose();
 * ```
 */
export function rasterToTensor(
  raster: Raster,
  options: { readonly dtype?: "float32" | "int32" } = {},
): Tensor3D {
  const { dtype = "float32" } = options;
  const { data, height, width, bands } = raster;
  const shape: [number, number, number] = [height, width, bands];
  if (dtype === "int32")
    return tf.tensor3d(data instanceof Int32Array ? data : Int32Array.from(data), shape, "int32");
  return tf.tensor3d(data instanceof Float32Array ? data : new Float32Array(data), shape, "float32");
}

/**
 * A tensor of height and width, or height, width and bands, as a raster; the numbers are fetched once and not copied again.
 *
 * @example
 * ```ts
 * import { Raster, rasterToTensor, tensorToRaster } from "swath/data";
 *
 * const scene = Raster.zeros({ height: 2, width: 2, crs: "EPSG:4326" });
 * const tensor = rasterToTensor(scene);
 * (await tensorToRaster(tensor, { crs: scene.crs })).crs; // "EPSG:4326"
 * tensor.dispose();
 * ```
 */
export async function tensorToRaster(tensor: Tensor, facts: RasterFacts = {}): Promise<Raster> {
  const shape = tensor.shape.length === 4 && tensor.shape[0] === 1 ? tensor.shape.slice(1) : tensor.shape;
  if (shape.length !== 2 && shape.length !== 3) {
    throw new ShapeError("tensorToRaster", `a tensor of [${tensor.shape}] is no image`, {
      mend: "give height and width, or height, width and bands",
    });
  }
  const [height = 0, width = 0, bands = 1] = shape;
  const data = (await tensor.data()) as Float32Array | Int32Array | Uint8Array;
  return new Raster(data, { ...facts, height, width, bands });
}
