export {
  type CallInput,
  type CallInputs,
  type CaptureAllOptions,
  type Captured,
  type CaptureOptions,
  type CaptureStats,
  capture,
  captureAll,
  type InputSpec,
} from "./capture.js";
export type { StateLike } from "./state.js";
