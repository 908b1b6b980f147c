import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import {
  type BoxSample,
  batches,
  type Dataset,
  type ImageSample,
  load,
  open,
  openImages,
  readGeoTiff,
  readJpeg,
  readMat,
} from "../../lib/data/index.js";

export const about = "reading real scenes, images and archives beside SciPy, h5py, tifffile and Pillow";

const usage = `bench data [--rounds N] [--share S] [--only NAME] [--json]

Reads real files with Swath and with SciPy, tifffile and Pillow, turn by turn in one run, and prints
Swath's time over the peer's: of the clock (median of the rounds, and quickest against quickest)
and of the processor (all threads, so with those that compile and collect garbage). The row prefetch
takes batches of the same EuroSAT images decoded in this thread and ahead in threads, while the caller
is busy half of the time as a training step would be: images a second of each, their ratio, and the
processor time that decoding takes from the training thread (which a busy machine does not blur);
prefetch-ssdd does the same with large images that are brought to 256×256.
N rounds (5 unless told); of archives the share S of images is decoded (0.1 unless told).
Needs SWATH_DATA and, for the peers, SWATH_TEST_PYTHON (python3 unless told).
`;

interface Job {
  readonly name: string;
  readonly peer: string;
  readonly files: readonly string[];
  /** Reads everything and gives the number of values, which both sides must agree on. */
  readonly run: (files: readonly string[], share: number) => Promise<number>;
  /** The same in Python: a function body over \`files\` and \`share\`. */
  readonly python: string;
}

function list(
  root: string,
  folder: string,
  suffix: string,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(suffix))
    .sort()
    .slice(0, most)
    .map((name) => join(path, name));
}

async function archives([file]: readonly string[], share: number): Promise<number> {
  const images = await openImages(file!);
  const step = Math.round(1 / share);
  let values = 0;
  for (let i = 0; i < images.entries.length; i += step)
    values += (await images.entries[i]!.read()).data.length;
  await images.close();
  return values;
}

// Python's tarfile goes back and forth in a gzip stream at great cost; a user who knows it unpacks in memory first.
const pythonArchive = `
    step = round(1 / share); n = 0
    with gzip.open(files[0]) as packed: whole = io.BytesIO(packed.read())
    with tarfile.open(fileobj=whole) as archive:
        members = sorted((m for m in archive.getmembers() if m.isfile() and m.name.endswith(".jpg")), key=lambda m: m.name)
        for member in members[::step]:
            n += np.asarray(Image.open(io.BytesIO(archive.extractfile(member).read()))).size
    return n`;

async function mat(files: readonly string[], types: "class" | "stored"): Promise<number> {
  let values = 0;
  for (const file of files) {
    for (const value of Object.values(await readMat(file, { types })))
      if (value.kind === "numbers") values += value.data.length;
  }
  return values;
}

function jobs(root: string): readonly Job[] {
  const all: readonly Job[] = [
    {
      name: "abu",
      peer: "SciPy",
      files: list(root, "abu", ".mat"),
      run: (files) => mat(files, "stored"),
      python: `
    return sum(v.size for f in files for k, v in scipy.io.loadmat(f).items() if not k.startswith("__"))`,
    },
    {
      name: "abu-doubles",
      peer: "SciPy",
      files: list(root, "abu", ".mat"),
      run: (files) => mat(files, "class"),
      python: `
    return sum(v.size for f in files for k, v in scipy.io.loadmat(f, mat_dtype=True).items() if not k.startswith("__"))`,
    },
    {
      name: "mat-7.3",
      peer: "h5py",
      files: ["MUUFL.mat", "pavia_TAEF_100x100.mat"]
        .map((name) => join(root, "had-scenes", name))
        .filter(existsSync),
      run: async (files) => {
        let values = 0;
        for (const file of files) values += (await open(file)).data.length;
        return values;
      },
      python: `
    n = 0
    for f in files:
        with h5py.File(f) as h: n += max(np.ascontiguousarray(h[k][()].T).size for k in h)
    return n`,
    },
    {
      name: "geotiff",
      peer: "tifffile",
      files: list(root, "l8biome-sample", ".tif"),
      run: async (files) => {
        let values = 0;
        for (const file of files) values += (await readGeoTiff(file)).data.length;
        return values;
      },
      python: `
    return sum(tifffile.imread(f).size for f in files)`,
    },
    {
      name: "ssdd",
      peer: "Pillow",
      files: list(root, "ssdd/images", ".jpg", 200),
      run: async (files) => {
        let values = 0;
        for (const file of files) values += (await readJpeg(file)).data.length;
        return values;
      },
      python: `
    return sum(np.asarray(Image.open(f)).size for f in files)`,
    },
    {
      name: "levir-png",
      peer: "Pillow",
      files: list(root, "levir-crops", ".png"),
      run: async (files) => {
        let values = 0;
        for (const file of files) values += (await open(file)).data.length;
        return values;
      },
      python: `
    return sum(np.asarray(Image.open(f)).size for f in files)`,
    },
    ...["cifar10-jpeg", "eurosat-rgb"].map(
      (name): Job => ({
        name,
        peer: "tarfile + Pillow",
        files: [join(root, `${name}.tar.gz`)].filter(existsSync),
        run: archives,
        python: pythonArchive,
      }),
    ),
  ];
  return all.filter((job) => job.files.length > 0);
}

