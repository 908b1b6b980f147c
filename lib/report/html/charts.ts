import { counted } from "../words.js";
import { html } from "./escape.js";

/** One row of a dot plot. */
export interface Dot {
  readonly title: string;
  readonly value: number;
  /** Half the width of its bar; none when absent. */
  readonly spread?: number;
  readonly own: boolean;
  /** The value in words. */
  readonly text: string;
  readonly tip: string;
}

/** Colours and, from the ninth series on, dashes: see the style. */
const COLOURS = 8;

/** Round numbers that a scale from low to high is marked at. */
function ticks(low: number, high: number, most: number): number[] {
  const raw = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) as number);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/**
 * Values of several methods on one scale, each with its spread. Set in HTML, not drawn: its words keep their size on a
 * narrow screen.
 */
export function dotPlot(dots: readonly Dot[], axis: string): string {
  const lows = dots.map(({ value, spread = 0 }) => value - spread);
  const highs = dots.map(({ value, spread = 0 }) => value + spread);
  const [least, greatest] = [Math.min(...lows), Math.max(...highs)];
  const margin = (greatest - least) * 0.06 || Math.abs(greatest) * 0.01 || 1;
  const [low, high] = [least - margin, greatest + margin];
  const at = (value: number) => percent((value - low) / (high - low));
  const marks = ticks(low, high, 5);
  const grid = marks.map((value) => `<i class="rule" style="left:${at(value)}"></i>`).join("");
  const rows = dots.map(({ title, value, spread, own, text, tip }) => {
    const width = spread === undefined ? "" : percent((2 * spread) / (high - low));
    const bar =
      width === "" ? "" : `<i class="bar" style="left:${at(value - (spread ?? 0))};width:${width}"></i>`;
    return `<div class="dot${own ? " own" : ""}" data-tip="${html(tip)}"><span class="name">${html(title)}</span><span class="track">${grid}${bar}<i class="point" style="left:${at(value)}"></i></span><span class="value">${html(text)}</span></div>`;
  });
  const scale = marks
    .map((value) => `<span style="left:${at(value)}">${html(tickText(value))}</span>`)
    .join("");
  return `<div class="dots">${rows.join("")}<div class="dot axis" aria-hidden="true"><span class="name"></span><span class="track">${scale}</span><span class="value"></span></div><p class="axisname">${html(axis)}</p></div>`;
}

const tickText = (value: number): string =>
  (Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential()
    : String(value)
  ).replace(/-/g, "−");

/** One line of a curve figure. */
export interface Line {
  readonly series: string;
  /** Whose curve it is; said with the value under the pointer. */
  readonly label: string;
  readonly values: readonly number[];
}

/** What a curve figure says about itself. */
export interface LineAxes {
  /** Of the values. */
  readonly values: string;
  /** Of the points, in the singular: `step`. */
  readonly points: string;
}

/**
 * Lines over their index, coloured by series; a logarithmic scale where values span more than two powers of ten. The frame
 * stretches to the page; words stand beside it in HTML. Pointer and arrow keys read values off (see the script).
 */
export function linePlot(lines: readonly Line[], { values: axis, points }: LineAxes): string {
  const finite = lines.flatMap(({ values }) => values.filter(Number.isFinite));
  if (finite.length === 0) return "";
  let [low, high] = [Math.min(...finite), Math.max(...finite)];
  const log = low > 0 && high / low > 100;
  const to = (value: number) => (log ? Math.log10(value) : value);
  [low, high] = [to(low), to(high)];
  const margin = (high - low) * 0.04 || Math.abs(high) * 0.05 || 1;
  [low, high] = [low - margin, high + margin];
  const y = (value: number) => 1 - (to(value) - low) / (high - low);
  const longest = Math.max(2, ...lines.map(({ values }) => values.length));
  const x = (i: number) => i / (longest - 1);
  const series = [...new Set(lines.map((line) => line.series))];
  const place = (name: string) => series.indexOf(name);
  const levels = log ? decades(low, high) : ticks(low, high, 5);
  const stops = ticks(1, longest, 5).filter((value) => value >= 1 && Number.isInteger(value));
  const ruled = [
    ...levels
      .map((value) => 1 - (value - low) / (high - low))
      .map((at) => `M0 ${(1000 * at).toFixed(1)}H1000`),
  ];
  const drawn = lines.map(({ series: of, label, values }) => {
    const shown = values
      .map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : "–"))
      .join(" ");
    return `<path class="line s${place(of) % COLOURS}${place(of) >= COLOURS ? " dashed" : ""}" data-of="${html(of)}" data-label="${html(label)}" data-values="${shown}" d="${pathOf(values, x, y)}"/>`;
  });
  const keys = series.map(
    (name, i) =>
      `<button type="button" aria-pressed="false" data-series="${html(name)}"><i class="s${i % COLOURS}${i >= COLOURS ? " dashed" : ""}"></i>${html(name)}</button>`,
  );
  const ys = levels.map((value) => {
    const text = log ? tickText(Number((10 ** value).toPrecision(2))) : tickText(value);
    return `<span style="top:${percent(1 - (value - low) / (high - low))}">${html(text)}</span>`;
  });
  const xs = stops.map((value) => `<span style="left:${percent(x(value - 1))}">${value}</span>`);
  const said = `${axis} of ${counted(lines.length, "run")}; arrow keys read values off`;
  const facts = `data-low="${low}" data-high="${high}" data-log="${log ? 1 : 0}" data-longest="${longest}" data-points="${html(points)}"`;
  return [
    `<div class="plot"><p class="axisname y">${html(axis)}${log ? " (logarithmic)" : ""}</p><div class="ys" aria-hidden="true">${ys.join("")}</div>`,
    `<div class="field" tabindex="0" role="group" aria-label="${html(said)}" ${facts}><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true"><path class="rules" d="${ruled.join("")}"/>${drawn.join("")}</svg><i class="spot" hidden></i></div>`,
    `<div class="xs" aria-hidden="true">${xs.join("")}</div><p class="axisname x">${html(points)}</p></div>`,
    `<div class="keys">${keys.join("")}</div>`,
  ].join("");
}

/** Powers of ten, and where they are few their double and fivefold, as logarithms. */
function decades(low: number, high: number): number[] {
  const powers = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i);
  const few = high - low < 3;
  const all = few ? powers.flatMap((power) => [1, 2, 5].map((factor) => power + Math.log10(factor))) : powers;
  const inside = all.filter((value) => value >= low && value <= high);
  const every = Math.ceil(inside.length / 7);
  return inside.filter((_, i) => i % every === 0);
}

/** A line that breaks where a value is no number. */
function pathOf(values: readonly number[], x: (i: number) => number, y: (value: number) => number): string {
  let pen = "M";
  const parts: string[] = [];
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      pen = "M";
      continue;
    }
    parts.push(`${pen}${(1000 * x(i)).toFixed(1)} ${(1000 * y(value)).toFixed(1)}`);
    pen = "L";
  }
  return parts.join("");
}
