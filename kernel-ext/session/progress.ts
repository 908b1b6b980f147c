import type { MimeBundle, ProgressEvent } from "./events.js";

const WIDTH = 30;

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** 3725 → `1:02:05`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** Label, count, speed, time left and figures in one line. */
function facts({ done, total, rate, eta, values }: ProgressEvent): string {
  return [
    total === null ? String(done) : `${done}/${total}`,
    ...(rate === null ? [] : [`${rate >= 10 ? rate.toFixed(0) : rate.toPrecision(2)}/s`]),
    ...(eta === null ? [] : [`${clock(eta)} left`]),
    ...Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`),
  ].join(" · ");
}

/** A progress event as an output: a bar in HTML, and the same in text. */
export function progressBundle(event: ProgressEvent): MimeBundle {
  const { label, done, total } = event;
  const share = total ? Math.min(1, done / total) : event.finished ? 1 : 0;
  const filled = Math.round(share * WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  const attributes = total === null && !event.finished ? "" : ` value="${share}"`;
  return {
    "text/html":
      `<div style="font-variant-numeric: tabular-nums">${escapeHtml(label)} ` +
      `<progress max="1"${attributes} aria-label="${escapeHtml(label)}"></progress> ${escapeHtml(facts(event))}</div>`,
    "text/plain": `${label} ${bar} ${facts(event)}`,
  };
}
