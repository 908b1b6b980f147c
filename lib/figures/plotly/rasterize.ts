import { Resvg } from "@resvg/resvg-js";
import { assetPath } from "../assets.js";
import { forResvg } from "./finish.js";
import { FONT_FAMILY, FONT_FILES } from "./typeface.js";

export interface RasterizeOptions {
  /** Picture pixels for each CSS pixel. */
  readonly scale: number;
  readonly fontFiles?: readonly string[];
}

/** An SVG as pixels, set in the bundled faces only: a machine without any font gives the same picture. */
export function rasterize(svg: string, { scale, fontFiles = [] }: RasterizeOptions) {
  return new Resvg(forResvg(svg), {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [...Object.values(FONT_FILES).map(assetPath), ...fontFiles],
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  }).render();
}
