/**
 * What a golden adapter gets and gives. A case states a configuration, weights and inputs, and the outputs that a correct
 * implementation returns (`golden/README.md` is the contract of the cases). One adapter a kind computes the outputs; it sees
 * neither file names nor where an array was stored.
 */

/** An array of a case, its source resolved to numbers. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "float64" | "int32" | "bool";
  /** Of convolution and dense weights only: `OIHW`, `OIL`, `OI`, `IOHW`, `HWIO`, `IO`, `CHW`. */
  readonly layout?: string;
  /** Row-major. Values of dtype `bool` are 0 and 1. */
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What an adapter may look at. */
export interface GoldenQuestion {
  // The keys differ from kind to kind; the adapter of the kind names them.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly config: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly weights: any;
}

/**
 * Outputs by name, nested as the kind says. A leaf is a number, boolean, string or null, `{ shape, data }`, or a tensor of
 * tfjs, which the runner reads and disposes of. Outputs that the case does not list are ignored.
 */
export type GoldenAnswer = Readonly<Record<string, unknown>>;

export type GoldenAdapter = (question: GoldenQuestion) => GoldenAnswer | Promise<GoldenAnswer>;

/** The adapters of one paper, by kind (`stad/student`). Each paper's lie in `test/golden/adapters/<paper>.ts`. */
export type GoldenAdapters = Readonly<Record<string, GoldenAdapter>>;
