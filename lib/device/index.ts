export * from "./capture/index.js";
export { type Candidate, candidates, type Engine, type EngineName, engine, start } from "./engine.js";
export { type Attrs, type AttrValue, isNative, nativeOp, nativeOps, withGradient } from "./native/op.js";
export * as random from "./random/index.js";
export { type Generator, generator, type Key, seed } from "./random/index.js";
export * from "./tf.js";
