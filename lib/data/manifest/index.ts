export {
  type CheckOptions,
  checkDataset,
  type DataState,
  type DatasetState,
  type FileState,
} from "./check.js";
export { type Croissant, croissant } from "./croissant.js";
export { DigestCache } from "./digest.js";
export {
  type ManifestOptions,
  type ManifestReport,
  manifest,
  manifests,
  readManifests,
  validateManifest,
} from "./load.js";
export { type ResolvedDataset, type ResolveOptions, resolveDataset } from "./resolve.js";
export { type DataRoot, dataRoots } from "./roots.js";
export { type Manifest, type ManifestFile, type ManifestPlace, manifestJsonSchema } from "./schema.js";
export { whereText } from "./where.js";
