import { createHash, type Hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type SimulateOptions,
  type SimulatorId,
  simulateAnomalies,
  simulateClouds,
  simulateHsiLidar,
  simulateHsiLidarFederated,
  simulateHsiLidarTexture,
  simulateObjects,
  simulateSamples,
  simulateSar,
  simulateScenes,
  simulateShards,
} from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/key.js";

/** Small settings for each simulator, and the first digits of the SHA-256 of everything that it makes from seed 7. */
const golden: Readonly<Record<SimulatorId, { train: number; test: number; size: number; sha256: string }>> = {
  anomalies: { train: 1, test: 1, size: 24, sha256: "3c1831b9ed3c93c1" },
  "hsi-lidar": { train: 1, test: 1, size: 16, sha256: "59ed63e3582bd7b8" },
  "hsi-lidar-federated": { train: 1, test: 1, size: 16, sha256: "e9506c2d0e16cd99" },
  "hsi-lidar-texture": { train: 1, test: 1, size: 16, sha256: "717bf183dca889ca" },
  clouds: { train: 1, test: 1, size: 24, sha256: "b16e4c7719fda01f" },
  sar: { train: 2, test: 1, size: 48, sha256: "c9749ef37904a25a" },
  objects: { train: 10, test: 5, size: 16, sha256: "e7035bc832b53c64" },
  scenes: { train: 7, test: 1, size: 8, sha256: "9636911c904795f6" },
  samples: { train: 20, test: 5, size: 8, sha256: "302cf0e582e128d6" },
  shards: { train: 14, test: 7, size: 16, sha256: "0d5187c6cdb98aea" },
};

const makers: Readonly<Record<SimulatorId, (options: SimulateOptions) => unknown>> = {
  anomalies: simulateAnomalies,
  "hsi-lidar": simulateHsiLidar,
  "hsi-lidar-federated": simulateHsiLidarFederated,
  "hsi-lidar-texture": simulateHsiLidarTexture,
  clouds: simulateClouds,
  sar: simulateSar,
  objects: (options) => simulateObjects({ ...options, validation: 3 }),
  scenes: (options) => simulateScenes({ ...options, grid: 2 }),
  samples: simulateSamples,
  shards: (options) => simulateShards({ ...options, validation: 3 }),
};

/** Everything but the origin, which names the seed: typed arrays by their bytes, the rest as JSON would put it. */
function absorb(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      if (name === "origin") continue;
      hash.update(name);
      absorb(hash, part);
    }
  } else hash.update(JSON.stringify(value) ?? "");
}

function digest(id: SimulatorId, n: number): string {
  const { train, test, size } = golden[id];
  const hash = createHash("sha256");
  absorb(hash, makers[id]({ key: seed(n), train, test, size }));
  return hash.digest("hex").slice(0, 16);
}

describe("every simulator", () => {
  it.each(Object.keys(golden) as SimulatorId[])("%s makes the same bytes from the same seed", (id) => {
    expect(digest(id, 7)).toBe(golden[id].sha256);
  });

  it.each(Object.keys(golden) as SimulatorId[])("%s makes other bytes from another seed", (id) => {
    expect(digest(id, 8)).not.toBe(golden[id].sha256);
  });
});
