/** What is said of many numbers at a glance. */
export interface Summary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly nans: number;
  readonly infinities: number;
}

/** Range and mean of the finite values, and how many are not. */
export function summarise(values: ArrayLike<number | bigint>): Summary {
  let [min, max, sum, nans, infinities] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (Number.isNaN(value)) nans++;
    else if (!Number.isFinite(value)) infinities++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
  }
  return { min, max, mean: sum / (values.length - nans - infinities), nans, infinities };
}

const short = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : value.toPrecision(4);

/** "0 … 1, mean 0.4312, 3 NaN". */
export function summaryText({ min, max, mean, nans, infinities }: Summary): string {
  const parts = min > max ? ["no finite value"] : [`${short(min)} … ${short(max)}`, `mean ${short(mean)}`];
  if (nans > 0) parts.push(`${nans} NaN`);
  if (infinities > 0) parts.push(`${infinities} infinite`);
  return parts.join(", ");
}

/** Numbers as nested brackets, for what is small enough to be read. */
export function valuesText(values: ArrayLike<number | bigint>, shape: readonly number[]): string {
  const [size, ...inner] = shape;
  if (size === undefined) return short(Number(values[0]));
  const step = inner.reduce((a, b) => a * b, 1);
  const parts = Array.from({ length: size }, (_, i) =>
    valuesText(Array.prototype.slice.call(values, i * step, (i + 1) * step) as number[], inner),
  );
  return inner.length === 0 ? `[${parts.join(", ")}]` : `[${parts.join(",\n ")}]`;
}
