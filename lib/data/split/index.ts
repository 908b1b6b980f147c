/** Splits: seeded, saved as JSON, and checked for what leaks from one part into another. */
export { type SpatialBlockOptions, spatialBlocks } from "./blocks.js";
export { kFold, type LabelOptions, perClassSplit, stratifiedSplit } from "./classes.js";
export {
  type AlikePair,
  type DuplicateReport,
  findDuplicates,
  hashDistance,
  perceptualHash,
} from "./duplicates.js";
export { dirichletClients, groupSplit } from "./groups.js";
export { type PatchOverlap, patchOverlap } from "./overlap.js";
export { encodeSplit, parseSplit, publishedSplit, readSplit, type Split, writeSplit } from "./split.js";
