import { describe, expect, it } from "vitest";
import { Raster } from "../../../lib/data/raster/raster.js";
import { simulateAnomalies } from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import { detection, fakeAnomalies, stfSteps, student, teacher } from "../../../lib/papers/stad/index.js";
import { onEveryEngine } from "../../support/engines.js";

const bands = 6;
const scene = (size = 12) =>
  simulateAnomalies({ key: seed(2), train: 0, test: 1, size, bands }).test[0]!.raster;
const network = () => student({ bands, hidden: 8, key: seed(3) });

onEveryEngine("STAD's detection", () => {
  it("is the gradient of its loss by the input, as finite differences see it", () => {
    const raster = scene(8);
    const net = network();
    const { mask, gradient, loss } = detection(raster, net);
    // Both what the network sees and what it is asked for move; the filter does not (sheet, 7).
    const low = Math.min(...(raster.data as Float32Array));
    const range = Math.max(...(raster.data as Float32Array)) - low;
    const lossAt = (moved: number, by: number) => {
      const data = Float64Array.from(raster.data as Float32Array, (value) => (value - low) / range);
      data[moved] = data[moved]! + by;
      const given = new Raster(data, { height: 8, width: 8, bands });
      return detection(given, net, { mask, normalise: false }).loss;
    };
    expect(lossAt(0, 0)).toBeAllClose(loss, { rtol: 1e-5 });
    const strongest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!));
    const scale = Math.abs(gradient[strongest[0]!]!);
    for (const at of [strongest[0]!, strongest[1]!, strongest[20]!]) {
      const step = 0.01;
      const numeric = (lossAt(at, step) - lossAt(at, -step)) / (2 * step);
      expect(gradient[at]).toBeAllClose(numeric, { rtol: 0.02, atol: 0.02 * scale });
    }
    net.dispose();
  });

  it("leaves no tensors behind", () => {
    const [raster, net] = [scene(), network()];
    detection(raster, net);
    const before = tf.memory().numTensors;
    detection(raster, net);
    detection(raster, net, { tile: 5, mask: false });
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
  });
});

describe("the score", () => {
  it("is 0 where neither a pixel nor any that the network sees with it passed the filter", () => {
    const [raster, net] = [scene(16), student({ bands, hidden: 8, variant: "conv1", key: seed(3) })];
    const { saliency, mask } = detection(raster, net);
    // This student sees no neighbours.
    for (let i = 0; i < 256; i++) if (mask.data[i] === 0) expect(saliency.data[i]).toBe(0);
    expect(
      Array.from(mask.data as Float64Array).filter((value) => value === 0).length,
    ).toBeGreaterThanOrEqual(128);
    net.dispose();
  });

  it("counts the whole scene alike without the filter", () => {
    const [raster, net] = [scene(), network()];
    const { saliency, maskedError, error } = detection(raster, net, { mask: false });
    expect(Array.from(saliency.data as Float64Array).every((value) => value > 0)).toBe(true);
    expect(maskedError.data).toEqual(error.data);
    net.dispose();
  });

  it("of a network without neighbours is the same in pieces and whole", () => {
    const [raster, net] = [scene(13), student({ bands, hidden: 8, variant: "conv1", key: seed(3) })];
    const [whole, pieces] = [detection(raster, net), detection(raster, net, { tile: 5 })];
    expect(pieces.saliency.data).toBeAllClose(whole.saliency.data, { rtol: 1e-4, atol: 1e-7 });
    expect(pieces.loss).toBeAllClose(whole.loss, { rtol: 1e-5 });
    net.dispose();
  });
});

describe("the small target filter", () => {
  it("sets the lower median and everything below it to 0", () => {
    const { smooth, median, mask } = stfSteps(scene());
    const sorted = Float64Array.from(smooth.data as Float64Array).sort();
    expect(median).toBe(sorted[71]); // the lower of the middle two of 144
    expect(mask.data).toBeAllClose(Array.from(smooth.data as Float64Array, (v) => Math.max(0, v - median)));
  });
});

describe("fake anomalies", () => {
  it("are blobs of 3 to 20 connected pixels, and no picture has none", () => {
    for (let i = 0; i < 40; i++) {
      const mask = fakeAnomalies(81, seed(i));
      const sizes = blobs(mask, 81);
      expect(sizes.length).toBeGreaterThanOrEqual(1);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      expect(mask.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(32 * 20);
      expect(mask.every((one) => one === 0 || one === 1)).toBe(true);
    }
  });
});

/** Sizes of the connected parts, corners not counted. */
function blobs(mask: Uint8Array, side: number): number[] {
  const seen = new Uint8Array(mask.length);
  const sizes: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) continue;
    const stack = [start];
    seen[start] = 1;
    let size = 0;
    while (stack.length > 0) {
      const at = stack.pop() as number;
      size++;
      const column = at % side;
      const near = [
        at - side,
        at + side,
        ...(column > 0 ? [at - 1] : []),
        ...(column < side - 1 ? [at + 1] : []),
      ];
      for (const next of near) {
        if (mask[next] && !seen[next]) {
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    sizes.push(size);
  }
  return sizes;
}

describe("a teacher", () => {
  it("refuses bands that do not divide into its heads", () => {
    expect(() => teacher({ bands: 7, key: seed(1) })).toThrow(
      /7 bands do not divide into 2 heads; give an even number/,
    );
  });
});