interface Timing {
  readonly values: number;
  readonly wall: number;
  readonly cpu: number;
}

/** A Python process that runs the peers' side when asked, so that both sides take turns in one run. */
class Peers {
  private readonly lines: AsyncIterator<string>;
  private constructor(private readonly child: ChildProcess) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  static start(list: readonly Job[]): Peers | undefined {
    const interpreter = process.env["SWATH_TEST_PYTHON"] ?? "python3";
    const functions = list
      .map((job) => `def ${job.name.replace(/\W/g, "_")}(files, share):${job.python}\n`)
      .join("\n");
    const script = `
import sys, json, time, io, gzip, tarfile, warnings
warnings.filterwarnings("ignore")
import numpy as np, scipy.io, tifffile, h5py
from PIL import Image
${functions}
print("ready", flush=True)
for line in sys.stdin:
    job = json.loads(line)
    wall, cpu = time.perf_counter(), time.process_time()
    values = int(globals()[job["name"]](job["files"], job["share"]))
    print(json.dumps({"values": values, "wall": (time.perf_counter() - wall) * 1e3, "cpu": (time.process_time() - cpu) * 1e3}), flush=True)
`;
    // One core for the peers too: their threads would otherwise be compared with one of ours.
    const one = { OMP_NUM_THREADS: "1", TIFFFILE_NUM_THREADS: "1" };
    const child = spawn(interpreter, ["-c", script], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...one },
    });
    child.on("error", () => {});
    return new Peers(child);
  }

  async line(): Promise<string | undefined> {
    const { value, done } = await this.lines.next();
    return done ? undefined : value;
  }

  async run(job: Job, share: number): Promise<Timing | undefined> {
    this.child.stdin!.write(
      `${JSON.stringify({ name: job.name.replace(/\W/g, "_"), files: job.files, share })}\n`,
    );
    const answer = await this.line();
    return answer === undefined ? undefined : (JSON.parse(answer) as Timing);
  }

  stop(): void {
    this.child.kill();
  }
}

async function timed(job: Job, share: number): Promise<Timing> {
  const wall = performance.now();
  const before = process.cpuUsage();
  const values = await job.run(job.files, share);
  const { user, system } = process.cpuUsage(before);
  return { values, wall: performance.now() - wall, cpu: (user + system) / 1000 };
}

const BATCH = 50;

/** Takes an epoch of batches and is busy for a while after each one; gives images a second. */
async function epochRate(
  set: Dataset<ImageSample | BoxSample>,
  prefetch: false | { readonly workers: number },
  busy: number,
): Promise<number> {
  const start = performance.now();
  let images = 0;
  for await (const { size } of batches(set, { batch: BATCH, prefetch })) {
    images += size;
    // As a captured step: the thread does nothing else meanwhile.
    const until = performance.now() + busy;
    while (performance.now() < until);
  }
  return (1000 * images) / (performance.now() - start);
}

/** Milliseconds of processor that this thread alone has taken; undefined where the system does not say. */
function ownThread(): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}

/** Microseconds of this thread's processor for each image of an epoch. */
async function ownTime(
  set: Dataset<ImageSample | BoxSample>,
  prefetch: false | { readonly workers: number },
): Promise<number> {
  const before = ownThread();
  await epochRate(set, prefetch, 0);
  return before === undefined ? Number.NaN : (1000 * (ownThread()! - before)) / set.size;
}

interface PrefetchRow {
  readonly name: string;
  readonly images: number;
  /** Milliseconds of work for each batch of 50: as long as decoding one takes in this thread. */
  readonly busy: number;
  readonly processors: number;
  /** Images a second by the number of threads. */
  readonly rates: Readonly<Record<string, number>>;
  /** One thread ahead over none, round by round. */
  readonly gain: number;
  /** Microseconds of the training thread's processor an image, without threads and with one (Linux; NaN elsewhere). */
  readonly own: readonly [without: number, ahead: number];
}

