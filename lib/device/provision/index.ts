export { cacheRoot } from "./cache.js";
export { type FindOptions, findNative, type NativeFound, type NativeMissing } from "./find.js";
export { type NativeKind, TENSORFLOW } from "./target.js";
