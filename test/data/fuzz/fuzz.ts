import { SwathError } from "../../../lib/errors.js";
import { Dice, mutate, mutateInside } from "./mutate.js";
import { seedsOf, type Target, targets } from "./targets.js";

/** What a run of a reader did that it must not do. */
export interface Finding {
  readonly target: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Stops after so many inputs. */
  readonly runs?: number;
  /** Stops after so many milliseconds. */
  readonly milliseconds?: number;
  /** Told before each input, so that a watcher knows what hangs. */
  readonly onInput?: (bytes: Uint8Array) => void;
}

export interface FuzzResult {
  readonly runs: number;
  /** Inputs that were read without an error. */
  readonly read: number;
  /** Different ways in which inputs were refused. */
  readonly refusals: number;
  readonly findings: readonly Finding[];
}

/** The limit under which readers run here, and what they may hold beside it (decoders' own memories, garbage). */
const memoryBytes = 2 ** 26;
const slackBytes = 2 ** 29;
const slowMilliseconds = 1000;
/** So many ways to refuse are told apart: texts that readers quote make millions, which would be the memory that grows. */
const MOST_SIGNS = 20_000;
const allowed = new Set(["FORMAT", "LIMIT", "VALUE", "SHAPE"]);

/**
 * Feeds changed seeds to a reader. There is no coverage to steer by (jazzer.js needs an install script); instead an input
 * that is refused in a new way, told by the text of its error, becomes a seed itself, which leads deeper step by step.
 */
export async function fuzz(name: string, options: FuzzOptions): Promise<FuzzResult> {
  const target = targets[name]!;
  const dice = new Dice(options.seed);
  const seeds = [...seedsOf(target)];
  const original = seeds.length;
  const known = new Set<string>();
  const findings: Finding[] = [];
  const end = performance.now() + (options.milliseconds ?? Number.POSITIVE_INFINITY);
  let runs = 0;
  let read = 0;
  const before = process.memoryUsage().rss;
  while (runs < (options.runs ?? Number.POSITIVE_INFINITY) && performance.now() < end) {
    // Half of the time from the seeds proper: what was found must not crowd them out.
    const seed = dice.below(2) ? seeds[dice.below(original)]! : dice.pick(seeds);
    const bytes =
      runs < original
        ? seeds[runs]!
        : dice.below(2)
          ? mutateInside(name, seed, seeds, dice)
          : mutate(seed, seeds, dice);
    options.onInput?.(bytes);
    runs++;
    const outcome = await once(target, bytes);
    if (outcome.finding) findings.push({ target: name, reason: outcome.finding, bytes });
    else if (outcome.refusal === undefined) read++;
    const sign = outcome.refusal?.replace(/\d+/g, "0").replace(/"[^"]*"/g, '""') ?? "read";
    if (known.size < MOST_SIGNS && !known.has(sign) && bytes.length < 100_000) {
      known.add(sign);
      if (known.size < 2000) seeds.push(bytes);
    }
    // Readers of bytes in memory never turn the event loop, and what they free waits for it (40 bytes for each broken zip).
    if (runs % 256 === 0) await new Promise(setImmediate);
    if (runs % 256 === 0 && process.memoryUsage().rss > before + memoryBytes + slackBytes) {
      findings.push({ target: name, reason: `memory grew to ${process.memoryUsage().rss} bytes`, bytes });
      break;
    }
  }
  return { runs, read, refusals: known.size, findings };
}

/** Runs a reader once: a value, a refusal in our own words, or a finding. */
export async function once(
  target: Target,
  bytes: Uint8Array,
): Promise<{ readonly refusal?: string; readonly finding?: string }> {
  // Time of the processor and not of the clock: the machine may be busy with something else.
  const before = process.cpuUsage();
  let value: unknown;
  let refusal: string | undefined;
  try {
    value = await target.run(bytes.slice(), { limits: { memoryBytes, entries: 100_000 } });
  } catch (cause) {
    if (!(cause instanceof SwathError))
      return { finding: `threw ${cause instanceof Error ? cause.stack : String(cause)}` };
    if (!allowed.has(cause.code)) return { finding: `refused with the code ${cause.code}: ${cause.message}` };
    refusal = cause.message;
  }
  const { user, system } = process.cpuUsage(before);
  if ((user + system) / 1000 > slowMilliseconds) return { finding: `took ${(user + system) / 1000} ms` };
  const wrong = refusal === undefined ? wrongShape(value) : undefined;
  if (wrong) return { finding: wrong };
  return refusal === undefined ? {} : { refusal };
}

/** A shape somewhere in the value that does not fit its numbers. */
function wrongShape(value: unknown, depth = 0): string | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || depth > 8) return undefined;
  const { shape, data, kind, text, fields, descr } = value as Record<string, unknown>;
  const plain = kind === undefined || kind === "numbers";
  const typed = descr === undefined || /^[biufcmM]/.test(String(descr));
  if (
    Array.isArray(shape) &&
    ArrayBuffer.isView(data) &&
    plain &&
    typed &&
    text === undefined &&
    fields === undefined
  ) {
    const count = shape.reduce((product: number, extent: number) => product * extent, 1);
    const length = (data as Uint8Array).length;
    if (count !== length) return `a shape of [${shape}] with ${length} numbers`;
    if (length * (data as Uint8Array).BYTES_PER_ELEMENT > memoryBytes)
      return `${length} numbers are above the limit`;
  }
  for (const item of Object.values(value).slice(0, 200)) {
    const wrong = wrongShape(item, depth + 1);
    if (wrong) return wrong;
  }
  return undefined;
}
