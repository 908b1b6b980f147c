import { fixed } from "../words.js";
import { html } from "./escape.js";

/** One row of a dot plot. */
export interface Dot {
  readonly title: string;
  readonly value: number;
  /** Half the width of its bar; none when absent. */
  readonly spread?: number;
  readonly own: boolean;
  readonly tip: string;
}

const colours = ["#0b5e8c", "#c4562c", "#1b6e53", "#8b5fa8", "#a5861a", "#5b6c78", "#b3446c", "#3f7fbf"];

/** Round numbers that a scale from low to high is marked at. */
function ticks(low: number, high: number, most = 6): number[] {
  const raw = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) as number);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Values of several methods on one scale, each with its spread. */
export function dotPlot(dots: readonly Dot[], axis: string, digits: number): string {
  const [width, left, right, rowHeight, top] = [640, 170, 24, 26, 8];
  const lows = dots.map(({ value, spread = 0 }) => value - spread);
  const highs = dots.map(({ value, spread = 0 }) => value + spread);
  const [least, greatest] = [Math.min(...lows), Math.max(...highs)];
  const margin = (greatest - least) * 0.06 || Math.abs(greatest) * 0.01 || 1;
  const [low, high] = [least - margin, greatest + margin];
  const x = (value: number) => left + ((value - low) / (high - low)) * (width - left - right);
  const bottom = top + dots.length * rowHeight;
  const marks = ticks(low, high).map((value) => {
    const at = x(value).toFixed(1);
    return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text class="soft" x="${at}" y="${bottom + 16}" text-anchor="middle">${html(tickText(value, digits))}</text>`;
  });
  const rows = dots.map(({ title, value, spread, own, tip }, i) => {
    const y = top + (i + 0.5) * rowHeight;
    const colour = own ? colours[0] : "currentColor";
    const bar =
      spread === undefined
        ? ""
        : `<line x1="${x(value - spread).toFixed(1)}" x2="${x(value + spread).toFixed(1)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/>`;
    return `<g data-tip="${html(tip)}"><rect x="0" y="${y - rowHeight / 2}" width="${width}" height="${rowHeight}" fill="transparent"/><text x="${left - 14}" y="${y + 4}" text-anchor="end"${own ? ' font-weight="700"' : ""}>${html(title)}</text>${bar}<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4.5" fill="${colour}"/></g>`;
  });
  return `<svg viewBox="0 0 ${width} ${bottom + 40}" role="img" aria-label="${html(axis)}" width="${width}">${marks.join("")}${rows.join("")}<text class="soft" x="${(left + width - right) / 2}" y="${bottom + 34}" text-anchor="middle">${html(axis)}</text></svg>`;
}

const tickText = (value: number, digits: number): string =>
  Number(value.toFixed(digits)) === value
    ? String(value).replace("-", "−")
    : fixed(value, Math.min(digits + 1, 6));

/** One line of a curve figure. */
export interface Line {
  readonly series: string;
  readonly tip: string;
  readonly values: readonly number[];
}

/** Lines over their index, coloured by series; a logarithmic scale where values span more than two powers of ten. */
export function linePlot(lines: readonly Line[], axis: string): string {
  const [width, height, left, right, top, bottom] = [640, 280, 64, 12, 10, 40];
  const finite = lines.flatMap(({ values }) => values.filter(Number.isFinite));
  if (finite.length === 0) return "";
  let [low, high] = [Math.min(...finite), Math.max(...finite)];
  const log = low > 0 && high / low > 100;
  const to = (value: number) => (log ? Math.log10(value) : value);
  [low, high] = [to(low), to(high)];
  if (low === high) [low, high] = [low - 1, high + 1];
  const y = (value: number) => top + (1 - (to(value) - low) / (high - low)) * (height - top - bottom);
  const longest = Math.max(...lines.map(({ values }) => values.length));
  const series = [...new Set(lines.map((line) => line.series))];
  const marks = ticks(low, high, 5).map((value) => {
    const at = (top + (1 - (value - low) / (high - low)) * (height - top - bottom)).toFixed(1);
    const text = log ? (10 ** value).toPrecision(2) : String(value);
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text class="soft" x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${html(String(Number(text)).replace("-", "−"))}</text>`;
  });
  const drawn = lines.map(({ series: of, values, tip }) => {
    const points = values
      .map((value, i) => [left + (i / Math.max(1, longest - 1)) * (width - left - right), value] as const)
      .filter(([, value]) => Number.isFinite(value))
      .map(([at, value]) => `${at.toFixed(1)},${y(value).toFixed(1)}`);
    const colour = colours[series.indexOf(of) % colours.length];
    return `<polyline data-of="${html(of)}" data-tip="${html(tip)}" points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
  });
  const keys = series.map(
    (name, i) =>
      `<button type="button" data-series="${html(name)}" style="border:0;background:none;color:inherit;font:inherit;cursor:pointer;padding:.2rem .6rem .2rem 0"><span style="display:inline-block;width:1.4em;height:.2em;background:${colours[i % colours.length]};vertical-align:middle"></span> ${html(name)}</button>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(axis)}" width="${width}">${marks.join("")}${drawn.join("")}<text class="soft" x="${(left + width) / 2}" y="${height - 8}" text-anchor="middle">${html(axis)}</text></svg><div>${keys.join("")}</div>`;
}
