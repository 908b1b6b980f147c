import type { GoldenAdapter, GoldenAdapters } from "./contract.js";

/** What there is, to be held against each other. */
export interface Coverage {
  /** Every kind of the contract. */
  readonly kinds: readonly string[];
  readonly adapters: GoldenAdapters;
  /** Kinds of papers that are not built yet. */
  readonly pending: readonly string[];
}

const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);

/** Whatever does not fit together, one line each. */
export function problems({ kinds, adapters, pending }: Coverage): string[] {
  const covered = Object.keys(adapters);
  return [
    ...twice(kinds).map((kind) => `${kind} stands twice in the list of kinds`),
    ...twice(pending).map((kind) => `${kind} stands twice in the list of pending kinds`),
    ...covered
      .filter((kind) => !kinds.includes(kind))
      .map((kind) => `${kind} has an adapter and is no kind of the contract`),
    ...pending
      .filter((kind) => !kinds.includes(kind))
      .map((kind) => `${kind} is pending and is no kind of the contract`),
    ...pending
      .filter((kind) => Object.hasOwn(adapters, kind))
      .map((kind) => `${kind} is pending and has an adapter; take it out of pending.ts`),
    ...kinds
      .filter((kind) => !Object.hasOwn(adapters, kind) && !pending.includes(kind))
      .map((kind) => `${kind} has no adapter; write one in adapters/${kind.split("/")[0]}.ts`),
  ];
}

/** The adapter of a kind, "pending", or an error that says what is wrong with the case. */
export function adapterOf(kind: string, { kinds, adapters, pending }: Coverage): GoldenAdapter | "pending" {
  if (Object.hasOwn(adapters, kind)) return adapters[kind]!;
  if (pending.includes(kind)) return "pending";
  throw new Error(
    kinds.includes(kind)
      ? `the kind ${kind} has no adapter; write one in test/golden/adapters/${kind.split("/")[0]}.ts`
      : `the contract has no kind ${kind}; add it to the contract and to test/golden/kinds.ts, or mend the case`,
  );
}
