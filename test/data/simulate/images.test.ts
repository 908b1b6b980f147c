import { describe, expect, it } from "vitest";
import type { Raster } from "../../../lib/data/raster/raster.js";
import {
  type LabelledImages,
  simulateObjects,
  simulateSamples,
  simulateSar,
  simulateScenes,
  simulateShards,
} from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/key.js";
import { average, ldaAccuracy, type Table } from "./support.js";

/** Mean and spread of each colour, and with `edges` the mean step to the next row and column. */
function features(image: Raster, edges: boolean): number[] {
  const { data, width } = image;
  const out: number[] = [];
  for (let c = 0; c < 3; c++) {
    const values = Array.from(data).filter((_, i) => i % 3 === c);
    const mean = average(values);
    out.push(mean, Math.sqrt(average(values.map((value) => (value - mean) ** 2))));
    if (!edges) continue;
    for (const step of [1, 2, width, 2 * width]) {
      out.push(average(values.slice(step).map((value, i) => Math.abs(value - values[i]!))));
    }
  }
  return out;
}

function table({ images, labels }: LabelledImages, edges = true): Table {
  return { rows: images.map((image) => features(image, edges)), labels: Array.from(labels) };
}

describe("simulated SAR images", () => {
  const { train } = simulateSar({ key: seed(9), train: 40, test: 0 });

  it("have 1 to 4 targets in boxes inside the image, at least 2 pixels apart", () => {
    for (const { targets, raster } of train) {
      expect(targets.length).toBeGreaterThanOrEqual(1);
      expect(targets.length).toBeLessThanOrEqual(4);
      targets.forEach(({ bbox: [x, y, w, h] }, i) => {
        expect(Math.min(x, y, raster.width - x - w, raster.height - y - h)).toBeGreaterThanOrEqual(0);
        expect(Math.min(w, h)).toBeGreaterThanOrEqual(6);
        for (const other of targets.slice(i + 1)) {
          const [u, v, p, q] = other.bbox;
          expect(Math.max(u - x - w, x - u - p, v - y - h, y - v - q)).toBeGreaterThanOrEqual(2);
        }
      });
    }
  });

  it("have boxes on bright targets", () => {
    const ratios = train.flatMap(({ targets, raster }) => {
      const all = average(Array.from(raster.data));
      return targets.map(({ bbox: [x, y, w, h] }) => {
        const inside: number[] = [];
        for (let r = Math.ceil(y); r < y + h - 1; r++) {
          for (let c = Math.ceil(x); c < x + w - 1; c++) inside.push(raster.at(r, c));
        }
        return average(inside) / all;
      });
    });
    expect(average(ratios)).toBeGreaterThan(1.4);
  });

  it("have both classes", () => {
    const ships = train.flatMap(({ targets }) => targets).filter(({ label }) => label === "ship").length;
    const all = train.flatMap(({ targets }) => targets).length;
    expect(ships / all).toBeGreaterThan(0.3);
    expect(ships / all).toBeLessThan(0.7);
  });

  it("have the speckle of their looks on open water", () => {
    const contrast = (looks: number) => {
      const empty = simulateSar({
        key: seed(1),
        train: 3,
        test: 0,
        looks,
        land: 0,
        targets: [0, 0],
        clutter: [0, 0],
      });
      return average(
        empty.train.map(({ raster }) => {
          // A patch so small that the swell is even.
          const power: number[] = [];
          for (let r = 0; r < 12; r++) for (let c = 0; c < 12; c++) power.push(raster.at(r, c) ** 2);
          const mean = average(power);
          return Math.sqrt(average(power.map((value) => (value - mean) ** 2))) / mean;
        }),
      );
    };
    // Standard deviation over mean of Gamma(L) is 1 / √L.
    expect(contrast(1)).toBeAllClose(1, { atol: 0.25 });
    expect(contrast(4)).toBeAllClose(0.5, { atol: 0.15 });
  });
});

describe("simulated objects", () => {
  const { train, validation, test } = simulateObjects({ key: seed(9), train: 200, validation: 20, test: 50 });

  it("have every class equally often, and three parts without a common picture", () => {
    for (const part of [train, validation, test]) {
      const counts = Array.from({ length: 10 }, (_, c) => part.labels.filter((label) => label === c).length);
      expect(new Set(counts).size).toBe(1);
    }
    const seen = new Set([train, validation, test].flatMap(({ images }) => images.map((i) => i.data.join())));
    expect(seen.size).toBe(270);
  });

  it("have boxes that hold the object: the colours inside differ more than those outside", () => {
    const contrasts = train.images.map((image, i) => {
      const [x, y, w, h] = train.boxes[i]!;
      expect(x + w).toBeLessThanOrEqual(32);
      expect(y + h).toBeLessThanOrEqual(32);
      const inside: number[] = [];
      const outside: number[] = [];
      for (let r = 0; r < 32; r++) {
        for (let c = 0; c < 32; c++) {
          const isIn = c >= x && c < x + w && r >= y && r < y + h;
          (isIn ? inside : outside).push(image.at(r, c, 0));
        }
      }
      const spread = (values: number[]) => average(values.map((value) => Math.abs(value - average(values))));
      return outside.length > 20 && inside.length > 20 ? spread(inside) / spread(outside) : 1;
    });
    expect(average(contrasts)).toBeGreaterThan(1.5);
  });

  it("are not told apart by colour", () => {
    expect(ldaAccuracy(table(train, false), table(test, false))).toBeLessThan(0.4);
  });
});

