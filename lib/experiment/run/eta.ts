import type { RunRecord } from "../record.js";
import type { PlannedRun } from "./plan.js";

type Kind = Pick<RunRecord, "scale" | "experiment" | "variant">;

/** From what is most alike to what is least. */
const kindsOf = ({ scale, experiment, variant }: Kind): readonly string[] => [
  `${scale} ${experiment} ${variant}`,
  `${scale} ${experiment}`,
  scale,
];

/** Means by kind of run. */
class Means {
  readonly #sums = new Map<string, { readonly sum: number; readonly n: number }>();

  add(kind: Kind, seconds: number): void {
    for (const name of kindsOf(kind)) {
      const { sum, n } = this.#sums.get(name) ?? { sum: 0, n: 0 };
      this.#sums.set(name, { sum: sum + seconds, n: n + 1 });
    }
  }

  of(kind: Kind): number | undefined {
    for (const name of kindsOf(kind)) {
      const known = this.#sums.get(name);
      if (known) return known.sum / known.n;
    }
    return undefined;
  }
}

/**
 * Guesses how long the rest of a grid takes: by the clock of this session's runs where there are like ones (that counts
 * stages that they waited for, and this machine), else by the ledger's.
 */
export class TimeLeft {
  readonly #ledger = new Means();
  readonly #session = new Means();
  readonly #left: Set<PlannedRun>;
  readonly #running = new Map<PlannedRun, { readonly begin: number; fraction: number }>();
  readonly #workers: number;

  constructor(records: readonly RunRecord[], todo: readonly PlannedRun[], workers: number) {
    for (const record of records) if (record.outcome === "done") this.#ledger.add(record, record.seconds);
    this.#left = new Set(todo);
    this.#workers = workers;
  }

  begin(run: PlannedRun): void {
    this.#running.set(run, { begin: performance.now(), fraction: 0 });
  }

  work(run: PlannedRun, fraction: number): void {
    const running = this.#running.get(run);
    if (running) running.fraction = fraction;
  }

  end(run: PlannedRun, { outcome }: RunRecord): void {
    const running = this.#running.get(run);
    if (running && outcome === "done") this.#session.add(run, (performance.now() - running.begin) / 1000);
    this.#running.delete(run);
    this.#left.delete(run);
  }

  /** Until all is done; undefined as long as nothing like one of the runs was ever made. */
  seconds(): number | undefined {
    let sum = 0;
    for (const run of this.#left) {
      const left = this.#ofOne(run);
      if (left === undefined) return undefined;
      sum += left;
    }
    return sum / this.#workers;
  }

  #ofOne(run: PlannedRun): number | undefined {
    const whole = this.#session.of(run) ?? this.#ledger.of(run);
    const running = this.#running.get(run);
    if (!running) return whole;
    const spent = (performance.now() - running.begin) / 1000;
    if (whole !== undefined && whole > spent) return whole - spent;
    const { fraction } = running;
    return fraction > 0.05 ? (spent / fraction) * (1 - fraction) : whole === undefined ? undefined : 0;
  }
}
