import { isPicture, type Picture, picturePng, pictureSvg } from "./picture/picture.js";
import { escapeXml } from "./picture/text.js";
import { embedFonts } from "./plotly/embed-fonts.js";
import type { Figure } from "./plotly/figure.js";
import { figurePng, figureSvg, type RenderOptions } from "./plotly/render.js";

/**
 * What every figure function returns: how it looks when it stands still, how it looks where it can be touched, and what
 * to say of it in words.
 */
export interface Drawing {
  /** For files, reports and pages without scripts. */
  readonly still: Figure | Picture;
  /** For front ends that draw plotly's JSON; missing where touching would add nothing. */
  readonly live?: Figure;
  readonly title: string;
  /** For those who do not see the picture. */
  readonly alt: string;
  /** What was done to the data to show them: cuts, reductions, what is missing. */
  readonly caption: string;
}

/**
 * The still form as SVG, with the words for those who do not see it and the glyphs that it uses.
 *
 * @example
 * ```ts
 * import { drawingSvg, histogram } from "swath/figures";
 *
 * const drawing = histogram([1, 2, 2, 3], { bins: 3 });
 * (await drawingSvg(drawing)).startsWith("<svg"); // true
 * ```
 */
export async function drawingSvg(drawing: Drawing, options: RenderOptions = {}): Promise<string> {
  const { still, alt } = drawing;
  const svg = isPicture(still) ? pictureSvg(still) : await figureSvg(still, options);
  const named = svg.replace(
    /^<svg\b([^>]*)>/,
    (_, rest: string) => `<svg role="img"${rest}><title>${escapeXml(alt)}</title>`,
  );
  return embedFonts(named);
}

/**
 * The still form as PNG.
 *
 * @example
 * ```ts
 * import { drawingPng, histogram } from "swath/figures";
 *
 * const drawing = histogram([1, 2, 2, 3], { bins: 3 });
 * (await drawingPng(drawing)).length > 1000; // true
 * ```
 */
export function drawingPng(drawing: Drawing, options: RenderOptions = {}): Promise<Buffer> {
  const { still } = drawing;
  return isPicture(still) ? picturePng(still, options) : figurePng(still, options);
}

/**
 * Size in CSS pixels.
 *
 * @example
 * ```ts
 * import { drawingSize, histogram } from "swath/figures";
 *
 * const drawing = histogram([1, 2, 2, 3], { bins: 3 });
 * drawingSize(drawing).width; // 680
 * ```
 */
export function drawingSize({ still }: Drawing): { readonly width: number; readonly height: number } {
  if (isPicture(still)) return { width: still.width, height: still.height };
  return { width: still.layout.width ?? 700, height: still.layout.height ?? 450 };
}

/** Sentences joined; empty ones left out. */
export function sentences(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
