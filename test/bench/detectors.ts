/** STAD's classical detectors beside NumPy and SciPy: same cube, one run, all processors each. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Raster } from "../../lib/data/raster/raster.js";
import { normal, seed } from "../../lib/device/random/index.js";
import { crd } from "../../lib/papers/stad/crd.js";
import { lrx } from "../../lib/papers/stad/lrx.js";
import { rx } from "../../lib/papers/stad/rx.js";
import { root } from "./support/root.js";
import { relativeDifference, round } from "./support/statistics.js";

export const about = "RX, local RX and CRD against NumPy and SciPy";

const help = `npm run bench -- detectors [--size N] [--bands N] [--inner N] [--outer N] [--repeats N] [--json]

  --size N       side of the scene; 100 unless told
  --bands N      200 unless told
  --inner N      side of the guard window; 5 unless told
  --outer N      side of the outer window; 11 unless told
  --repeats N    the fastest of so many runs counts; 2 unless told
  --json         print JSON instead of a table

The peer runs each detector in several ways, with its threads in BLAS and over the rows, and its fastest counts.
SWATH_TEST_PYTHON names a Python with numpy and scipy; without one Swath runs alone.`;

interface Timed {
  readonly seconds: number;
  /** Processor time of all threads: what is left to compare when others use the machine. */
  readonly cpuSeconds: number;
  readonly values: readonly number[];
  readonly way?: string;
}

async function time(work: () => Promise<Raster> | Raster): Promise<Timed> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const { data } = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    values: Array.from(data as Float64Array),
  };
}

const fastest = (runs: readonly Timed[]): Timed =>
  runs.reduce((best, one) => (one.seconds < best.seconds ? one : best));
const cheapest = (runs: readonly Timed[]): number => Math.min(...runs.map((run) => run.cpuSeconds));

/** Five spectra, smooth over the bands, mixed smoothly over the scene, with 1 % of noise. */
function sceneOf(size: number, bands: number): Raster {
  const key = seed(5);
  const phases = normal(key.fold("phases"), [5, 3]);
  const noise = normal(key.fold("noise"), [size * size * bands], { std: 0.01 });
  const data = new Float64Array(size * size * bands);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const [row, column] = [Math.floor(pixel / size) / size, (pixel % size) / size];
    for (let k = 0; k < 5; k++) {
      const [a, b, c] = [phases[3 * k]!, phases[3 * k + 1]!, phases[3 * k + 2]!];
      const share = Math.exp(Math.sin(3 * a + 4 * row * b) + Math.cos(3 * c + 5 * column * a));
      for (let band = 0; band < bands; band++) {
        data[pixel * bands + band]! += share * (1 + Math.sin(b + ((k + 1) * 4 * band) / bands));
      }
    }
  }
  for (let i = 0; i < data.length; i++) data[i]! += noise[i]!;
  return new Raster(data, { height: size, width: size, bands });
}

type Runs = Readonly<Record<string, readonly Timed[]>>;

/** The peer with its threads in BLAS, and with threads of its own over the rows. */
function peer(folder: string, sizes: readonly number[]): Runs | null {
  const python = process.env["SWATH_TEST_PYTHON"] ?? "python3";
  try {
    execFileSync(python, ["-c", "import scipy.linalg"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const script = join(root(), "test/bench/peers/detectors.py");
  const ask = (threads: number) =>
    JSON.parse(
      execFileSync(python, ["-B", script, folder, ...[...sizes, threads].map(String)], {
        encoding: "utf8",
        maxBuffer: 2 ** 30,
        env: { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
      }),
    ) as Runs;
  const [one, all] = [ask(1), ask(Math.max(2, availableParallelism()))];
  return Object.fromEntries(Object.keys(one).map((name) => [name, [...one[name]!, ...all[name]!]]));
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: "string", default: "100" },
      bands: { type: "string", default: "200" },
      inner: { type: "string", default: "5" },
      outer: { type: "string", default: "11" },
      repeats: { type: "string", default: "2" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const [size, bands, inner, outer, repeats] = [
    values.size,
    values.bands,
    values.inner,
    values.outer,
    values.repeats,
  ].map(Number) as [number, number, number, number, number];
  const folder = mkdtempSync(join(tmpdir(), "swath-bench-detectors-"));
  try {
    const scene = sceneOf(size, bands);
    writeFileSync(join(folder, "cube.f64"), new Uint8Array((scene.data as Float64Array).buffer));
    const works: Readonly<Record<string, () => Promise<Raster> | Raster>> = {
      rx: () => rx(scene),
      lrx: () => lrx(scene, { inner, outer }),
      crd: () => crd(scene, { inner, outer }),
    };
    const ours: Record<string, Timed[]> = {};
    // Before and after the peer, so that neither has the quieter half of the run.
    const measure = async () => {
      for (const [name, work] of Object.entries(works)) {
        ours[name] ??= [];
        ours[name].push(await time(work));
      }
    };
    for (let i = 0; i < Math.ceil(repeats / 2); i++) await measure();
    const theirs = peer(folder, [size, size, bands, inner, outer]);
    for (let i = 0; i < Math.floor(repeats / 2); i++) await measure();
    const rows = Object.entries(ours).map(([name, runs]) => {
      const own = fastest(runs);
      const others = theirs?.[name];
      const other = others && fastest(others);
      return {
        detector: name,
        swathSeconds: round(own.seconds, 3),
        peerSeconds: other ? round(other.seconds, 3) : null,
        ratio: other ? round(own.seconds / other.seconds, 3) : null,
        cpuRatio: others ? round(cheapest(runs) / cheapest(others), 3) : null,
        difference: other ? relativeDifference(own.values, other.values) : null,
        peerWay: other?.way ?? null,
      };
    });
    if (values.json) console.log(JSON.stringify({ size, bands, inner, outer, rows }));
    else console.table(rows);
    if (!theirs) console.log("the peer is not there: SWATH_TEST_PYTHON needs numpy and scipy");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
