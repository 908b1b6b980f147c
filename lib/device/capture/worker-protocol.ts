/** A tensor on its way between threads. */
export interface Parcel {
  readonly shape: readonly number[];
  readonly dtype: number;
  readonly values: ArrayBufferView;
}

/** What the graph's thread is asked: to run, at once in line with the other requests. */
export interface Request {
  readonly id: number;
  readonly feeds: readonly { readonly node: string; readonly parcel: Parcel }[];
  readonly fetches: readonly string[];
  /** Somebody blocks until the answer is there: it goes through the port, and the bell rings. */
  readonly urgent: boolean;
}

export interface Answer {
  readonly id: number;
  readonly results?: readonly Parcel[];
  readonly error?: string;
}

export interface WorkerStart {
  readonly addon: string;
  readonly folder: string;
  /** Rung (set to 1 and notified) when an urgent answer lies in the port. */
  readonly bell: Int32Array;
  readonly port: import("node:worker_threads").MessagePort;
}
