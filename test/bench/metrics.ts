/** COCO evaluation beside pycocotools, ROC and AP of many scores beside scikit-learn: same data, one run, one core each. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { auc, averagePrecision, CocoEvaluator, confusion, roc } from "../../lib/metrics/index.js";
import { root } from "./support/root.js";
import { relativeDifference, round } from "./support/statistics.js";

export const about = "COCO evaluation, AUC, AP and confusion matrices against pycocotools and scikit-learn";

const help = `npm run bench -- metrics [--images N] [--scores N] [--json]

  --images N   images of the COCO evaluation, 80 classes; 5000 unless told
  --scores N   scores of the rankings; 10000000 unless told
  --json       print JSON instead of a table

SWATH_TEST_PYTHON names a Python with numpy, scikit-learn and pycocotools; without one Swath runs alone.`;

interface Timed {
  readonly seconds: number;
  /** Processor time of all threads: what is left to compare when others use the machine. */
  readonly cpuSeconds: number;
  readonly values: readonly number[];
}

function time(work: () => readonly number[]): Timed {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const values = work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6, values };
}

/** A small generator of its own, so that the data are the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface CocoRow {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly score: number;
  readonly area: number;
  readonly iscrowd: number;
}

/** As many objects and detections an image as COCO's validation set and a usual detector have: about 7 and 100. */
function cocoData(images: number): { truth: CocoRow[]; found: CocoRow[] } {
  const random = generator(7);
  const truth: CocoRow[] = [];
  const found: CocoRow[] = [];
  for (let image = 0; image < images; image++) {
    const objects = Array.from({ length: Math.floor(random() * 15) }, () => {
      const [w, h] = [8 + 300 * random() ** 2, 8 + 300 * random() ** 2];
      return { label: Math.floor(80 * random() ** 2), box: [random() * 300, random() * 200, w, h] };
    });
    for (const { label, box } of objects) {
      truth.push({
        image_id: image,
        category_id: label,
        bbox: box,
        score: 0,
        area: box[2]! * box[3]! * (0.5 + random() / 2),
        iscrowd: Number(random() < 0.01),
      });
    }
    for (let i = 0; i < 100; i++) {
      const near =
        objects.length > 0 && random() < 0.6 ? objects[Math.floor(random() * objects.length)] : undefined;
      const box = near
        ? near.box.map((value, k) =>
            Math.max(k > 1 ? 1 : 0, value + (random() - 0.5) * 0.3 * near.box[2 + (k & 1)]!),
          )
        : [random() * 300, random() * 200, 8 + 300 * random() ** 2, 8 + 300 * random() ** 2];
      const label = near && random() < 0.8 ? near.label : Math.floor(80 * random() ** 2);
      const score = Math.round((near ? 0.2 + 0.8 * random() : random() ** 2) * 1e3) / 1e3;
      found.push({ image_id: image, category_id: label, bbox: box, score, area: 0, iscrowd: 0 });
    }
  }
  return { truth, found };
}

/** From parsed annotation lists to the twelve figures, as a caller of pycocotools does it. */
function evaluate(truth: readonly CocoRow[], found: readonly CocoRow[], images: number): readonly number[] {
  const group = (rows: readonly CocoRow[]) => {
    const groups: CocoRow[][] = Array.from({ length: images }, () => []);
    for (const row of rows) groups[row.image_id]!.push(row);
    return groups;
  };
  const [objects, detections] = [group(truth), group(found)];
  const coco = new CocoEvaluator({ classes: 80 });
  for (let image = 0; image < images; image++) {
    const [own, seen] = [objects[image]!, detections[image]!];
    coco.add(
      {
        boxes: seen.flatMap(({ bbox }) => bbox),
        scores: seen.map(({ score }) => score),
        classes: seen.map((row) => row.category_id),
      },
      {
        boxes: own.flatMap(({ bbox }) => bbox),
        classes: own.map((row) => row.category_id),
        crowd: own.map(({ iscrowd }) => iscrowd),
        areas: own.map(({ area }) => area),
      },
    );
  }
  const { ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge } =
    coco.result();
  return [ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge];
}

function swath(folder: string, images: number): Record<string, Timed> {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as CocoRow[];
  const [truth, found] = [read("truth.json"), read("found.json")];
  const bytes = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  const scores = new Float64Array(bytes("scores.f64").buffer);
  const mask = bytes("truth.u8");
  const labels = bytes("labels.u8");
  const guesses = bytes("guesses.u8");
  return {
    coco: time(() => evaluate(truth, found, images)),
    auc: time(() => [auc(scores, mask)]),
    ap: time(() => [averagePrecision(scores, mask)]),
    roc: time(() => [roc(scores, mask).thresholds.length]),
    confusion: time(() => Array.from(confusion(guesses, labels, { classes: 16 }).counts)),
  };
}

function writeData(folder: string, images: number, count: number): void {
  const { truth, found } = cocoData(images);
  writeFileSync(join(folder, "truth.json"), JSON.stringify(truth));
  writeFileSync(join(folder, "found.json"), JSON.stringify(found));
  const random = generator(11);
  const mask = Uint8Array.from({ length: count }, () => Number(random() < 0.1));
  // Rounded to single precision, as detectors' maps are: some ties.
  const scores = Float64Array.from(mask, (label) => Math.fround(random() + 0.3 * label));
  const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * 16));
  const guesses = labels.map((label) => (random() < 0.8 ? label : Math.floor(random() * 16)));
  for (const [name, list] of Object.entries({
    "truth.u8": mask,
    "scores.f64": scores,
    "labels.u8": labels,
    "guesses.u8": guesses,
  })) {
    writeFileSync(join(folder, name), new Uint8Array(list.buffer));
  }
}

function peer(folder: string): Record<string, Timed> | null {
  const python = process.env["SWATH_TEST_PYTHON"] ?? "python3";
  try {
    execFileSync(python, ["-c", "import sklearn.metrics, pycocotools.cocoeval"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const script = join(root(), "test/bench/peers/metrics.py");
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  return JSON.parse(execFileSync(python, ["-B", script, folder], { encoding: "utf8", env })) as Record<
    string,
    Timed
  >;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      images: { type: "string", default: "5000" },
      scores: { type: "string", default: "10000000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const images = Number(values.images);
  const folder = mkdtempSync(join(tmpdir(), "swath-bench-metrics-"));
  try {
    writeData(folder, images, Number(values.scores));
    const theirs = peer(folder);
    const ours = swath(folder, images);
    const rows = Object.entries(ours).map(([name, own]) => {
      const other = theirs?.[name];
      return {
        metric: name,
        swathSeconds: round(own.seconds, 3),
        peerSeconds: other ? round(other.seconds, 3) : null,
        ratio: other ? round(own.seconds / other.seconds, 3) : null,
        cpuRatio: other ? round(own.cpuSeconds / other.cpuSeconds, 3) : null,
        difference: other ? relativeDifference(own.values, other.values) : null,
      };
    });
    if (values.json) console.log(JSON.stringify({ images, scores: Number(values.scores), rows }));
    else console.table(rows);
    if (!theirs) console.log("the peer is not there: SWATH_TEST_PYTHON needs scikit-learn and pycocotools");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
