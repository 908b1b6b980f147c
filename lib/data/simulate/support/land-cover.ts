import type { Key } from "../../../device/random/key.js";
import { Canvas, type Colour } from "./canvas.js";
import { Draws } from "./draws.js";
import { latticeNoise } from "./fields.js";

/** RSSCN7's classes, which the sheets' small experiments use. */
export const coverNames = [
  "grass",
  "field",
  "industry",
  "river and lake",
  "forest",
  "resident",
  "parking",
] as const;

/**
 * A picture of one land cover, with patches of another one in about `mixed` of its area, as real scenes have. What tells the
 * class is its arrangement and, less surely, its colour; what belongs to the scene alone are direction, scale, tint,
 * contrast and light, so that two crops of one scene are alike beyond their class. Were the colours the class's own, an
 * untrained network would tell the classes apart and training would have nothing to show.
 */
export function coverScene(key: Key, label: number, size: number, detail = 1, mixed = 0.2): Canvas {
  const draws = new Draws(key);
  const canvas = painted(key.fold("cover"), draws, label, size, detail);
  const other = (label + draws.integer(1, coverNames.length - 1)) % coverNames.length;
  if (mixed > 0) {
    const second = painted(key.fold("other"), draws, other, size, detail);
    const where = latticeNoise(key.fold("where"), size, size, 36 * detail);
    const limit = Float32Array.from(where).sort()[Math.floor((1 - mixed) * where.length)]!;
    for (let i = 0; i < where.length; i++) {
      if (where[i]! <= limit) continue;
      for (let c = 0; c < 3; c++) canvas.data[3 * i + c] = second.data[3 * i + c]!;
    }
  }
  const light = draws.uniform(0.6, 1.3);
  const contrast = draws.uniform(0.6, 1);
  const faded = draws.uniform(0.4, 0.95);
  const tint = [draws.uniform(0.75, 1.25), draws.uniform(0.8, 1.2), draws.uniform(0.75, 1.25)] as const;
  const { data } = canvas;
  for (let i = 0; i < data.length; i += 3) {
    const grey = (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
    for (let c = 0; c < 3; c++) {
      const colour = faded * grey * tint[c]! + (1 - faded) * data[i + c]!;
      data[i + c] = light * (0.4 + contrast * (colour - 0.4));
    }
  }
  return canvas;
}

function painted(key: Key, draws: Draws, label: number, size: number, detail: number): Canvas {
  const canvas = new Canvas(size, size);
  painters[label]!({
    key,
    canvas,
    angle: draws.uniform(0, Math.PI),
    scale: draws.uniform(0.7, 1.4) * detail,
    coarse: latticeNoise(key.fold("coarse"), size, size, 40 * detail),
    fine: latticeNoise(key.fold("fine"), size, size, 2),
  });
  return canvas;
}

interface Scene {
  readonly key: Key;
  readonly canvas: Canvas;
  readonly angle: number;
  readonly scale: number;
  readonly coarse: Float32Array;
  readonly fine: Float32Array;
}

/** Every pixel from its place in the scene's own turned frame (in pixels) and its two noises. */
function fill(
  { canvas, angle, coarse, fine }: Scene,
  colour: (u: number, v: number, coarse: number, fine: number) => Colour,
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let row = 0, i = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++, i++) {
      const [r, g, b] = colour(column * cos + row * sin, row * cos - column * sin, coarse[i]!, fine[i]!);
      canvas.data[3 * i] = r;
      canvas.data[3 * i + 1] = g;
      canvas.data[3 * i + 2] = b;
    }
  }
}

