import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { SwathError, ValueError } from "../../lib/errors.js";
import { plotlyDist } from "../../lib/figures/assets.js";
import {
  type Drawing,
  drawingPng,
  drawingSize,
  drawingSvg,
  type Figure,
  figureJson,
  type RenderOptions,
} from "../../lib/figures/index.js";

/** Forms of the same thing by MIME type, and facts about each form. */
export interface ViewFace {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Forms that a view brings besides its drawing. */
export interface ViewForms {
  /** HTML without scripts, for tables: it stays text, so that a reader can copy it. */
  readonly html?: string;
  readonly text?: string;
}

/** The MIME type of a figure as plotly.js's JSON. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A live figure above this would make the notebook heavy: the still form is kept alone, and that is said. */
const MAX_LIVE_BYTES = 3_000_000;

/**
 * Something to look at: in a notebook it shows itself (interactive where the front end can, as a picture elsewhere, in
 * words where there are none), in a script it is saved.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const chart = view.curves({ loss: [1, 0.5, 0.25] }, { x: "epoch", y: "loss" });
 * String(chart); // "Line chart of loss over epoch. loss: 1 to 0.25."
 * ```
 */
export class View {
  readonly #drawing: Drawing;
  readonly #forms: ViewForms;
  #png: Promise<Buffer> | null = null;

  constructor(drawing: Drawing, forms: ViewForms = {}) {
    this.#drawing = drawing;
    this.#forms = forms;
  }

  get title(): string {
    return this.#drawing.title;
  }

  /** What the view shows, in words. */
  get alt(): string {
    return this.#drawing.alt;
  }

  /** What was done to the data to show them. */
  get caption(): string {
    return this.#drawing.caption;
  }

  /** The interactive figure as plotly's JSON, or null for a view that has none. */
  get figure(): Figure | null {
    const { live, still } = this.#drawing;
    return live ?? ("data" in still ? still : null);
  }

  /** All forms at once: what a notebook stores. */
  async [Symbol.for("Jupyter.display")](): Promise<ViewFace> {
    const { html } = this.#forms;
    const text = this.toString();
    if (html !== undefined) return { data: { "text/html": html, "text/plain": text }, metadata: {} };
    const { width, height } = drawingSize(this.#drawing);
    const live = this.#drawing.live ? liveJson(this.#drawing.live) : null;
    const drawn = await this.toPNG().catch((error: unknown) => {
      // What only a browser can draw (surfaces, maps) is shown by those front ends that can, and said elsewhere.
      if (error instanceof SwathError && error.code === "UNSUPPORTED" && live && "figure" in live)
        return error;
      throw error;
    });
    const note = drawn instanceof SwathError ? `\n(No picture: ${drawn.message})` : tooHeavy(live);
    return {
      data: {
        ...(live && "figure" in live ? { [PLOTLY_MIME]: live.figure } : {}),
        ...(drawn instanceof SwathError ? {} : { "image/png": drawn.toString("base64") }),
        "text/plain": text + note,
      },
      metadata: {
        "image/png": { width: Math.round(width), height: Math.round(height), alt: this.alt },
      },
    };
  }

  /** The still form as SVG. */
  toSVG(options: RenderOptions = {}): Promise<string> {
    return drawingSvg(this.#drawing, options);
  }

  /** The still form as PNG, at two dots for each CSS pixel. */
  toPNG(options: RenderOptions = {}): Promise<Buffer> {
    if (Object.keys(options).length > 0) return drawingPng(this.#drawing, options);
    this.#png ??= drawingPng(this.#drawing);
    return this.#png;
  }

  /** A page that works by itself and offline: the interactive figure with plotly.js inside, else the picture. */
  async toHTML(): Promise<string> {
    const { width } = drawingSize(this.#drawing);
    const head =
      `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${escapeHtml(this.title || "View")}</title>` +
      `<meta name="viewport" content="width=device-width"><style>body{font-family:"Open Sans",sans-serif;margin:1.5rem;color:#333}` +
      `img{max-width:100%;height:auto}table{border-collapse:collapse}td,th{padding:.3rem .8rem;border-bottom:1px solid #e6e6e6}</style></head>\n`;
    if (this.#forms.html !== undefined) return `${head}<body>\n${this.#forms.html}\n</body>\n</html>\n`;
    const { live } = this.#drawing;
    if (!live) {
      const png = await this.toPNG();
      const picture = `<img width="${Math.round(width)}" alt="${escapeHtml(this.alt)}" src="data:image/png;base64,${png.toString("base64")}">`;
      return `${head}<body>\n${picture}\n</body>\n</html>\n`;
    }
    const script = readFileSync(join(plotlyDist(), bundleOf(live)), "utf8").replace(
      /<\/script/gi,
      "<\\/script",
    );
    const json = JSON.stringify(figureJson(live)).replace(/</g, "\\u003c");
    return (
      `${head}<body>\n<div id="figure" role="img" aria-label="${escapeHtml(this.alt)}"></div>\n<script>${script}</script>\n` +
      `<script>const f=${json};Plotly.newPlot("figure",f).then((d)=>f.frames&&Plotly.addFrames(d,f.frames));</script>\n</body>\n</html>\n`
    );
  }

  /**
   * Writes the view into a file, in the form that its ending names: `.png`, `.svg`, `.html`, `.json` (plotly), `.txt`.
   * Returns the path, whole.
   */
  async save(path: string): Promise<string> {
    const target = resolve(path);
    const content = await this.#content(extname(target).toLowerCase(), path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content).catch((cause: unknown) => {
      throw new SwathError("IO", "view.save", `cannot write ${target}`, {
        mend: "give a path you may write",
        cause,
      });
    });
    return target;
  }

  async #content(ending: string, path: string): Promise<string | Buffer> {
    switch (ending) {
      case ".png":
        return this.toPNG();
      case ".svg":
        return this.toSVG();
      case ".html":
        return this.toHTML();
      case ".txt":
        return `${this.toString()}\n`;
      case ".json": {
        const { figure } = this;
        if (figure) return JSON.stringify(figureJson(figure));
        throw new ValueError("view.save", "this view has no plotly form", {
          mend: "save it as .png or .svg",
        });
      }
      default:
        throw new ValueError("view.save", `"${path}" has no ending that a view can be saved as`, {
          mend: "use .png, .svg, .html, .json or .txt",
        });
    }
  }

  toString(): string {
    if (this.#forms.text !== undefined) return this.#forms.text;
    const { alt, caption } = this.#drawing;
    return alt.includes(caption) ? alt : `${alt} ${caption}`;
  }

  /** What a console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#forms.text ?? `View · ${this.toString()}`;
  }
}

function tooHeavy(live: ReturnType<typeof liveJson> | null): string {
  if (!live || !("bytes" in live)) return "";
  return `\n(The interactive form is left out: ${(live.bytes / 1e6).toFixed(1)} MB would make the notebook heavy.)`;
}

/** The figure as it travels, or its size when that is too much. */
function liveJson(figure: Figure): { readonly figure: Figure } | { readonly bytes: number } {
  const plain = figureJson(figure);
  const bytes = Buffer.byteLength(JSON.stringify(plain));
  return bytes > MAX_LIVE_BYTES ? { bytes } : { figure: plain };
}

/** The small bundle where it has all traces of the figure. */
function bundleOf({ data }: Figure): string {
  const small =
    /^(bar|box|contour|heatmap|histogram|histogram2d|histogram2dcontour|image|pie|scatter|violin)$/;
  return data.every(({ type = "scatter" }) => small.test(type)) ? "plotly-cartesian.min.js" : "plotly.min.js";
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
