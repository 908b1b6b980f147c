import { movedTransform } from "../../raster/crop.js";
import type { GeoTransform } from "../../raster/raster.js";
import type { Directory } from "./ifd.js";

const [pixelScale, tiePoints, transformation, geoKeys, geoAscii] = [
  33550, 33922, 34264, 34735, 34737,
] as const;
const userDefined = 32767;

/** Keys of the GeoTIFF specification (OGC 19-008r4) that are used here. */
const key = {
  rasterType: 1025,
  citation: 1026,
  geographic: 2048,
  geographicCitation: 2049,
  projected: 3072,
  projectedCitation: 3073,
};

export interface Georeference {
  readonly transform?: GeoTransform;
  readonly crs?: string;
}

/** Where an image lies, from its GeoTIFF tags; nothing where there are none. */
export async function georeference(directory: Directory): Promise<Georeference> {
  const keys = await readKeys(directory);
  const transform = await readTransform(directory, keys.get(key.rasterType) === 2);
  const code = [keys.get(key.projected), keys.get(key.geographic)].find(
    (value) => typeof value === "number" && value > 0 && value !== userDefined,
  );
  const citation = [
    keys.get(key.projectedCitation),
    keys.get(key.citation),
    keys.get(key.geographicCitation),
  ].find((value) => typeof value === "string" && value !== "");
  const crs = code !== undefined ? `EPSG:${code}` : (citation as string | undefined);
  return { ...(transform && { transform }), ...(crs !== undefined && { crs }) };
}

async function readKeys(directory: Directory): Promise<ReadonlyMap<number, number | string>> {
  const list = await directory.values(geoKeys);
  const text = (await directory.text(geoAscii)) ?? "";
  const keys = new Map<number, number | string>();
  for (let i = 4; i + 4 <= list.length && i < 4 + 4 * list[3]!; i += 4) {
    const [id, location, count, value] = list.slice(i, i + 4) as [number, number, number, number];
    if (location === 0) keys.set(id, value);
    // Texts end with a bar.
    else if (location === geoAscii) keys.set(id, text.slice(value, value + count).replace(/\|$/, ""));
  }
  return keys;
}

async function readTransform(directory: Directory, pointed: boolean): Promise<GeoTransform | undefined> {
  const scale = await directory.values(pixelScale);
  const ties = directory.count(tiePoints) <= 6000 ? await directory.values(tiePoints) : [];
  const matrix = await directory.values(transformation);
  let found: GeoTransform | undefined;
  if (matrix.length === 16) {
    found = [matrix[3]!, matrix[0]!, matrix[1]!, matrix[7]!, matrix[4]!, matrix[5]!];
  } else if (scale.length >= 2 && ties.length >= 6) {
    const [column, row, , x, y] = ties as [number, number, number, number, number];
    const [sx, sy] = scale as [number, number];
    found = [x - column * sx, sx, 0, y + row * sy, 0, -sy];
  }
  if (!found?.every(Number.isFinite)) return undefined;
  // Such files give the place of a pixel's centre; ours is its corner.
  return pointed ? movedTransform(found, -0.5, -0.5) : found;
}

/** The transform of an overview whose pixels are `x` times as wide and `y` times as high. */
export function stretched(t: GeoTransform, x: number, y: number): GeoTransform {
  return [t[0], t[1] * x, t[2] * y, t[3], t[4] * x, t[5] * y];
}

/** What GDAL writes into its own tag about bands: names, wavelengths, scale and offset. */
export interface BandFacts {
  readonly names: ReadonlyMap<number, string>;
  readonly wavelengths: ReadonlyMap<number, number>;
  readonly scales: ReadonlyMap<number, number>;
  readonly offsets: ReadonlyMap<number, number>;
}

/** Reads the items of GDAL's metadata tag (`<Item name="SCALE" sample="0" role="scale">0.01</Item>`). */
export async function bandFacts(directory: Directory): Promise<BandFacts> {
  const xml = (await directory.text(42112)) ?? "";
  const facts = {
    names: new Map<number, string>(),
    wavelengths: new Map<number, number>(),
    scales: new Map<number, number>(),
    offsets: new Map<number, number>(),
  };
  const micrometres = /wavelength_units[^>]*>\s*(micrometers|um|μm)/i.test(xml);
  for (const [, attributes = "", value = ""] of xml.matchAll(
    /<Item ([^<>]{0,500})>([^<>]{0,2000})<\/Item>/g,
  )) {
    const sample = /sample="(\d{1,6})"/.exec(attributes)?.[1];
    if (sample === undefined) continue;
    const name = /name="([^"]*)"/.exec(attributes)?.[1] ?? "";
    const role = /role="([^"]*)"/.exec(attributes)?.[1] ?? "";
    const band = Number(sample);
    const number = Number.parseFloat(value);
    // Twice: GDAL escapes the text and then the XML around it.
    if (role === "description") facts.names.set(band, unescapeXml(unescapeXml(value)));
    else if (role === "scale" && Number.isFinite(number)) facts.scales.set(band, number);
    else if (role === "offset" && Number.isFinite(number)) facts.offsets.set(band, number);
    else if (/^(central_?)?wavelength$/i.test(name) && Number.isFinite(number)) {
      facts.wavelengths.set(band, micrometres ? number * 1000 : number);
    }
  }
  return facts;
}

function unescapeXml(text: string): string {
  const marks: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => marks[name]!);
}
