import type { Figure } from "./figure.js";

/** What the main thread asks of the drawing thread. */
export type DrawRequest = { readonly id: number } & (
  | { readonly kind: "figure"; readonly figure: Figure; readonly bundle: "cartesian" | "full" }
  | {
      readonly kind: "png" | "pixels";
      readonly svg: string;
      readonly scale: number;
      readonly fontFiles: readonly string[];
    }
  | { readonly kind: "globals" }
);

export interface Pixels32 {
  readonly width: number;
  readonly height: number;
  /** RGBA, not premultiplied. */
  readonly data: Uint8Array;
}

export type DrawReply = { readonly id: number } & (
  | { readonly ok: true; readonly value: string | Uint8Array | Pixels32 | readonly string[] }
  | { readonly ok: false; readonly message: string }
);
