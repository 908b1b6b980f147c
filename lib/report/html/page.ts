import { html } from "./escape.js";
import { script, style } from "./style.js";

/** A whole page that needs nothing from outside. */
export const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="swath report">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<div id="tip" hidden></div>
<script>${script}</script>
</body>
</html>
`;

/** A table in a box that scrolls by itself on a narrow screen. */
export const boxed = (head: string, rows: readonly string[], caption = ""): string =>
  `<div class="box"><table>${caption ? `<caption>${caption}</caption>` : ""}<thead>${head}</thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;

/** The class of a verdict's colour. */
export const verdictClass = (verdict: string): string =>
  ({ supported: "supported", contradicted: "contradicted", "not tested": "untested" })[verdict] ?? "open";