function between(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

function lit([r, g, b]: Colour, by: number): Colour {
  return [r * by, g * by, b * by];
}

function modulo(value: number, by: number): number {
  return value - by * Math.floor(value / by);
}

/** Whole numbers to a number in [0, 1) that looks random: the parcel's own colour. */
function scramble(a: number, b: number): number {
  const mixed = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return mixed - Math.floor(mixed);
}

const grassGreen: Colour = [0.42, 0.5, 0.3];
const straw: Colour = [0.6, 0.56, 0.38];

const painters: readonly ((scene: Scene) => void)[] = [
  // grass: slow change, fine grain
  (scene) =>
    fill(scene, (_u, _v, coarse, fine) => lit(between(grassGreen, straw, 0.8 * coarse), 0.85 + 0.3 * fine)),
  // field: parcels with furrows
  (scene) => {
    const { scale } = scene;
    fill(scene, (u, v, _coarse, fine) => {
      const parcel = scramble(Math.floor(u / (46 * scale)), Math.floor(v / (30 * scale)));
      const furrow = modulo(u, 4 * scale) < 2 * scale ? 0.9 : 1.08;
      return lit(between(grassGreen, [0.62, 0.5, 0.36], parcel), furrow * (0.92 + 0.16 * fine));
    });
  },
  // industry: large bright roofs on dark yards
  (scene) => {
    const { scale } = scene;
    fill(scene, (u, v, _coarse, fine) => {
      const du = modulo(u, 44 * scale) / (44 * scale);
      const dv = modulo(v, 30 * scale) / (30 * scale);
      const tone = scramble(Math.floor(u / (44 * scale)), Math.floor(v / (30 * scale)));
      const roof = du > 0.12 && du < 0.9 && dv > 0.15 && dv < 0.85;
      const colour: Colour = roof ? between([0.62, 0.66, 0.72], [0.5, 0.62, 0.8], tone) : [0.36, 0.35, 0.34];
      return lit(colour, 0.93 + 0.14 * fine);
    });
  },
  // river and lake: still water behind an uneven bank
  (scene) =>
    fill(scene, (_u, _v, coarse, fine) =>
      coarse > 0.3
        ? lit(between([0.24, 0.34, 0.36], [0.3, 0.42, 0.42], coarse), 0.98 + 0.04 * fine)
        : lit(between(grassGreen, straw, 0.5), 0.85 + 0.3 * fine),
    ),
  // forest: crowns with shade between them
  (scene) => {
    const crowns = latticeNoise(
      scene.key.fold("crowns"),
      scene.canvas.height,
      scene.canvas.width,
      5 * scene.scale,
    );
    let i = 0;
    fill(scene, (_u, _v, coarse, fine) => {
      const crown = crowns[i++]!;
      return lit(between([0.16, 0.24, 0.14], [0.3, 0.42, 0.24], crown), 0.75 + 0.3 * coarse + 0.15 * fine);
    });
  },
  // resident: small roofs, gardens, streets
  (scene) => {
    const { scale } = scene;
    fill(scene, (u, v, _coarse, fine) => {
      const du = modulo(u, 15 * scale) / (15 * scale);
      const dv = modulo(v, 13 * scale) / (13 * scale);
      const street = modulo(v, 39 * scale) < 4.5 * scale;
      const tone = scramble(Math.floor(u / (15 * scale)), Math.floor(v / (13 * scale)));
      const roof = du > 0.22 && du < 0.8 && dv > 0.28 && dv < 0.8;
      const colour: Colour = street
        ? [0.52, 0.52, 0.5]
        : roof
          ? between([0.6, 0.36, 0.3], [0.66, 0.62, 0.58], tone)
          : [0.38, 0.44, 0.3];
      return lit(colour, 0.9 + 0.2 * fine);
    });
  },
  // parking: rows of cars in every colour on asphalt
  (scene) => {
    const { scale } = scene;
    fill(scene, (u, v, _coarse, fine) => {
      const du = modulo(u, 5 * scale);
      const dv = modulo(v, 17 * scale);
      const tone = scramble(Math.floor(u / (5 * scale)), Math.floor(v / (17 * scale)));
      const car = tone < 0.75 && du > 1 && du < 4.2 * scale && dv > 2 * scale && dv < 9.5 * scale;
      const colour: Colour = car
        ? lit([0.3 + tone, 0.95 - 0.6 * Math.abs(tone - 0.3), 0.4 + 0.6 * (1 - tone)], 0.8)
        : [0.4, 0.4, 0.42];
      return lit(colour, 0.93 + 0.14 * fine);
    });
  },
];
