import { citationText } from "./citation.js";
import { type DataRoot, dataRoots } from "./roots.js";
import type { Manifest } from "./schema.js";

/**
 * How to get a data set and where to put it, in words: steps, licence, citation, and the places under each root that
 * are looked at.
 *
 * @example
 * ```ts
 * import { manifest, whereText } from "swath/data";
 *
 * const text = whereText(manifest("eurosat"), { roots: [{ path: "/data" }] });
 * text.includes("/data/eurosat-rgb.tar.gz"); // true
 * ```
 */
export function whereText(
  manifest: Manifest,
  options: {
    readonly roots?: readonly DataRoot[];
    /** Other data sets, of which some may be pieces of this one. */
    readonly others?: readonly Manifest[];
  } = {},
): string {
  const { roots = dataRoots(), others = [] } = options;
  const { id, title, description, licence, home, doi, citation, obtain, files, papers, simulator } = manifest;
  const root = roots.find(({ problem }) => problem === undefined)?.path ?? "$SWATH_DATA";
  const pieces = others.filter(({ partOf }) => partOf === id).map((piece) => piece.id);
  const rows: (readonly [string, string] | undefined)[] = [
    ["home", home ?? "none known"],
    ["doi", doi ?? "none known"],
    [
      "licence",
      licence
        ? `${licence.name}${licence.note ? ` · ${licence.note}` : ""}`
        : "none stated: for research only, do not pass it on",
    ],
    ...(citation ? [["cite", citationText(citation, doi)] as const] : []),
    ...(papers.length > 0 ? [["papers", papers.join(", ")] as const] : []),
    ...(manifest.partOf === null ? [] : [["part of", manifest.partOf] as const]),
    ...(pieces.length > 0 ? [["pieces", pieces.join(", ")] as const] : []),
    undefined,
    ...obtain.map((step, index) => [`${index + 1}`, step] as const),
    undefined,
    ...files.flatMap(({ name, means, required, places }) =>
      places.map(
        ({ path, count, size }, index) =>
          [
            index === 0 ? name : "  or",
            [
              `${root}/${path}`,
              ...(count !== null && count > 1 ? [`${count} files`] : []),
              ...(size === null ? [] : [bytesText(size)]),
              ...(index === 0 ? [means] : []),
              ...(required ? [] : ["not required"]),
            ].join(" · "),
          ] as const,
      ),
    ),
    undefined,
    ...manifest.pitfalls.map((text, index) => [index === 0 ? "beware" : "", text] as const),
    ...(simulator === null
      ? []
      : [["stand-in", `simulated/${simulator}: its figures are labelled simulated`] as const]),
  ];
  const width = Math.min(16, Math.max(...rows.map((row) => row?.[0].length ?? 0))) + 2;
  const lines = rows.map((row) => (row ? `${row[0].padEnd(width)}${row[1]}` : ""));
  const setRoot =
    roots.length === 0
      ? ["", "SWATH_DATA is not set: let it name the folder that holds your data sets."]
      : [];
  return [`${id} · ${title}`, description, "", ...lines, ...setRoot].join("\n");
}

/** 19 MB, 2.4 kB. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}
