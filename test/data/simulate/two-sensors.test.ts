import { describe, expect, it } from "vitest";
import type { Raster } from "../../../lib/data/raster/raster.js";
import {
  simulateHsiLidar,
  simulateHsiLidarFederated,
  simulateHsiLidarTexture,
  type TwoSensorScene,
} from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/key.js";
import { ldaAverageAccuracy, pixelTable } from "./support.js";

type Sensors = (scene: TwoSensorScene) => readonly Raster[];

function accuracy(train: TwoSensorScene, test: TwoSensorScene, sensors: Sensors): number {
  return ldaAverageAccuracy(
    pixelTable(sensors(train), train.labels, 3),
    pixelTable(sensors(test), test.labels, 3),
  );
}

const hsi: Sensors = (scene) => [scene.hsi];
const lidar: Sensors = (scene) => [scene.lidar];
const both: Sensors = (scene) => [scene.hsi, scene.lidar];

describe("scenes of three spectra and two heights", () => {
  const { train, test, classNames } = simulateHsiLidar({ key: seed(2) });

  it("cannot be told apart by either sensor alone, and can by both", () => {
    expect(accuracy(train[0]!, test[0]!, hsi)).toBeLessThan(0.53);
    expect(accuracy(train[0]!, test[0]!, lidar)).toBeLessThan(0.37);
    expect(accuracy(train[0]!, test[0]!, both)).toBeGreaterThan(0.85);
  });

  it("have all six classes, from 1, in both scenes", () => {
    for (const { labels } of [...train, ...test]) {
      expect([...new Set(labels.data)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    }
    expect(classNames).toHaveLength(6);
  });

  it("share their classes but no map", () => {
    const agreeing = train[0]!.labels.data.filter((label, i) => label === test[0]!.labels.data[i]).length;
    expect(agreeing / train[0]!.labels.data.length).toBeLessThan(0.35);
  });

  it("have noise that is alike in neighbouring bands", () => {
    const plain = simulateHsiLidar({ key: seed(2), noise: 0 }).train[0]!.hsi.data;
    const noise = train[0]!.hsi.data.map((value, i) => value - plain[i]!);
    const products = { next: 0, second: 0, own: 0 };
    for (let i = 0; i < noise.length - 2; i++) {
      if (i % 16 > 13) continue;
      products.own += noise[i]! ** 2;
      products.next += noise[i]! * noise[i + 1]!;
      products.second += noise[i]! * noise[i + 2]!;
    }
    expect(products.next / products.own).toBeAllClose(0.5, { atol: 0.03 });
    expect(products.second / products.own).toBeAllClose(0, { atol: 0.03 });
  });
});

describe("scenes for federated learning", () => {
  const { train, test } = simulateHsiLidarFederated({ key: seed(2) });

  it("have pairs that the spectrum hardly tells apart, and heights that do", () => {
    const single = Math.max(accuracy(train[0]!, test[0]!, hsi), accuracy(train[0]!, test[0]!, lidar));
    expect(single).toBeLessThan(0.75);
    expect(accuracy(train[0]!, test[0]!, both)).toBeGreaterThan(single + 0.15);
  });

  it("have the sheet's heights", () => {
    const { lidar, labels } = train[0]!;
    const heights = [1, 2, 3, 4, 5, 6].map((label) => {
      const values = Array.from(lidar.data).filter((_, i) => labels.data[i] === label);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expect(heights).toBeAllClose([0.1, 0.55, 0.5, 0.15, 0.6, 0.2], { atol: 0.02 });
  });
});

describe("scenes with textures", () => {
  const { train, test } = simulateHsiLidarTexture({ key: seed(2) });

  it("have pairs of classes that single pixels confuse", () => {
    expect(accuracy(train[0]!, test[0]!, both)).toBeLessThan(0.8);
  });

  it("have stripes of four rows in the second of each pair only", () => {
    // Contrast of one column's rows 0, 1 against rows 2, 3 of the same class.
    const contrast = (striped: boolean) => {
      const { hsi: image, labels } = train[0]!;
      let sum = 0;
      let count = 0;
      for (let row = 0; row + 4 <= image.height; row += 4) {
        for (let column = 0; column < image.width; column++) {
          const of = [0, 1, 2, 3].map((r) => labels.at(row + r, column));
          if (new Set(of).size > 1 || of[0]! > 3 !== striped) continue;
          for (let band = 0; band < image.bands; band++) {
            sum += image.at(row, column, band) + image.at(row + 1, column, band);
            sum -= image.at(row + 2, column, band) + image.at(row + 3, column, band);
            count++;
          }
        }
      }
      return sum / count;
    };
    expect(Math.abs(contrast(false))).toBeLessThan(0.02);
    expect(contrast(true)).toBeGreaterThan(0.12);
  });
});
