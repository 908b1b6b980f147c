export { cacheRoot } from "./cache.js";
export { folderBytes } from "./fetch.js";
export { type FindOptions, findNative, type NativeFound, type NativeMissing } from "./find.js";
export type { Phase, ProgressEvent } from "./progress.js";
export { type Provisioned, type ProvisionOptions, provision } from "./provision.js";
export { type NativeKind, TENSORFLOW } from "./target.js";
export { findCompiler, findPython, type Tool } from "./tools.js";
