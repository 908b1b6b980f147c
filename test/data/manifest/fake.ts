import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Manifest, ManifestFile, ManifestPlace } from "../../../lib/data/manifest/schema.js";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A temporary folder that is removed with `remove`. */
export function temporary(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "swath-manifest-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes files of these contents below a folder. */
export function fill(folder: string, contents: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(contents)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  return folder;
}

/** A place whose copy has this content; without one, nothing is known of it. */
export function place(path: string, content?: string): ManifestPlace {
  const known = content === undefined ? undefined : { size: content.length, sha256: sha256(content) };
  return { path, count: 1, size: null, sha256: null, inside: null, copy: null, ...known };
}

export function file(name: string, ...places: readonly ManifestPlace[]): ManifestFile {
  return { name, means: name, required: true, reader: "unknown", variables: [], places };
}

/** A manifest of which only the files matter. */
export function fakeManifest(files: readonly ManifestFile[], about: Partial<Manifest> = {}): Manifest {
  return {
    $schema: "./manifest.schema.json",
    id: "fake",
    title: "A fake",
    description: "For tests.",
    partOf: null,
    papers: ["stad"],
    citation: null,
    doi: null,
    licence: null,
    home: null,
    obtain: ["make it"],
    sensor: null,
    resolutionM: null,
    samples: null,
    bands: null,
    classes: null,
    splits: [],
    pitfalls: [],
    simulator: null,
    files,
    sources: { files: "this test" },
    ...about,
  };
}
