import { thin } from "../charts/points.js";
import { classColors, OKABE_ITO } from "../color/categorical.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatCount, formatNumber, roundTicks } from "../picture/number.js";
import { INK, px, SIZES, svgText, textWidth } from "../picture/text.js";

/** Where a loop stands. */
export interface ProgressState {
  readonly done: number;
  /** Unknown for a loop without an end. */
  readonly total?: number;
  readonly title?: string;
  /** Seconds since it began. */
  readonly seconds?: number;
  /** Steps a second; from `done` and `seconds` unless told. */
  readonly rate?: number;
  /** Values so far, by name: drawn as curves, the last ones said. */
  readonly curves?: Readonly<Record<string, ArrayLike<number>>>;
  /** `running` unless told. */
  readonly outcome?: "running" | "done" | "stopped" | "failed";
}

const WIDTH = 560;
const CHART = 150;
const BAR = 8;

/**
 * Seconds as a person says them: 8 s, 2 min 05 s, 1 h 12 min.
 *
 * @example
 * ```ts
 * import { formatDuration } from "swath/figures";
 *
 * formatDuration(75); // "1 min 15 s"
 * ```
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
}

/**
 * "640 of 1 000 · 64 % · 12.3 steps/s · 29 s left · loss 0.412".
 *
 * @example
 * ```ts
 * import { progressLine } from "swath/figures";
 *
 * progressLine({ done: 50, total: 200, seconds: 10 }); // "50 of 200 · 5 steps/s · 30 s left"
 * ```
 */
export function progressLine(state: ProgressState): string {
  const { done, total, seconds, curves = {}, outcome = "running" } = state;
  const rate = state.rate ?? (seconds && seconds > 0 ? done / seconds : undefined);
  const left = total !== undefined && rate ? (total - done) / rate : undefined;
  const parts = [
    total === undefined ? `${formatCount(done)} steps` : `${formatCount(done)} of ${formatCount(total)}`,
    rate !== undefined && `${formatNumber(rate)} steps/s`,
    outcome === "running"
      ? left !== undefined && left > 0 && `${formatDuration(left)} left`
      : `${outcome}${seconds === undefined ? "" : ` after ${formatDuration(seconds)}`}`,
    ...Object.entries(curves)
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => `${name} ${formatNumber(values[values.length - 1]!)}`),
  ];
  return parts.filter(Boolean).join(" · ");
}

/**
 * A loop's progress as a small picture: bar, rate, time left and the curves so far. Drawn without plotly, so that it can
 * be drawn again many times a minute.
 *
 * @example
 * ```ts
 * import { progressPicture } from "swath/figures";
 *
 * progressPicture({ done: 50, total: 200, seconds: 10, curves: { loss: [1, 0.5] } }).caption;
 * // "50 of 200 · 5 steps/s · 30 s left · loss 0.5"
 * ```
 */
export function progressPicture(state: ProgressState): Drawing {
  const { done, total, title = "", curves = {}, outcome = "running" } = state;
  const caption = progressLine(state);
  const share = total ? Math.min(1, Math.max(0, done / total)) : outcome === "done" ? 1 : 0;
  const color =
    outcome === "failed"
      ? OKABE_ITO[1]!
      : outcome === "stopped"
        ? OKABE_ITO[4]!
        : outcome === "done"
          ? OKABE_ITO[2]!
          : OKABE_ITO[0]!;
  const marks: string[] = [];
  let y = 12;
  if (title) {
    marks.push(svgText(title, 12, y + 11, { bold: true, fill: INK.title }));
    y += 22;
  }
  marks.push(
    `<rect x="12" y="${y}" width="${WIDTH - 24}" height="${BAR}" rx="${BAR / 2}" fill="#e9e9e9"/>`,
    share > 0
      ? `<rect x="12" y="${y}" width="${px(Math.max(BAR, (WIDTH - 24) * share))}" height="${BAR}" rx="${BAR / 2}" fill="${color}"/>`
      : "",
    svgText(caption, 12, y + BAR + 17, { size: SIZES.note, fill: INK.note }),
  );
  y += BAR + 30;
  const drawn = Object.entries(curves).filter(([, values]) => values.length > 1);
  if (drawn.length > 0) {
    marks.push(miniChart(Object.fromEntries(drawn), y));
    y += CHART + 22;
  }
  const alt = sentences(title && `${title}.`, `Progress: ${caption}.`);
  return { still: { width: WIDTH, height: y, tiles: [], marks: marks.join("") }, title, alt, caption };
}

function miniChart(curves: Readonly<Record<string, ArrayLike<number>>>, top: number): string {
  const names = Object.keys(curves);
  const colors = classColors(names.length);
  const all = names.flatMap((name) => Array.from(curves[name]!).filter(Number.isFinite));
  const [low, high] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [0, 1];
  const span = high > low ? high - low : 1;
  const longest = Math.max(...names.map((name) => curves[name]!.length));
  const ticks = roundTicks(low, low + span, 3);
  const left = 18 + Math.max(...ticks.map((tick) => textWidth(formatNumber(tick), SIZES.note)));
  const right = Math.max(...names.map((name) => textWidth(name))) + 24;
  const width = WIDTH - left - right;
  const x = (i: number): number => left + (i / Math.max(1, longest - 1)) * width;
  const y = (v: number): number => top + 6 + (1 - (v - low) / span) * (CHART - 12);
  const grid = ticks.map(
    (tick) =>
      `<path d="M${px(left)} ${px(y(tick))}h${px(width)}" stroke="#e6e6e6" stroke-width="1"/>` +
      svgText(formatNumber(tick), left - 6, y(tick) + 4, { size: SIZES.note, fill: INK.note, anchor: "end" }),
  );
  const labels = separate(names.map((name) => y(lastFinite(curves[name]!) ?? low)));
  const lines = names.map((name, i) => {
    const values = curves[name]!;
    const points = thin(values, 400).filter((k) => Number.isFinite(values[k]!));
    const path = points.map((k, n) => `${n === 0 ? "M" : "L"}${px(x(k))} ${px(y(values[k]!))}`).join("");
    return (
      `<path d="${path}" fill="none" stroke="${colors[i]!}" stroke-width="1.75" stroke-linejoin="round"/>` +
      svgText(name, left + width + 8, labels[i]! + 4, { fill: colors[i]! })
    );
  });
  const axis =
    `<path d="M${px(left)} ${top + CHART}h${px(width)}" stroke="${INK.rule}" stroke-width="1"/>` +
    svgText("1", left, top + CHART + 14, { size: SIZES.note, fill: INK.note }) +
    svgText(formatCount(longest), left + width, top + CHART + 14, {
      size: SIZES.note,
      fill: INK.note,
      anchor: "end",
    });
  return grid.join("") + lines.join("") + axis;
}

function lastFinite(values: ArrayLike<number>): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) if (Number.isFinite(values[i]!)) return values[i]!;
  return undefined;
}

/** Labels at the curves' ends, pushed apart until none covers another. */
function separate(places: readonly number[]): readonly number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const out = [...places];
  for (let k = 1; k < order.length; k++) {
    out[order[k]!] = Math.max(out[order[k]!]!, out[order[k - 1]!]! + 14);
  }
  return out;
}
