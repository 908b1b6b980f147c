import { imageAxes, imageTrace } from "../charts/image-figure.js";
import { rocPoints, rocTraces } from "../charts/roc.js";
import { axis, baseLayout } from "../charts/theme.js";
import { type ColorMapName, plotlyScale } from "../color/maps.js";
import { type Drawing, sentences } from "../drawing.js";
import { zoomFor } from "../picture/board.js";
import { formatCount } from "../picture/number.js";
import type { Figure, Trace } from "../plotly/figure.js";
import { checkGrid, type GridLike, type RasterLike } from "../raster/like.js";
import { paintRaster } from "../raster/paint.js";
import { meanBlocks, reduction } from "../raster/reduce.js";
import { type Stretch, stretchRange } from "../raster/stretch.js";
import { asRaster } from "./compare.js";
import { describeReduction } from "./facts.js";
import { checkSameSize } from "./mask.js";

/** Name, colours and cut of {@link anomalyMap}. */
export interface AnomalyOptions {
  readonly title?: string;
  /** `"inferno"` unless told: anomalies glow. */
  readonly colorMap?: ColorMapName;
  /** `"0.5%"` unless told: anomalies are few, a wider cut would hide them. */
  readonly stretch?: Stretch;
  /** Name of the detector. */
  readonly name?: string;
}

/**
 * A map of anomaly scores with the true anomalies outlined, and beside it the ROC curve.
 *
 * @example
 * ```ts
 * import { anomalyMap } from "swath/figures";
 *
 * const score = { data: Float32Array.from([0.1, 0.9, 0.2, 0.3]), height: 2, width: 2 };
 * const truth = { data: Uint8Array.from([0, 1, 0, 0]), height: 2, width: 2 };
 * anomalyMap(score, truth, { name: "RX" }).alt; // "Anomaly scores on 2 rows and 2 columns. RX: AUC 1.0000, 1 anomalous pixel of 4."
 * ```
 */
export function anomalyMap(score: GridLike, truth: GridLike, options: AnomalyOptions = {}): Drawing {
  checkGrid("anomalyMap", score);
  checkGrid("anomalyMap", truth);
  checkSameSize("anomalyMap", score, truth);
  const { title = "", colorMap = "inferno", stretch = "0.5%", name = "score" } = options;
  const raster: RasterLike = asRaster(score);
  const factor = reduction(raster, 300);
  const range = stretchRange(raster, 0, stretch);
  const { pixels } = paintRaster(meanBlocks(raster, [0], factor), { ranges: [range], colorMap });
  const points = rocPoints(score.data, truth.data);
  const targets = Array.from(truth.data).reduce((sum, v) => sum + Number(v > 0), 0);
  const caption = sentences("Outlined: true anomalies.", describeReduction(raster, factor, "means of"));
  const zoom = zoomFor(pixels, 300);
  const [w, h] = [pixels.width * zoom, pixels.height * zoom];
  const base = baseLayout({ title, caption, width: 800, height: 0, left: 12 });
  const plot = Math.max(h, 240);
  const left = 12 + w + 140;
  const width = left + plot + 20;
  const margin = { l: 12, r: 20, t: base.margin.t, b: base.margin.b, pad: 0 };
  const inner = width - margin.l - margin.r;
  const axes = imageAxes(pixels);
  const bar: Trace = {
    // Carries the colour bar of the image, which has none of its own.
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    showlegend: false,
    hoverinfo: "skip",
    marker: {
      color: [range[0]],
      cmin: range[0],
      cmax: range[1],
      colorscale: plotlyScale(colorMap),
      showscale: true,
      colorbar: {
        title: { text: name, font: { size: 11 } },
        thickness: 10,
        outlinewidth: 0,
        x: w / inner,
        xpad: 10,
        xanchor: "left",
        lenmode: "pixels",
        len: Math.min(plot, Math.max(h, 120)),
        y: 1,
        yanchor: "top",
        ypad: 0,
        tickfont: { size: 11 },
      },
    },
  };
  const figure: Figure = {
    data: [
      imageTrace(pixels),
      outlineTrace(truth, factor),
      bar,
      ...rocTraces({ [name]: points }).map((trace) => ({ ...trace, xaxis: "x2", yaxis: "y2" })),
    ],
    layout: {
      ...base,
      width,
      height: margin.t + plot + margin.b,
      margin,
      showlegend: false,
      xaxis: { ...axes.x, domain: [0, w / inner] },
      yaxis: { ...axes.y, domain: [1 - h / plot, 1] },
      xaxis2: axis("false alarms", {
        domain: [(left - margin.l) / inner, 1],
        anchor: "y2",
        range: [-0.01, 1.01],
        automargin: false,
      }),
      yaxis2: axis("detections", { anchor: "x2", range: [-0.01, 1.01], automargin: false }),
      annotations: [
        ...base.annotations,
        {
          text: `AUC <b>${points.auc.toFixed(4)}</b>`,
          xref: "x2 domain",
          yref: "y2 domain",
          x: 0.96,
          y: 0.06,
          xanchor: "right",
          yanchor: "bottom",
          showarrow: false,
          font: { size: 13 },
        },
      ],
    },
  };
  const alt = sentences(
    title && `${title}.`,
    `Anomaly scores on ${score.height} rows and ${score.width} columns.`,
    `${name}: AUC ${points.auc.toFixed(4)}, ${formatCount(targets)} anomalous ${targets === 1 ? "pixel" : "pixels"} of ${formatCount(score.data.length)}.`,
  );
  return { still: figure, live: figure, title, alt, caption };
}

/** The border between true and other pixels, as one line with gaps. */
function outlineTrace(truth: GridLike, factor: number): Trace {
  const { width, height, data } = truth;
  const inside = (r: number, c: number): boolean =>
    r >= 0 && c >= 0 && r < height && c < width && data[r * width + c]! > 0;
  const at = (v: number): number => v / factor - 0.5;
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  const edge = (c0: number, r0: number, c1: number, r1: number): void => {
    // Edges that continue the last one lengthen it: half the numbers on straight sides.
    if (x.at(-2) === at(c0) && y.at(-2) === at(r0) && (x.at(-3) === at(c1) || y.at(-3) === at(r1))) {
      x[x.length - 2] = at(c1);
      y[y.length - 2] = at(r1);
      return;
    }
    x.push(at(c0), at(c1), null);
    y.push(at(r0), at(r1), null);
  };
  for (let r = 0; r <= height; r++) {
    for (let c = 0; c < width; c++) if (inside(r, c) !== inside(r - 1, c)) edge(c, r, c + 1, r);
  }
  for (let c = 0; c <= width; c++) {
    for (let r = 0; r < height; r++) if (inside(r, c) !== inside(r, c - 1)) edge(c, r, c, r + 1);
  }
  return {
    type: "scatter",
    mode: "lines",
    x,
    y,
    line: { color: "#56b4e9", width: 1.5 },
    hoverinfo: "skip",
    showlegend: false,
    name: "truth",
  };
}
