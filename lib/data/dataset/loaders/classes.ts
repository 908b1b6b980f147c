import { basename } from "node:path";
import { SwathError } from "../../../errors.js";
import type { Manifest } from "../../manifest/schema.js";
import { readCifar } from "../../read/cifar.js";
import type { ImageEntry } from "../../read/images.js";
import { dataset } from "../dataset.js";
import { type Locate, labelledImages, listImages } from "../images.js";
import type { ImageSample } from "../sample.js";
import { type Loader, type Loading, partsOf } from "./loader.js";

/** Images in a folder a class, in folders or in one archive; folders `train`, `val` and `test` above are a split. */
export const imageFolders: Loader<ImageSample> = {
  load: async (loading) => {
    const { found, origin, decode } = loading;
    const { entries, locate } = await listed(loading);
    const folders = [...new Set(entries.flatMap(({ label }) => label ?? []))].sort();
    const named = found.manifest.classes?.map(({ name }) => name) ?? [];
    const classes = folders.every((folder) => named.includes(folder)) ? named : folders;
    const { title } = found.manifest;
    const published = partsOf(entries, ({ path }) => /(?:^|\/)(train|val|test)\//.exec(path)?.[1]);
    return { set: labelledImages({ origin, title, entries, locate, classes, decode }), published };
  },
};

async function listed({
  found,
  signal,
}: Loading): Promise<{ entries: readonly ImageEntry[]; locate: Locate }> {
  const entries: ImageEntry[] = [];
  for (const name of found.names) {
    const { place } = found.state.files.find((file) => file.name === name)!;
    const files = found.files(name);
    if (place?.inside) {
      const [archive = ""] = files;
      const inside = pattern(place.inside);
      const { images, locate, close } = await listImages(archive, { signal });
      await close();
      const kept = images.entries.filter(({ path }) => inside.test(path));
      if (kept.length > 0) return { entries: kept, locate };
      throw new SwathError("DATA_DIFFERS", "data.load", `${archive} holds no ${place.inside}`, {
        mend: `swath data where ${found.manifest.id}`,
      });
    }
    entries.push(...files.map(entryOf));
  }
  return { entries, locate: ({ path }) => ({ name: path, path }) };
}

/** A file on the disk as an entry; only its path and label are used, threads read it themselves. */
function entryOf(path: string): ImageEntry {
  const [label] = path.split(/[/\\]/).slice(-2);
  const unread = () => Promise.reject(new SwathError("STATE", "data.load", `${path} is read by its path`));
  return { path, size: 0, ...(label !== undefined && { label }), bytes: unread, read: unread };
}

/** The paths that a manifest's pattern means: `*` and `?` stop at a slash. */
function pattern(inside: string): RegExp {
  const escaped = inside.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`);
}

/** The binary release of CIFAR-10 and CIFAR-100. */
export const cifar: Loader<ImageSample> = {
  load: async ({ found, origin, signal }) => {
    const files = found.names.flatMap((name) => found.files(name).map((path) => ({ name, path })));
    const read = await Promise.all(files.map(({ path }) => readCifar(path, { signal })));
    const labels = Int32Array.from(read.flatMap(({ labels }) => Array.from(labels)));
    const places = read.flatMap(({ count }, file) => Array.from({ length: count }, (_, i) => ({ file, i })));
    const classes = classNames(found.manifest, labels);
    const image = (at: number) => read[places[at]!.file]!.image(places[at]!.i);
    const { title } = found.manifest;
    return {
      set: dataset({
        size: places.length,
        origin,
        title,
        classes,
        labels,
        get: (at): ImageSample => ({ image: image(at), label: labels[at]! }),
      }),
      published: partsOf(places, ({ file }) => files[file]!.name),
    };
  },
};

function classNames({ classes }: Manifest, labels: Int32Array): readonly string[] {
  if (classes && classes.length > 0) return classes.map(({ name }) => name);
  return Array.from({ length: labels.reduce((most, label) => Math.max(most, label + 1), 0) }, (_, i) =>
    String(i),
  );
}

/** The name of a file without its suffix, by which images and labels are matched. */
export function stem(path: string): string {
  return basename(path).replace(/\.[^.]+$/, "");
}
