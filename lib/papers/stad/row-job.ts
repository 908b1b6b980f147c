import type { DualWindow } from "./rings.js";

/** A detector that scores each pixel by the ring around it. */
export type RowJob =
  | { readonly kind: "lrx"; readonly window: Required<DualWindow>; readonly ridge: number }
  | {
      readonly kind: "crd";
      readonly window: Required<DualWindow>;
      readonly lambda: number;
      readonly sumToOne: boolean;
    };
