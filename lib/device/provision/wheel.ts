import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { aborted, provisionError } from "./errors.js";
import type { FetchStep, UnpackStep } from "./plan.js";
import { type Target, TENSORFLOW } from "./target.js";

/** A wheel whose table of contents was read; the contents are read when they are unpacked. */
export interface Wheel {
  readonly path: string;
  /** Normalised: lower case, hyphens. */
  readonly name: string;
  readonly version: string;
  /** `manylinux_2_27_x86_64`, or several. */
  readonly platforms: readonly string[];
  readonly entries: ReadonlyMap<string, Entry>;
  readonly zip: ZipFile;
}

/** Opens a wheel and reads what it says it is. Close its `zip` afterwards. */
export async function openWheel(path: string): Promise<Wheel> {
  const there = await stat(path).catch(() => undefined);
  if (!there?.isFile()) {
    throw provisionError(`there is no wheel at ${path}`, "give --wheel the path of a .whl file");
  }
  const entries = new Map<string, Entry>();
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const about = async (file: string) => {
      const entry = [...entries.values()].find(({ fileName }) =>
        new RegExp(`^[^/]+\\.dist-info/${file}$`).test(fileName),
      );
      return entry ? await text(zip as ZipFile, entry) : "";
    };
    const metadata = await about("METADATA");
    const tags = [...(await about("WHEEL")).matchAll(/^Tag: [^-\s]+-[^-\s]+-(\S+)/gm)];
    const name = /^Name: (\S+)/m.exec(metadata)?.[1];
    const version = /^Version: (\S+)/m.exec(metadata)?.[1];
    if (name === undefined || version === undefined) {
      zip.close();
      throw provisionError(
        "the file is a zip archive but no Python wheel",
        "give --wheel a TensorFlow wheel",
        {
          file: path,
        },
      );
    }
    return {
      path,
      name: normal(name),
      version,
      platforms: tags.map((tag) => tag[1] as string),
      entries,
      zip,
    };
  } catch (error) {
    zip?.close();
    throw error instanceof Error && error.name === "SwathError" ? error : corrupt(path, error);
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function corrupt(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return provisionError(
    "the wheel is broken or was cut short",
    "remove the file and run it again; with --wheel, copy the file once more",
    { file: path, reason },
    cause,
  );
}

async function text(zip: ZipFile, entry: Entry): Promise<string> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Refuses a wheel that is something else, another version, or for another machine. */
export function checkIdentity(wheel: Wheel, step: FetchStep, target: Target): void {
  const facts = {
    file: wheel.path,
    found: `${wheel.name} ${wheel.version} for ${wheel.platforms.join(", ")}`,
  };
  const wanted = `${step.name} ${step.version.replace(/^==/, "")}`;
  if (![step.name, ...step.or].includes(wheel.name)) {
    throw provisionError(
      `the wheel is ${wheel.name}, not ${step.name}`,
      `give the wheel of ${wanted}`,
      facts,
    );
  }
  if (step.version.startsWith("==") && wheel.version !== TENSORFLOW) {
    throw provisionError(
      `the wheel is version ${wheel.version}, this Swath is built on ${TENSORFLOW}`,
      `give the wheel of ${wanted}`,
      facts,
    );
  }
  if (!wheel.platforms.some((platform) => fits(platform, target))) {
    throw provisionError(
      `the wheel is for another platform than ${target.name}`,
      `give a wheel with the tag ${step.tags[0]}`,
      facts,
    );
  }
}

/** The Python and ABI tags do not matter, since only C libraries are taken; system and processor do. */
function fits(platform: string, target: Target): boolean {
  const [system, arch] = target.name.split("-") as [string, string];
  const kinds = system === "darwin" ? ["macosx"] : ["manylinux", "linux"];
  const processors = arch === "x64" ? ["x86_64"] : ["aarch64", "arm64"];
  return platform
    .split(".")
    .some((tag) => kinds.some((kind) => tag.startsWith(kind)) && processors.some((end) => tag.endsWith(end)));
}

/** Entries of a wheel that a step wants. */
export function wantedEntries(wheel: Wheel, step: UnpackStep): readonly Entry[] {
  const missing = step.required.filter((path) => !wheel.entries.has(path));
  if (missing.length > 0) {
    throw provisionError(`the wheel of ${wheel.name} lacks what it should hold`, "give an official wheel", {
      file: wheel.path,
      missing: missing.join(", "),
    });
  }
  return [...wheel.entries.values()].filter(
    ({ fileName }) =>
      !fileName.endsWith("/") &&
      step.files.some(
        ({ beginning, endings }) =>
          fileName.startsWith(beginning) &&
          (endings.length === 0 || endings.some((ending) => fileName.endsWith(ending))),
      ),
  );
}

/** Small pieces are unpacked again rather than remembered. */
const WORTH_REMEMBERING = 1 << 20;
const PIECES = "pieces.json";

type Pieces = Readonly<Record<string, { readonly crc: number; readonly bytes: number }>>;

async function readPieces(folder: string): Promise<Pieces> {
  try {
    return JSON.parse(await readFile(join(folder, PIECES), "utf8")) as Pieces;
  } catch {
    return {}; // nothing finished yet
  }
}

/** Whether an earlier, interrupted run finished this piece. */
async function finished(folder: string, entry: Entry, pieces: Pieces): Promise<boolean> {
  const known = pieces[entry.fileName];
  if (known?.crc !== entry.crc32 || known.bytes !== entry.uncompressedSize) return false;
  const there = await stat(join(folder, entry.fileName)).catch(() => undefined);
  return there?.size === entry.uncompressedSize;
}

/** Removes half-written pieces of runs that were killed. Only to be called while the lock is held. */
export async function sweepPieces(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names) if (name.endsWith(".part")) await rm(join(folder, name), { force: true });
}