describe("simulated scene crops", () => {
  const { train, test } = simulateScenes({ key: seed(9), train: 35, test: 21, grid: 2 });

  it("belong to scenes, and no scene is in both parts", () => {
    expect(train.scenes.length).toBe(140);
    const scenes = new Set(train.scenes);
    for (const scene of test.scenes) expect(scenes.has(scene)).toBe(false);
    for (let i = 0; i < 140; i++) expect(train.labels[i]).toBe(train.labels[i - (i % 4)]);
  });

  it("look more like crops of their own scene than like others of their class, and least like other classes", () => {
    const { rows, labels } = table(train);
    const scale = rows[0]!.map((_, j) => Math.sqrt(average(rows.map((row) => row[j]! ** 2))));
    const apart = { scene: [] as number[], class: [] as number[], other: [] as number[] };
    for (let a = 0; a < rows.length; a++) {
      for (let b = 0; b < a; b++) {
        const distance = Math.sqrt(
          average(rows[a]!.map((value, j) => ((value - rows[b]![j]!) / scale[j]!) ** 2)),
        );
        const kind =
          train.scenes[a] === train.scenes[b] ? "scene" : labels[a] === labels[b] ? "class" : "other";
        apart[kind].push(distance);
      }
    }
    expect(average(apart.scene)).toBeLessThan(0.7 * average(apart.class));
    expect(average(apart.class)).toBeLessThan(0.95 * average(apart.other));
  });

  it("leave room above simple features: colour alone says little, edges more", () => {
    const colour = ldaAccuracy(table(train, false), table(test, false));
    const withEdges = ldaAccuracy(table(train), table(test));
    expect(colour).toBeGreaterThan(1 / 7);
    expect(colour).toBeLessThan(0.65);
    expect(withEdges).toBeGreaterThan(colour);
    expect(withEdges).toBeLessThan(0.9);
  });
});

describe("simulated samples of known difficulty", () => {
  const { train, test } = simulateSamples({ key: seed(9), train: 1000, test: 300 });

  it("have exactly the wanted shares, and right labels in the test part", () => {
    const count = (kind: string) => train.kinds.filter((one) => one === kind).length;
    expect([count("easy"), count("hard"), count("mislabelled")]).toEqual([600, 300, 100]);
    train.kinds.forEach((kind, i) => {
      expect(train.labels[i] !== train.trueLabels[i]).toBe(kind === "mislabelled");
    });
    expect(Array.from(test.labels)).toEqual(Array.from(test.trueLabels));
  });

  it("are harder the harder they are called: nearest neighbours among clean samples", () => {
    const rows = train.images.map(({ data }) => Array.from(data));
    const clean = train.kinds.flatMap((kind, i) => (kind === "easy" ? [i] : []));
    const right = { easy: [] as number[], hard: [] as number[] };
    test.images.forEach(({ data }, t) => {
      let best = -1;
      let least = Number.POSITIVE_INFINITY;
      for (const i of clean) {
        let distance = 0;
        for (let j = 0; j < data.length; j++) distance += (data[j]! - rows[i]![j]!) ** 2;
        if (distance < least) {
          least = distance;
          best = i;
        }
      }
      right[test.kinds[t] as "easy" | "hard"].push(train.labels[best] === test.labels[t] ? 1 : 0);
    });
    expect(average(right.easy)).toBeGreaterThan(0.9);
    expect(average(right.hard)).toBeLessThan(average(right.easy) - 0.02);
    expect(average(right.hard)).toBeGreaterThan(0.5);
  });

  it("have frequent and rare appearances in every class", () => {
    for (let c = 0; c < 10; c++) {
      const counts = [0, 1, 2, 3].map(
        (mode) => train.modes.filter((one, i) => one === mode && train.trueLabels[i] === c).length,
      );
      expect(counts[0]!).toBeGreaterThan(2 * counts[3]!);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
  });
});

describe("simulated shards", () => {
  it("are equal, disjoint and each of all classes", () => {
    const { train, shards, classNames } = simulateShards({
      key: seed(9),
      train: 283,
      validation: 0,
      test: 0,
    });
    expect(shards.map((shard) => shard.length)).toEqual([70, 70, 70, 70]);
    expect(new Set(shards.flatMap((shard) => [...shard])).size).toBe(280);
    for (const shard of shards) {
      expect(new Set(Array.from(shard, (i) => train.labels[i])).size).toBe(classNames.length);
      expect(Array.from(shard)).toEqual(Array.from(shard).sort((a, b) => a - b));
    }
  });
});
