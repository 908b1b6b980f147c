import { ValueError } from "../../errors.js";

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

export function parseHex(text: string): Rgb {
  const match = /^#?([0-9a-f]{6})$/i.exec(text);
  if (!match) throw new ValueError("color", `"${text}" is no colour`, { mend: 'write it as "#rrggbb"' });
  const value = Number.parseInt(match[1]!, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function toHex(rgb: Rgb): string {
  return `#${rgb.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;
}

/** `rgba(…)` for plotly and SVG. */
export function withAlpha(hex: string, alpha: number): string {
  return `rgba(${parseHex(hex).join(",")},${alpha})`;
}

/** Share of light that reaches a linear sensor: IEC 61966-2-1. */
const linear = (v: number): number => {
  const s = v / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance, 0 to 1 (WCAG 2.2). */
export function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Black or white, whichever is easier to read on this colour. */
export function inkOn(background: Rgb): "#ffffff" | "#1a1a1a" {
  return luminance(background) > 0.3 ? "#1a1a1a" : "#ffffff";
}

/** OKLCH (Ottosson 2020) to sRGB, clipped to what a screen shows. */
export function fromOklch(l: number, c: number, hue: number): Rgb {
  const [a, b] = [c * Math.cos((hue * Math.PI) / 180), c * Math.sin((hue * Math.PI) / 180)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (v: number): number => {
    const x = Math.min(1, Math.max(0, v));
    return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
  };
  return [
    encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    encode(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}
