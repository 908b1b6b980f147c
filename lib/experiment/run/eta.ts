import type { RunRecord } from "../record.js";

/** Guesses how long runs take: as earlier ones of the same variant did, else as the others did on the average. */
export class Durations {
  readonly #byVariant = new Map<string, { sum: number; n: number }>();

  constructor(records: readonly RunRecord[]) {
    for (const record of records) this.add(record);
  }

  add({ experiment, variant, scale, seconds, stages, outcome }: RunRecord, alsoStages = false): void {
    if (outcome !== "done") return;
    const extra = alsoStages ? stages.reduce((sum, stage) => sum + stage.seconds, 0) : 0;
    for (const name of [`${scale} ${experiment} ${variant}`, `${scale} ${experiment}`, scale]) {
      const { sum, n } = this.#byVariant.get(name) ?? { sum: 0, n: 0 };
      this.#byVariant.set(name, { sum: sum + seconds + extra, n: n + 1 });
    }
  }

  /** Seconds of one run; undefined as long as nothing like it was ever run. */
  of({
    experiment,
    variant,
    scale,
  }: {
    experiment: string;
    variant: string;
    scale: string;
  }): number | undefined {
    for (const name of [`${scale} ${experiment} ${variant}`, `${scale} ${experiment}`, scale]) {
      const known = this.#byVariant.get(name);
      if (known) return known.sum / known.n;
    }
    return undefined;
  }

  /** Seconds of several runs; undefined when nothing is known of one of them. */
  ofAll(runs: readonly { experiment: string; variant: string; scale: string }[]): number | undefined {
    let sum = 0;
    for (const run of runs) {
      const seconds = this.of(run);
      if (seconds === undefined) return undefined;
      sum += seconds;
    }
    return sum;
  }
}
