import { ShapeError } from "../../errors.js";
import { plotlyScale } from "../color/maps.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatCount, formatPercent } from "../picture/number.js";
import { textWidth } from "../picture/text.js";
import { axis, baseLayout } from "./theme.js";

/** What a confusion matrix is called and what its colours mean. */
export interface ConfusionOptions {
  readonly title?: string;
  /** Shares of each true class instead of counts as colours; true unless told (classes differ in size). */
  readonly normalize?: boolean;
}

/**
 * A confusion matrix: rows are the truth, columns the prediction. The cell says its count, the colour the share of the
 * true class.
 *
 * @example
 * ```ts
 * import { confusion } from "swath/figures";
 *
 * confusion([[8, 2], [1, 9]], ["water", "land"]).caption; // "Overall accuracy 85 % of 20. Colour: share of the true class."
 * ```
 */
export function confusion(
  matrix: readonly ArrayLike<number>[],
  names: readonly string[],
  options: ConfusionOptions = {},
): Drawing {
  const { title = "Confusion matrix", normalize = true } = options;
  const n = names.length;
  if (matrix.length !== n || matrix.some((row) => row.length !== n)) {
    throw new ShapeError("confusion", `the matrix is not ${n}×${n}`, {
      mend: "give one row and one column a class",
    });
  }
  const rows = matrix.map((row) => Array.from(row));
  const sums = rows.map((row) => row.reduce((sum, v) => sum + v, 0));
  const total = sums.reduce((sum, v) => sum + v, 0);
  const hits = rows.reduce((sum, row, i) => sum + row[i]!, 0);
  const most = Math.max(1, ...rows.flat());
  const z = rows.map((row, i) => row.map((v) => (normalize ? (sums[i]! > 0 ? v / sums[i]! : 0) : v / most)));
  const cell = n <= 6 ? 56 : n <= 12 ? 42 : 30;
  const label = Math.max(...names.map((name) => textWidth(name, 11)));
  const steep = label > cell - 6;
  const left = label + 48;
  const top = 52;
  const below = (steep ? label * 0.75 + 20 : 24) + 34;
  const caption = sentences(
    total > 0 && `Overall accuracy ${formatPercent(hits / total)} of ${formatCount(total)}.`,
    normalize ? "Colour: share of the true class." : "Colour: count.",
  );
  const width = Math.ceil(Math.max(left + n * cell + 90, 360));
  const base = baseLayout({ title, caption, width, height: 0, below, left });
  // Numbers that do not fit into a cell are left to the hover text.
  const fits = textWidth(formatCount(most), 11) < cell - 6;
  const figure = {
    data: [
      {
        type: "heatmap",
        z,
        x: names,
        y: names,
        zmin: 0,
        zmax: 1,
        xgap: 1,
        ygap: 1,
        colorscale: plotlyScale("blues"),
        customdata: rows,
        hovertemplate: "truth %{y}<br>predicted %{x}<br>%{customdata} (%{z:.1%})<extra></extra>",
        colorbar: {
          thickness: 10,
          outlinewidth: 0,
          tickformat: ".0%",
          tickfont: { size: 11 },
          lenmode: "pixels",
          len: Math.max(90, Math.min(n * cell, 200)),
          y: 1,
          yanchor: "top",
          ypad: 0,
        },
      },
    ],
    layout: {
      ...base,
      width,
      height: Math.ceil(top + n * cell + base.margin.b),
      margin: { l: left, r: width - left - n * cell, t: top, b: base.margin.b, pad: 0 },
      xaxis: axis("predicted", {
        automargin: false,
        showgrid: false,
        showline: false,
        // Unseen ticks keep the names off the cells.
        tickcolor: "rgba(0,0,0,0)",
        tickangle: steep ? -45 : 0,
        tickvals: names,
        title: { text: "predicted", standoff: 12, font: { size: 12 } },
        constrain: "domain",
      }),
      yaxis: axis("truth", {
        automargin: false,
        autorange: "reversed",
        showgrid: false,
        showline: false,
        // Unseen ticks keep the names off the cells.
        tickcolor: "rgba(0,0,0,0)",
        tickvals: names,
      }),
      annotations: [
        ...base.annotations,
        ...(fits
          ? rows.flatMap((row, i) =>
              row.map((v, j) => ({
                x: names[j]!,
                y: names[i]!,
                text: i === j ? `<b>${formatCount(v)}</b>` : v === 0 ? "·" : formatCount(v),
                showarrow: false,
                font: { size: 11, color: z[i]![j]! > 0.55 ? "#ffffff" : v === 0 ? "#9a9a9a" : "#1a1a1a" },
              })),
            )
          : []),
      ],
    },
  };
  const worst = worstPair(rows, sums, names);
  const alt = sentences(`${title} of ${n} classes.`, caption, worst);
  return { still: figure, live: figure, title, alt, caption };
}

function worstPair(
  rows: readonly (readonly number[])[],
  sums: readonly number[],
  names: readonly string[],
): string {
  let [worst, from, to] = [0, -1, -1];
  for (const [i, row] of rows.entries()) {
    for (const [j, v] of row.entries()) {
      if (i !== j && sums[i]! > 0 && v / sums[i]! > worst) [worst, from, to] = [v / sums[i]!, i, j];
    }
  }
  return from < 0
    ? "Nothing is confused."
    : `Most confused: ${names[from]} taken for ${names[to]} (${formatPercent(worst)}).`;
}
