import { describe, expect, it } from "vitest";
import { normal, seed } from "../../../lib/device/random/index.js";
import { cholesky, factorOf } from "../../../lib/papers/stad/algebra.js";
import { lanes } from "../../../lib/papers/stad/lanes.js";

const key = seed(3);
const random = (name: string, count: number) => Float64Array.from(normal(key.fold(name), count));

describe("the inner products of lanes", () => {
  // Four at a time, then one by one: lengths on both sides of every turn.
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 200])("are those of JavaScript for rows of %i", (length) => {
    const { numbers, tile } = lanes(3000);
    numbers.set(random("numbers", 2400));
    const [x0, x1, y, stride, to] = [1, 301, 700, 333, 2500];
    const wanted = [x0, x1].flatMap((x) =>
      [0, 1, 2, 3].map((r) => {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += numbers[x + k]! * numbers[y + r * stride + k]!;
        return sum;
      }),
    );
    numbers.fill(Number.NaN, to, to + 8);
    tile(x0, x1, y, stride, length, to);
    expect(numbers.slice(to, to + 8)).toBeAllClose(wanted, { rtol: 0, atol: 1e-12 });
  });

  it("read and write nothing else", () => {
    const { numbers, tile } = lanes(100);
    numbers.fill(1);
    tile(0, 10, 20, 5, 3, 50);
    expect(Array.from(numbers.slice(0, 50))).toEqual(Array(50).fill(1));
    expect(Array.from(numbers.slice(50, 58))).toEqual(Array(8).fill(3));
    expect(Array.from(numbers.slice(58, 100))).toEqual(Array(42).fill(1));
  });

  it("refuse a place outside of their memory", () => {
    const { numbers, tile } = lanes(10);
    expect(() => tile(0, 0, numbers.length, 0, 4, 0)).toThrow(WebAssembly.RuntimeError);
  });
});

/** A A^T + n I of a random A. */
function positive(n: number): Float64Array {
  const a = random(`matrix ${n}`, n * n);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? n : 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k]! * a[j * n + k]!;
    return sum;
  });
}

describe("the Cholesky factor", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 97])("times its transpose is the matrix, %i rows", (n) => {
    const matrix = positive(n);
    const l = factorOf("test", matrix, n, 0);
    const back = Float64Array.from(matrix, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let k = 0; k <= Math.min(i, j); k++) sum += l[i * n + k]! * l[j * n + k]!;
      return sum;
    });
    expect(back).toBeAllClose(matrix, { rtol: 1e-12, atol: 1e-12 });
  });

  it.each([2, 3, 6, 9])("does not exist for a matrix of %i rows with a negative direction", (n) => {
    for (let at = 0; at < n; at++) {
      const matrix = positive(n);
      matrix[at * n + at] = -1;
      const work = lanes(n * (n + 3) + 8);
      work.numbers.set(matrix);
      expect(cholesky(work, 0, n, n * (n + 3))).toBe(false);
    }
  });

  it("helps itself with a ridge, and says which bands are to blame when even that is in vain", () => {
    // Two bands that are copies of each other.
    const copies = Float64Array.of(1, 1, 1, 1);
    expect(factorOf("rx", copies, 2, 1e-6)[0]).toBeAllClose(Math.sqrt(1 + 1e-6), { rtol: 1e-12 });
    expect(() => factorOf("rx", new Float64Array(4), 2, 1e-6)).toThrow(/^rx: .*drop bands that are constant/);
  });
});
