import "../device/autostart.js";

/** Reports: from a paper's definition and its ledger to Markdown, HTML and JSON. */
export { type BuildOptions, buildReport } from "./build.js";
export {
  checkReports,
  type ListedPaper,
  type Rendered,
  type RenderOptions,
  renderReports,
  type Stale,
  writeReports,
} from "./files.js";
export { htmlReport, type PictureSource } from "./html/report.js";
export { markdownReport } from "./markdown.js";
export { htmlOverview, markdownOverview, type PaperState, verdictCounts } from "./overview.js";
export { type Report, reportJsonSchema, reportSchema } from "./schema.js";
