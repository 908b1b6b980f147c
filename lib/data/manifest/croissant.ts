import { bibtex } from "./citation.js";
import type { Manifest, ManifestFile, ManifestPlace } from "./schema.js";

/** A Croissant description as JSON-LD. */
export type Croissant = Readonly<Record<string, unknown>>;

/** The terms of Croissant 1.1, as its specification lists them. */
const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  description: { "@container": "@language" },
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  name: { "@container": "@language" },
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
};

/**
 * A manifest as Croissant 1.1 metadata (JSON-LD), with GeoCroissant's terms where bands and resolution are known
 * (without claiming its profile, which asks for a coordinate reference system too). Paths are relative to a data root.
 * What the manifest does not know is left out; Croissant has no word for unknown.
 *
 * @example
 * ```ts
 * import { croissant, manifest } from "swath/data";
 *
 * const about = croissant(manifest("eurosat"));
 * about["conformsTo"]; // "http://mlcommons.org/croissant/1.1"
 * ```
 */
export function croissant(manifest: Manifest): Croissant {
  const { title, description, home, doi, licence, papers, pitfalls } = manifest;
  const geo = geoTerms(manifest);
  const isGeo = Object.keys(geo).length > 0;
  const url = home ?? (doi === null ? undefined : `https://doi.org/${doi}`);
  const cite = bibtex(manifest) ?? (doi === null ? undefined : `doi:${doi}`);
  return {
    "@context": isGeo ? { ...context, geocr: "http://mlcommons.org/croissant/geo/" } : context,
    "@type": "sc:Dataset",
    name: title,
    description: `${description}${pitfalls.length > 0 ? ` Beware: ${pitfalls.join(" ")}` : ""}`,
    conformsTo: "http://mlcommons.org/croissant/1.1",
    ...defined({ url, citeAs: cite, license: licence?.url ?? licence?.name }),
    ...(doi === null ? {} : { sameAs: `https://doi.org/${doi}` }),
    ...(papers.length > 0 ? { keywords: ["remote sensing", ...papers] } : { keywords: ["remote sensing"] }),
    ...geo,
    distribution: manifest.files.flatMap(distribution),
    recordSet: [...manifest.files.flatMap(records), ...classRecords(manifest)],
  };
}

function defined(values: Readonly<Record<string, string | undefined>>): Croissant {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Bands and resolution, where all that GeoCroissant asks for is known: nothing is made up to fill it. */
function geoTerms({ bands, resolutionM }: Manifest): Croissant {
  const named = bands?.count != null && bands.names !== null;
  return {
    ...(resolutionM === null ? {} : { "geocr:spatialResolution": quantity(resolutionM, "m") }),
    ...(named
      ? {
          "geocr:bandConfiguration": {
            "@type": "geocr:BandConfiguration",
            "geocr:totalBands": bands.count,
            "geocr:bandNamesList": bands.names,
          },
        }
      : {}),
    ...(bands?.centresNm
      ? {
          "geocr:spectralBandMetadata": bands.centresNm.map((centre, index) => ({
            "@type": "geocr:SpectralBand",
            name: bands.names?.[index] ?? `band ${index + 1}`,
            "geocr:centerWavelength": quantity(centre, "nm"),
          })),
        }
      : {}),
  };
}

function quantity(value: number, unitText: string): Croissant {
  return { "@type": "sc:QuantitativeValue", value, unitText };
}

const wild = /[*?]/;

/** The first place stands for the file: Croissant describes one form of a data set. */
function firstOf({ places }: ManifestFile): ManifestPlace {
  return places.find(({ sha256 }) => sha256 !== null) ?? (places[0] as ManifestPlace);
}

function distribution(file: ManifestFile): readonly Croissant[] {
  const place = firstOf(file);
  const shown = file.means;
  const archive = place.inside !== null;
  // A FileObject must have a checksum; a file of which none is known is a FileSet that holds one file.
  if (wild.test(place.path) || (place.sha256 === null && !archive)) {
    return [fileSet(file.name, shown, place.path, formatOf(file, place.path))];
  }
  const object = {
    "@type": "cr:FileObject",
    "@id": archive ? `${file.name}-archive` : file.name,
    name: place.path.split("/").at(-1),
    description: archive ? `${shown}, packed` : shown,
    contentUrl: place.path,
    encodingFormat: archive ? archiveFormat(place.path) : formatOf(file, place.path),
    ...(place.size === null ? {} : { contentSize: `${place.size} B` }),
    ...(place.sha256 === null ? {} : { sha256: place.sha256 }),
  };
  if (place.inside === null) return [object];
  return [
    object,
    {
      ...fileSet(file.name, shown, place.inside, formatOf(file, place.inside)),
      containedIn: { "@id": object["@id"] },
    },
  ];
}

function fileSet(name: string, description: string, includes: string, encodingFormat: string): Croissant {
  return { "@type": "cr:FileSet", "@id": name, name, description, encodingFormat, includes };
}

function archiveFormat(path: string): string {
  return path.endsWith(".zip") ? "application/zip" : "application/x-tar";
}

const formats: Readonly<Record<string, string>> = {
  mat: "application/x-matlab-data",
  tif: "image/tiff",
  tiff: "image/tiff",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  hdf: "application/x-hdf5",
  nc: "application/x-netcdf",
  json: "application/json",
  xml: "application/xml",
  txt: "text/plain",
  csv: "text/csv",
};

function formatOf({ reader }: ManifestFile, path: string): string {
  const suffix = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return formats[suffix] ?? (reader === "geotiff" ? "image/tiff" : "application/octet-stream");
}

/** A record for each image of a set: the picture and its path, from which most data sets give the class. */
function records(file: ManifestFile): readonly Croissant[] {
  const { path, inside } = firstOf(file);
  if (file.reader !== "image" || !wild.test(inside ?? path)) return [];
  const set = `${file.name}-records`;
  const source = (fileProperty: string) => ({
    fileSet: { "@id": file.name },
    extract: { fileProperty },
  });
  return [
    {
      "@type": "cr:RecordSet",
      "@id": set,
      name: set,
      description: file.means,
      field: [
        {
          "@type": "cr:Field",
          "@id": `${set}/image`,
          name: "image",
          dataType: "sc:ImageObject",
          source: source("content"),
        },
        {
          "@type": "cr:Field",
          "@id": `${set}/path`,
          name: "path",
          dataType: "sc:Text",
          source: source("fullpath"),
        },
      ],
    },
  ];
}

function classRecords({ classes }: Manifest): readonly Croissant[] {
  if (classes === null || classes.length === 0) return [];
  const valued = classes.every(({ value }) => value !== null);
  const field = (name: string, dataType: string) => ({
    "@type": "cr:Field",
    "@id": `classes/${name}`,
    name,
    dataType,
  });
  return [
    {
      "@type": "cr:RecordSet",
      "@id": "classes",
      name: "classes",
      description: "The classes, with the value that the label files hold where it is known.",
      dataType: "sc:Enumeration",
      key: { "@id": "classes/name" },
      field: [field("name", "sc:Text"), ...(valued ? [field("value", "sc:Integer")] : [])],
      data: classes.map(({ name, value }) => ({
        "classes/name": name,
        ...(valued ? { "classes/value": value } : {}),
      })),
    },
  ];
}
