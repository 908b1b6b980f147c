/** What a cell sees without an import, for code that moves into a file: the same names, the same behaviour. */
export { tf } from "../lib/device/tf.js";
export { type Display, type DisplayHandle, type DisplayOptions, display } from "./display.js";
export { type Face, type Formatter, registerFormatter } from "./mime.js";
export { type InputOptions, input } from "./scope/input.js";
export { sw } from "./scope/sw.js";
export { type MemoryReport, memory } from "./scope/tidy.js";
export { type TrainOptions, train } from "./scope/train.js";
export { type Watched, watch } from "./scope/watch.js";
export type { MimeBundle } from "./session/events.js";
export { View, type ViewFace, type ViewForms, view } from "./views/index.js";
