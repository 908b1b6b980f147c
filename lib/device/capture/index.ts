export { type CaptureAllOptions, capture, captureAll } from "./capture.js";
export type { CallInput, CallInputs, Captured, CaptureOptions, CaptureStats, InputSpec } from "./captured.js";
export type { StateLike } from "./state.js";
