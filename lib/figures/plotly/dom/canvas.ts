import { SwathError } from "../../../errors.js";
import { encodePng } from "../../png/encode.js";

interface ImageData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The four calls of a 2d context that plotly's heatmaps and images make; the rest of a canvas is not there. */
export class Canvas2d {
  fillStyle = "#000";
  #width = 300;
  #height = 150;
  #pixels: Uint8ClampedArray | null = null;

  resize(width: number, height: number): void {
    this.#width = Math.max(1, Math.round(width) || 1);
    this.#height = Math.max(1, Math.round(height) || 1);
    this.#pixels = null;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  get #data(): Uint8ClampedArray {
    this.#pixels ??= new Uint8ClampedArray(this.#width * this.#height * 4);
    return this.#pixels;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [r, g, b, a] = parseColor(this.fillStyle);
    const data = this.#data;
    const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
    for (let row = clamp(y, this.#height); row < clamp(y + height, this.#height); row++) {
      for (let column = clamp(x, this.#width); column < clamp(x + width, this.#width); column++) {
        const at = (row * this.#width + column) * 4;
        for (const [k, source] of [r, g, b].entries()) {
          data[at + k] = data[at + 3] === 0 ? source : source * a + data[at + k]! * (1 - a);
        }
        data[at + 3] = Math.max(data[at + 3]!, a * 255);
      }
    }
  }

  createImageData(width: number, height: number): ImageData {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  putImageData(image: ImageData, x: number, y: number): void {
    for (let row = 0; row < image.height; row++) {
      const source = image.data.subarray(row * image.width * 4, (row + 1) * image.width * 4);
      this.#data.set(source, ((y + row) * this.#width + x) * 4);
    }
  }

  /** A source picture is copied here only for hovering, which a static picture has not. */
  drawImage(): void {}

  clearRect(): void {
    this.#pixels = null;
  }

  getImageData(): never {
    throw new SwathError(
      "UNSUPPORTED",
      "figure",
      "an image source on a non-linear axis cannot be drawn here",
      {
        mend: "give pixel values (z) instead of source, or linear axes",
      },
    );
  }

  toDataURL(): string {
    const file = encodePng({ width: this.#width, height: this.#height, channels: 4, data: this.#data });
    return `data:image/png;base64,${file.toString("base64")}`;
  }
}

/** plotly (through tinycolor) writes only `rgb(…)`, `rgba(…)` and six digits. */
function parseColor(text: string): readonly [number, number, number, number] {
  const hex = /^#([0-9a-f]{6})$/i.exec(text);
  if (hex) {
    const value = Number.parseInt(hex[1]!, 16);
    return [value >> 16, (value >> 8) & 255, value & 255, 1];
  }
  const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b, a];
}
