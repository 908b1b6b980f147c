export { type ErrorCode, type ErrorFacts, FormatError, ShapeError, SwathError, ValueError } from "./errors.js";
