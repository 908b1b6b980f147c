import { html } from "./escape.js";
import { script } from "./script.js";
import { style } from "./style.js";

/** A whole page that needs nothing from outside. */
export const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="swath report">
<link rel="icon" href="data:,">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<div id="tip" role="status" hidden></div>
<script>${script}</script>
</body>
</html>
`;

/** What {@link boxed} may do besides. */
export interface BoxOptions {
  /** What the table shows, for those who cannot see where it stands. */
  readonly label: string;
  /** `cards`: on a narrow screen each row becomes a card, its cells labelled by their `data-label`. */
  readonly kind?: "scroll" | "cards" | "cards beside";
}

/** A table in a box that scrolls by itself on a narrow screen. */
export const boxed = (
  head: string,
  rows: readonly string[],
  { label, kind = "scroll" }: BoxOptions,
): string =>
  `<div class="box ${kind}" role="region" tabindex="0" aria-label="${html(label)}"><table><thead>${head}</thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;

/** The class of a verdict's colour. */
export const verdictClass = (verdict: string): string =>
  ({ supported: "supported", contradicted: "contradicted", "not tested": "untested" })[verdict] ?? "open";
