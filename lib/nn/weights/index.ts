export {
  type AssignOptions,
  assignWeights,
  type LoadReport,
  type ShapeMismatch,
  type WeightLayout,
  type WeightValues,
} from "./assign.js";
export {
  encodeWeights,
  type LoadOptions,
  load,
  type SavedState,
  type SaveOptions,
  save,
  weightsOf,
} from "./file.js";
