import * as functions from "./functions.js";

/**
 * The views: each a function from data to something that shows itself in a notebook and can be saved from a script.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const shown = view.histogram([1, 2, 2, 3], { bins: 3 });
 * shown.caption; // "n = 4."
 * ```
 */
export const view: typeof functions = functions;
export {
  installLabextension,
  LABEXTENSION,
  type LabextensionFile,
  labextensionFiles,
  labextensionFolder,
  uninstallLabextension,
} from "./labextension.js";
export { PLOTLY_MIME, View, type ViewFace, type ViewForms } from "./view.js";
