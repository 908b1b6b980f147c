import { FormatError, SwathError } from "../../../errors.js";
import { largestBand } from "../../raster/bands.js";
import { arrayOf, dtypeOf } from "../../raster/dtype.js";
import { type NdArray, toRaster } from "../../raster/ndarray.js";
import { Raster } from "../../raster/raster.js";
import { open } from "../../read/open.js";
import { dataset } from "../dataset.js";
import type { AbundanceSample, ColourSample, HeightSample, SceneSample } from "../sample.js";
import type { Loader, Loading } from "./loader.js";

/** One scene whose rasters lie in one MATLAB file, made into a sample by `make`. */
function oneScene<Sample extends SceneSample>(
  make: (arrays: (name: string) => NdArray, name: string) => Sample,
): Loader<Sample> {
  return {
    files: ["scene"],
    load: async ({ found, origin, signal }: Loading) => {
      const file = found.file("scene");
      const arrays = await open(file, { as: "arrays", signal });
      const named = (name: string) => {
        const array = arrays[name];
        if (array) return array;
        throw new SwathError("FORMAT", "data.load", `${file} holds no ${name}`, {
          mend: `get it again (swath data where ${found.manifest.id})`,
        });
      };
      const sample = make(named, found.manifest.id);
      const classes = found.manifest.classes?.map((one) => one.name) ?? [];
      return { set: dataset({ size: 1, origin, title: found.manifest.title, classes, get: () => sample }) };
    },
  };
}

/** Shares of materials as a label map from 1: the material that most of a pixel is. */
function mostly(abundances: Raster): Raster {
  const largest = largestBand(abundances);
  return largest.with(largest.data.map((band) => band + 1));
}

/** Hyperspectral image and height of one ground; the truth is shares of materials. */
export const heightScene: Loader<HeightSample> = oneScene((arrays, name) => {
  const abundances = toRaster(arrays("label"));
  const [image, height] = [toRaster(arrays("Y")), toRaster(arrays("DSM"))];
  return { name, image, height, abundances, mask: mostly(abundances) };
});

/** Hyperspectral image, and colours and labels at a finer grid. */
export const colourScene: Loader<ColourSample> = oneScene((arrays, name) => ({
  name,
  image: toRaster(arrays("hyprImg")),
  colour: toRaster(arrays("rgbImg")),
  mask: toRaster(arrays("clasLabs")),
}));

/** Image and shares of materials, each stored flat: a column a pixel, pixels down the columns of the image. */
export const flatScene: Loader<AbundanceSample> = oneScene((arrays, name) => {
  const [height, width] = [Number(arrays("nRow").data[0]), Number(arrays("nCol").data[0])];
  const abundances = unfolded(arrays("A"), height, width);
  return { name, image: unfolded(arrays("Y"), height, width), abundances, mask: mostly(abundances) };
});

function unfolded({ shape, data }: NdArray, height: number, width: number): Raster {
  const [bands = 0, pixels = 0] = shape;
  if (
    shape.length !== 2 ||
    pixels !== height * width ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  ) {
    throw new FormatError("data.load", `[${shape}] is no scene of ${height}×${width} pixels`, {
      mend: "get the file again",
    });
  }
  const out = arrayOf(dtypeOf(data), data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const to = (row * width + column) * bands;
      for (let band = 0; band < bands; band++) out[to + band] = data[band * pixels + column * height + row]!;
    }
  }
  return new Raster(out, { height, width, bands });
}
