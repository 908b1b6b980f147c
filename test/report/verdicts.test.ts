import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../lib/experiment/index.js";
import { buildReport, htmlReport, markdownReport } from "../../lib/report/index.js";
import { better, noise, paper, realRows, rows, worse } from "./support.js";

/** The verdicts of the claim in the three forms: scale, data and word. */
function verdicts(records: readonly RunRecord[]) {
  const report = buildReport(paper, records);
  const json = JSON.parse(JSON.stringify(report)) as typeof report;
  const markdown = markdownReport(report).split("\n");
  const claims = markdown.slice(markdown.indexOf("## Claims"), markdown.indexOf("## What was run"));
  const page = htmlReport(report);
  const list = page.slice(page.indexOf('<ul class="claims">'), page.indexOf('<h2 id="runs">'));
  return {
    json: json.claims.flatMap(({ judgements }) =>
      judgements.map(({ verdict, scale, data }) => [
        verdict,
        verdict === "not tested" ? "" : `${scale} ${data}`,
      ]),
    ),
    markdown: claims
      .filter((line) => line.startsWith("|"))
      .slice(2)
      .map((line) => line.split(" | ").map((text) => text.replace(/\*/g, "").trim()))
      .map(([, , on = "", verdict]) => [
        verdict,
        on === "–" ? "" : on.replace(/^(\w+), (\w+) data$/, "$1 $2"),
      ]),
    html: [...list.matchAll(/<span class="badge [a-z]+">([^<]+)<\/span>(.*?)<\/div>/g)].map(
      ([, verdict, rest = ""]) => [
        verdict,
        rest.replace(/^.*scale (\w+), <span class="(\w+)">\2 data<\/span>.*$/, "$1 $2"),
      ],
    ),
  };
}

describe("a claim's verdict stands alike in JSON, Markdown and HTML", () => {
  it.each([
    ["supported, where it holds", better, "supported"],
    ["contradicted, where it is false", worse, "contradicted"],
    ["not separable at this scale, in noise", noise, "not separable at this scale"],
  ] as const)("%s", (_, scores, verdict) => {
    const wanted = [[verdict, "pilot simulated"]];
    expect(verdicts(rows(scores))).toEqual({ json: wanted, markdown: wanted, html: wanted });
  });

  it("not tested, without runs", () => {
    const wanted = [["not tested", ""]];
    expect(verdicts([])).toEqual({ json: wanted, markdown: wanted, html: wanted });
  });

  it("apart for real and simulated data and for each scale, the largest first", () => {
    const all = [...rows(better), ...realRows(worse), ...rows(noise, { scale: "smoke" })];
    const wanted = [
      ["contradicted", "pilot real"],
      ["supported", "pilot simulated"],
      ["not separable at this scale", "smoke simulated"],
    ];
    expect(verdicts(all)).toEqual({ json: wanted, markdown: wanted, html: wanted });
  });
});