/** Bytes that {@link unpack} would still write. */
export async function bytesToUnpack(entries: readonly Entry[], folder: string): Promise<number> {
  const pieces = await readPieces(folder);
  let bytes = 0;
  for (const entry of entries) if (!(await finished(folder, entry, pieces))) bytes += entry.uncompressedSize;
  return bytes;
}

/**
 * Writes entries below a folder, each aside and then renamed, so that a file under its name is a whole file
 * with the checksum that the wheel gives. What an interrupted run finished is not written again.
 */
export async function unpack(
  wheel: Wheel,
  entries: readonly Entry[],
  folder: string,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<void> {
  const { signal, onBytes } = options;
  let pieces = await readPieces(folder);
  for (const entry of entries) {
    if (signal?.aborted) throw aborted();
    if (await finished(folder, entry, pieces)) {
      onBytes?.(entry.uncompressedSize);
      continue;
    }
    await unpackOne(wheel, entry, join(folder, entry.fileName), options);
    if (entry.uncompressedSize >= WORTH_REMEMBERING) {
      pieces = { ...pieces, [entry.fileName]: { crc: entry.crc32, bytes: entry.uncompressedSize } };
      await writeAside(join(folder, PIECES), JSON.stringify(pieces));
    }
  }
}

async function unpackOne(
  wheel: Wheel,
  entry: Entry,
  path: string,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.part`;
  let crc = 0;
  try {
    const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
    let content: Readable;
    try {
      content = await wheel.zip.openReadStreamPromise(entry);
    } catch (error) {
      throw corrupt(wheel.path, error);
    }
    let fault: unknown;
    content.on("error", (error) => {
      fault = error; // the archive's fault, as against the disk's
    });
    const summed = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        crc = crc32(chunk, crc);
        options.onBytes?.(chunk.length);
        yield chunk;
      }
    };
    try {
      await pipeline(content, summed, createWriteStream(aside, { mode: mode | 0o200 }), {
        signal: options.signal,
      });
    } catch (error) {
      if (options.signal?.aborted) throw aborted();
      throw fault === error
        ? corrupt(wheel.path, new Error(`${entry.fileName}: ${(error as Error).message}`))
        : error;
    }
    if (crc !== entry.crc32)
      throw corrupt(wheel.path, new Error(`${entry.fileName}: its checksum (CRC-32) differs`));
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

/** A file appears whole or not at all. */
export async function writeAside(path: string, content: string): Promise<void> {
  const aside = `${path}.${process.pid}.part`;
  await writeFile(aside, content);
  await rename(aside, path);
}
