/** Colours as red, green, blue in 0 … 1. */
export type Colour = readonly [number, number, number];

/** A colour picture of floats on which simulators draw. */
export class Canvas {
  readonly data: Float32Array;

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.data = new Float32Array(height * width * 3);
  }

  /** Paints over a pixel; `opacity` below 1 lets the ground through. Beyond the edge nothing happens. */
  set(row: number, column: number, [r, g, b]: Colour, opacity = 1): void {
    if (row < 0 || column < 0 || row >= this.height || column >= this.width) return;
    const at = (row * this.width + column) * 3;
    this.data[at] = this.data[at]! * (1 - opacity) + r * opacity;
    this.data[at + 1] = this.data[at + 1]! * (1 - opacity) + g * opacity;
    this.data[at + 2] = this.data[at + 2]! * (1 - opacity) + b * opacity;
  }

  /** Paints every pixel whose centre, in the turned frame of (row, column), `inside(along, across)` accepts. */
  stamp(
    at: { readonly row: number; readonly column: number; readonly angle: number; readonly reach: number },
    inside: (along: number, across: number) => boolean,
    colour: Colour,
    opacity = 1,
  ): void {
    const { row, column, angle, reach } = at;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    for (let r = Math.floor(row - reach); r <= Math.ceil(row + reach); r++) {
      for (let c = Math.floor(column - reach); c <= Math.ceil(column + reach); c++) {
        const dx = c + 0.5 - column;
        const dy = r + 0.5 - row;
        if (inside(dx * cos + dy * sin, dy * cos - dx * sin)) this.set(r, c, colour, opacity);
      }
    }
  }
}

/** The same colour lighter (above 1) or darker. */
export function shade([r, g, b]: Colour, by: number): Colour {
  return [r * by, g * by, b * by];
}
