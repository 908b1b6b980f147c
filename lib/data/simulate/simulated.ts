import type { Key } from "../../device/random/key.js";
import type { SimulatedOrigin } from "../origin.js";

/** Whatever a simulator returns: `origin` goes along with it into every row, plot and report. */
export interface Simulated {
  readonly origin: SimulatedOrigin;
}

/** What every simulator takes. One key gives one set of data, byte for byte, on every machine. */
export interface SimulateOptions {
  readonly key: Key;
  /** How many scenes or images to learn from. */
  readonly train?: number;
  /** How many to test on. They are made with other keys than those to learn from and share no pixel with them. */
  readonly test?: number;
  /** Height and width in pixels. */
  readonly size?: number;
}