/** Decoding ahead in threads beside decoding in the thread that trains. */
async function prefetchRow(
  name: string,
  all: Dataset<ImageSample | BoxSample>,
  rounds: number,
  share: number,
): Promise<PrefetchRow> {
  const step = Math.round(1 / share);
  const set = all.subset(Array.from({ length: Math.floor(all.size / step) }, (_, i) => i * step));
  await epochRate(set, false, 0);
  const busy = (1000 * BATCH) / (await epochRate(set, false, 0));
  const threads = [0, 1, 2, 4].filter((count) => count <= availableParallelism());
  const seen = new Map(threads.map((count): [number, number[]] => [count, []]));
  for (let round = 0; round < rounds; round++) {
    for (const workers of threads)
      seen.get(workers)!.push(await epochRate(set, workers === 0 ? false : { workers }, busy));
  }
  const rates = Object.fromEntries(threads.map((count) => [count, median(seen.get(count)!)]));
  const gain = median((seen.get(1) ?? []).map((rate, i) => rate / seen.get(0)![i]!));
  const own = [await ownTime(set, false), await ownTime(set, { workers: 1 })] as const;
  return { name, images: set.size, busy, processors: availableParallelism(), rates, gain, own };
}

const median = (list: readonly number[]) =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

/** Reads real files beside the peers and prints the ratios. */
export async function main(args: readonly string[]): Promise<number> {
  const { values: given } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "5" },
      share: { type: "string", default: "0.1" },
      only: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (given.help) {
    console.log(usage);
    return 0;
  }
  const root = process.env["SWATH_DATA"];
  if (!root || !existsSync(root)) {
    console.log(
      "bench data: there is no data; set SWATH_DATA to the folder that holds abu, ssdd, l8biome-sample …",
    );
    return 1;
  }
  const chosen = jobs(root).filter((job) => !given.only || job.name === given.only);
  const [rounds, share] = [Number(given.rounds), Number(given.share)];
  const peers = Peers.start(chosen);
  const ready = (await peers?.line()) === "ready";
  if (!ready)
    console.log(
      "the peers do not run (numpy, scipy, tifffile, h5py, Pillow): set SWATH_TEST_PYTHON; own times only",
    );
  const rows = [];
  for (const job of chosen) {
    const own: Timing[] = [];
    const other: Timing[] = [];
    // One round unseen on both sides: caches of the disk, compiled code.
    await timed(job, share);
    if (ready) await peers?.run(job, share);
    for (let round = 0; round < rounds; round++) {
      own.push(await timed(job, share));
      const timing = ready ? await peers?.run(job, share) : undefined;
      if (timing) other.push(timing);
    }
    const differ = other.some((timing) => timing.values !== own[0]!.values);
    rows.push({
      name: job.name,
      peer: job.peer,
      files: job.files.length,
      values: own[0]!.values,
      milliseconds: median(own.map((timing) => timing.wall)),
      peerMilliseconds: median(other.map((timing) => timing.wall)),
      // Ratio round by round: both sides of a round saw the same load of the machine.
      ratio: median(other.map((timing, i) => own[i]!.wall / timing.wall)),
      // The quickest round of each: what remains when the machine is busy with something else.
      bestRatio:
        Math.min(...own.map((timing) => timing.wall)) / Math.min(...other.map((timing) => timing.wall)),
      processorRatio: median(other.map((timing, i) => own[i]!.cpu / timing.cpu)),
      ...(differ && { problem: `the peer counts ${other[0]!.values} values` }),
    });
    const row = rows.at(-1)!;
    if (!given.json) {
      console.log(
        `${row.name.padEnd(14)} ${row.milliseconds.toFixed(0).padStart(7)} ms   ${row.peer.padEnd(17)} ` +
          `${row.peerMilliseconds.toFixed(0).padStart(7)} ms   ratio ${row.ratio.toFixed(2)}   best ${row.bestRatio.toFixed(2)}   processor ${row.processorRatio.toFixed(2)}` +
          (row.problem ? `   PROBLEM: ${row.problem}` : ""),
      );
    }
  }
  peers?.stop();
  const sets = [
    ["prefetch", "eurosat-rgb.tar.gz", () => load("eurosat"), share],
    // Large images, brought to one size as a detector takes them.
    ["prefetch-ssdd", "ssdd", () => load("ssdd", { size: 256 }), Math.min(1, 2.5 * share)],
  ] as const;
  for (const [name, place, loaded, part] of sets) {
    if (!existsSync(join(root, place)) || (given.only && given.only !== name)) continue;
    const row = await prefetchRow(name, await loaded(), rounds, part);
    const rates = Object.entries(row.rates)
      .map(([count, rate]) => `${count} threads ${rate.toFixed(0)}`)
      .join("   ");
    if (given.json) rows.push(row);
    else
      console.log(
        `${name.padEnd(14)} images/s beside ${row.busy.toFixed(0)} ms of work a batch   ${rates}   gain ${row.gain.toFixed(2)}   own processor ${row.own[0].toFixed(0)} -> ${row.own[1].toFixed(0)} µs an image`,
      );
  }
  if (given.json) console.log(JSON.stringify(rows, null, 2));
  return rows.some((row) => "problem" in row) ? 1 : 0;
}
