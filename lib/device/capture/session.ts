import type { Tensor, Variable } from "../tf.js";
import type { Feed, Host } from "./host.js";
import { type Holder, Managed } from "./managed.js";
import { type Program, type StateSlot, slotNodes } from "./program.js";

/**
 * Several programs over one set of variables that live in a TensorFlow session. Values move between the session and
 * the JavaScript variables only when one side has changed and the other side is asked.
 */
export class Session implements Holder {
  readonly #variables: readonly Managed[];
  readonly #slots: readonly StateSlot[];
  readonly #open: (nodes: ReturnType<typeof slotNodes>) => Host;
  /** Per variable: the version that the session holds. */
  readonly #seen: number[];
  readonly #programs: Program[] = [];
  #host: Host | undefined;

  constructor(
    variables: readonly Variable[],
    slots: readonly StateSlot[],
    open: (nodes: ReturnType<typeof slotNodes>) => Host,
  ) {
    this.#variables = variables.map((variable) => Managed.of(variable));
    this.#slots = slots;
    this.#open = open;
    this.#seen = variables.map(() => 0);
  }

  /** The nodes of all programs and of the state. */
  get nodes() {
    return [
      ...this.#slots.flatMap((slot, i) => slotNodes(i, slot)),
      ...this.#programs.flatMap(({ nodes }) => nodes),
    ];
  }

  /** Adds a program: the session is opened anew with it, the state moves over. */
  add(program: Program): void {
    this.pull();
    this.#programs.push(program);
    try {
      const host = this.#open(this.nodes);
      this.#host?.dispose();
      this.#host = host;
      this.#seen.fill(0);
    } catch (error) {
      this.#programs.pop();
      throw error;
    }
  }

  run(program: Program, inputs: readonly Tensor[]): Tensor[] {
    this.#push();
    const { feeds, fetches } = wires(program, inputs);
    try {
      return (this.#host as Host).run(feeds, fetches, program.done);
    } finally {
      // Also after an error: part of the step may have run, and the truth lies in the session.
      this.#changed(program);
    }
  }

  /** As {@link run}, where the host has a thread of its own. Whoever reads a variable meanwhile waits for the run. */
  runAsync(program: Program, inputs: readonly Tensor[]): Promise<Tensor[]> {
    this.#push();
    const { feeds, fetches } = wires(program, inputs);
    const results = (this.#host as Required<Host>).runAsync(feeds, fetches, program.done);
    this.#changed(program);
    return results;
  }

  #changed({ changes }: Program): void {
    for (const index of changes) this.#seen[index] = (this.#variables[index] as Managed).changedIn(this);
  }

  /** Writes what changed outside since the last run. */
  #push(): void {
    const stale: number[] = [];
    for (let i = 0; i < this.#seen.length; i++)
      if (this.#seen[i] !== (this.#variables[i] as Managed).version) stale.push(i);
    if (stale.length === 0) return;
    // Reading the variable brings it up to date first, should another session hold its newest value.
    const feeds: Feed[] = stale.map((i) => {
      const { variable } = this.#variables[i] as Managed;
      void variable.dataId;
      return { node: `s${i}/p`, tensor: variable as unknown as Tensor };
    });
    const written = stale.map((i) => `s${i}/written`);
    const results = (this.#host as Host).run(feeds, written.slice(1), written[0] as string);
    for (const result of results) result.dispose();
    for (const i of stale) this.#seen[i] = (this.#variables[i] as Managed).version;
  }

  pull(): void {
    const newest = this.#variables.flatMap((managed, i) =>
      managed.holder === this && managed.fresh !== managed.version && !managed.variable.isDisposed ? [i] : [],
    );
    if (newest.length === 0) return;
    const [first, ...rest] = newest.map((i) => `s${i}/o`) as [string, ...string[]];
    // The last fetch is thrown away by the host, so the first is asked for twice.
    const values = (this.#host as Host).run([], [first, ...rest], first);
    newest.forEach((i, position) => (this.#variables[i] as Managed).refresh(values[position] as Tensor));
  }

  /** Brings the state home and frees the session. */
  dispose(): void {
    if (!this.#host) return;
    this.pull();
    for (const managed of this.#variables) if (managed.holder === this) managed.holder = undefined;
    this.#host.dispose();
    this.#host = undefined;
    this.#programs.length = 0;
  }
}

const wires = (program: Program, inputs: readonly Tensor[]) => ({
  feeds: inputs.map((tensor, i): Feed => ({ node: (program.inputs[i] as { node: string }).node, tensor })),
  fetches: program.outputs.map(({ node }) => node),
});
