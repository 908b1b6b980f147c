/** Kinds of papers that are not built yet and that the library covers by itself; each moves to its paper's file. */
import { seed } from "../../../lib/device/random/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { GoldenAdapters } from "../contract.js";
import { asTorch, nhwc, plain } from "../layout.js";
