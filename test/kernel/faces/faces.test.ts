import { table } from "arquero";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { registerFaces } from "../../../kernel-ext/faces/index.js";
import { summarise, summaryText, valuesText } from "../../../kernel-ext/faces/numbers.js";
import { faceOf } from "../../../kernel-ext/mime.js";
import { Raster } from "../../../lib/data/index.js";
import { nn, seed, tf } from "../../../lib/index.js";

const words = async (value: unknown) => String((await faceOf(value)).data["text/plain"]);
const forms = async (value: unknown) => Object.keys((await faceOf(value)).data).sort();
const PNG = ["image/png", "text/plain"];
const PLOT = ["application/vnd.plotly.v1+json", "image/png", "text/plain"];

beforeAll(() => registerFaces());
afterEach(() => tf.disposeVariables());

describe("a tensor shows itself", () => {
  it("with its numbers when they are few", async () => {
    const engine = (await words(tf.scalar(1))).match(/· (\w+)/)![1]!;
    expect(
      await words(
        tf.tensor2d([
          [1, 2],
          [3, 4.5],
        ]),
      ),
    ).toBe(`Tensor float32 [2,2] · ${engine}\n[[1, 2],\n [3, 4.500]]`);
    expect(await words(tf.scalar(7, "int32"))).toBe(`Tensor int32 [] · ${engine}\n7`);
    expect(await words(tf.variable(tf.zeros([2])))).toMatch(/^Variable float32 \[2\]/);
    expect(await words(tf.zeros([0, 3]))).toMatch(/empty$/);
  });

  it("with shape, type, engine, range and what is not finite when they are many", async () => {
    const values = Float32Array.from({ length: 100 }, (_, i) =>
      i === 3 ? Number.NaN : i === 4 ? Number.POSITIVE_INFINITY : i,
    );
    expect(await words(tf.tensor1d(values))).toMatch(
      /^Tensor float32 \[100\] · \w+ · 0 … 99, mean 50\.44, 1 NaN, 1 infinite$/,
    );
    expect(await forms(tf.tensor1d(values))).toEqual(PLOT);
  });

  it("as a picture when it has the shape of one, else as a histogram", async () => {
    expect(await forms(tf.ones([16, 16]))).toEqual(PNG);
    expect(await forms(tf.ones([16, 16, 3]))).toEqual(PNG);
    expect(await forms(tf.ones([2, 16, 16, 5]))).toEqual(PNG);
    expect(await forms(tf.randomUniform([2, 1000]))).toEqual(PLOT);
    expect(await forms(tf.randomUniform([4, 4, 16]))).toEqual(PLOT);
  });

  it("without values when they are gone or are no numbers", async () => {
    const gone = tf.ones([3]);
    gone.dispose();
    expect(await words(gone)).toBe("Tensor float32 [3] · disposed");
    expect(await words(tf.tensor(["a"]))).toMatch(/^Tensor string \[1\]/);
    expect(await words(tf.complex([1], [2]))).toMatch(/^Tensor complex64 \[1\]/);
  });

  it("and leaves no tensor behind", async () => {
    const tensor = tf.randomUniform([2, 16, 16, 5]);
    const before = tf.memory().numTensors;
    await faceOf(tensor);
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
  });
});

describe("the others show themselves", () => {
  it("a model as the table of its layers", async () => {
    const model = nn.sequential([nn.linear({ in: 4, out: 8, key: seed(1) }), nn.relu]);
    expect(await words(model)).toMatch(/^sequential · 40 parameters\n/);
    expect((await faceOf(model)).data["text/html"]).toContain("4×8");
  });

  it("a raster as picture and facts", async () => {
    const raster = new Raster(
      new Uint8Array(20 * 30 * 3).map((_, i) => i),
      { height: 20, width: 30, bands: 3 },
    );
    expect(await forms(raster)).toEqual(PNG);
    expect(await words(raster)).toMatch(/^Raster 20×30×3 uint8\n.*Stretched/s);
  });

  it("an Arquero table as rows, which can be copied", async () => {
    const { data } = await faceOf(table({ name: ["lake", "wood"], area: [3, 4] }));
    expect(data["text/html"]).toContain("lake");
    expect(String(data["text/plain"])).toMatch(/name.*area.*lake.*3/s);
  });

  it("a long typed array in a line and a histogram, a short one as it is", async () => {
    const long = Float64Array.from({ length: 1000 }, (_, i) => i);
    expect(await words(long)).toBe("Float64Array(1000) · 0 … 999, mean 499.5");
    expect(await words(new Float32Array([1, 2]))).toBe("Float32Array(2) [ 1, 2 ]");
    expect(await words(Buffer.alloc(500))).toMatch(/^<Buffer/);
  });
});

describe("summaries", () => {
  it("say of nothing finite that there is nothing", () => {
    expect(summaryText(summarise([Number.NaN, Number.NEGATIVE_INFINITY]))).toBe(
      "no finite value, 1 NaN, 1 infinite",
    );
  });

  it("print nested brackets in row-major order", () => {
    expect(valuesText([1, 2, 3, 4, 5, 6], [2, 1, 3])).toBe("[[[1, 2, 3]],\n [[4, 5, 6]]]");
  });
});
